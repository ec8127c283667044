import { Schema } from "effect"
import type { BrowserContext, Page } from "playwright-core"
import { createMock, type Mock, type MockOptions } from "tiktok-mock-server"
import { video } from "./media.ts"

/** A mock with an open dashboard, and the errors that the page logged. */
export interface Shown {
  readonly mock: Mock
  /** The origin of the mock. */
  readonly url: string
  /** The URL of a page of the dashboard. */
  readonly at: (path: string) => string
  readonly close: () => Promise<void>
}

/** A form, the state before it is sent, how to fill it in, and the expected result. */
export interface FormCase {
  readonly name: string
  /** Returns the page to open, below the dashboard. */
  readonly arrange: (shown: Shown) => Promise<string> | string
  readonly act: (page: Page) => Promise<void>
  readonly check: (shown: Shown, notice: string) => Promise<void> | void
}

/** Serves a mock. */
export const show = async (options: MockOptions = {}): Promise<Shown> => {
  const mock = createMock(options)
  const { url } = await mock.listen()
  return { mock, url, at: (path) => `${url}/_mock/ui/${path}`, close: () => mock.dispose() }
}

/** The paths of the sections, as the menu links them. */
export const sectionsOf = async ({ at }: Shown): Promise<ReadonlyArray<string>> => {
  const page = await (await fetch(at(""))).text()
  return [...page.matchAll(/<a href="\.\/([^"]*)"[^>]*data-go="/g)].map(([, path = ""]) => path)
}

/** Records the errors of a page, and the requests to other hosts. */
export const watch = (context: BrowserContext): { readonly complaints: Array<string> } => {
  const complaints: Array<string> = []
  const follow = (page: Page) => {
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(`${page.url()}: ${message.text()}`)
    })
    page.on("pageerror", (error) => complaints.push(`${page.url()}: ${String(error)}`))
    page.on("dialog", (dialog) => {
      complaints.push(`${page.url()} opened a dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
  }
  context.on("page", follow)
  context.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url())
    if (protocol !== "data:" && hostname !== "127.0.0.1" && hostname !== "localhost") {
      complaints.push(`asked for ${request.url()}`)
    }
  })
  return { complaints }
}

/** The response to an init of the live contract. */
interface Opened {
  readonly publishId: string
  readonly uploadUrl: string
}

const decodeAccepted = Schema.decodeUnknownSync(
  Schema.Struct({ data: Schema.Struct({ publish_id: Schema.String, upload_url: Schema.String }) })
)

/** A program that posts, like a user's app. */
export const program = (
  { mock, url }: Shown,
  token = mock.control.issueToken({ contract: "live" }).accessToken
) => {
  const post = async (path: string, body: unknown): Promise<Response> =>
    fetch(url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json; charset=UTF-8" },
      body: JSON.stringify(body)
    })
  const init = async (
    title: string,
    size: number,
    { chunk = size, draft = false, level = "SELF_ONLY" }: {
      readonly chunk?: number
      readonly draft?: boolean
      readonly level?: string
    } = {}
  ): Promise<Opened> => {
    const source = {
      source: "FILE_UPLOAD",
      video_size: size,
      chunk_size: chunk,
      total_chunk_count: Math.max(1, Math.floor(size / chunk))
    }
    const response = await post(`/v2/post/publish/${draft ? "inbox/" : ""}video/init/`, {
      ...draft ? {} : { post_info: { title, privacy_level: level } },
      source_info: source
    })
    const { data } = decodeAccepted(await response.json())
    return { publishId: data.publish_id, uploadUrl: data.upload_url }
  }
  const publish = async (title: string, options: { readonly draft?: boolean; readonly level?: string } = {}) => {
    const opened = await init(title, 1_000, options)
    await put(opened, 0, 999, 1_000)
    return opened.publishId
  }
  const status = (publishId: string) => post("/v2/post/publish/status/fetch/", { publish_id: publishId })
  return { token, post, init, put, publish, status }
}

const put = async ({ uploadUrl }: Opened, first: number, last: number, total: number): Promise<number> => {
  const { status } = await fetch(uploadUrl, {
    method: "PUT",
    headers: { "content-type": "video/mp4", "content-range": `bytes ${first}-${last}/${total}` },
    body: video(total).subarray(first, last + 1)
  })
  return status
}
