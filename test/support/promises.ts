/** A mock with a creator who has logged in through `effect-tiktok/promise`. */
import { create, type Options, type TikTok } from "effect-tiktok/promise"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createMock, type Mock, type MockOptions } from "tiktok-mock-server"

/** How requests reach the mock: in memory, over a socket by `node:http`, or over a socket by `fetch`. */
export const roads = ["memory", "node", "fetch"] as const
export type Road = typeof roads[number]

export const app = { clientKey: "mock-client-key", clientSecret: "mock-client-secret" }

export interface Promises extends AsyncDisposable {
  readonly mock: Mock
  readonly options: Options
  readonly tiktok: TikTok
  readonly creator: string
  /** A folder that is removed at the end. */
  readonly folder: string
  /** Writes a file in the folder, and returns its path. */
  readonly file: (bytes: Uint8Array) => Promise<string>
}

const redirectUri = "http://localhost/callback"

const login = async (mock: Mock, tiktok: TikTok): Promise<string> => {
  const authorization = await tiktok.auth.authorize({
    redirectUri,
    scopes: ["user.info.basic", "user.info.profile", "user.info.stats", "video.list", "video.publish", "video.upload"]
  })
  // A session keeps it as JSON.
  const kept = JSON.parse(JSON.stringify(authorization))
  const { creator } = await tiktok.auth.complete(kept, await mock.control.consent(authorization.url))
  return creator
}

export const promises = async (
  road: Road,
  { mock: mockOptions, ...given }: Partial<Options> & { readonly mock?: MockOptions } = {}
): Promise<Promises> => {
  const folder = await mkdtemp(join(tmpdir(), "effect-tiktok-promises-"))
  const mock = createMock({ lifecycle: { mode: "immediate" }, ...mockOptions })
  const server = road === "memory" ? undefined : await mock.listen()
  const options: Options = {
    contract: "live",
    ...app,
    store: "memory",
    baseUrl: server?.url,
    fetch: road === "memory" ? mock.fetch : road === "fetch" ? globalThis.fetch : undefined,
    ...given
  }
  const tiktok = await create(options)
  const creator = await login(mock, tiktok)
  return {
    mock,
    options,
    tiktok,
    creator,
    folder,
    file: async (bytes) => {
      const path = join(folder, "clip.mp4")
      await writeFile(path, bytes)
      return path
    },
    [Symbol.asyncDispose]: async () => {
      await tiktok.close()
      await server?.close()
      await mock.dispose()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

export const each = async <A>(items: AsyncIterable<A>): Promise<ReadonlyArray<A>> => {
  const all: Array<A> = []
  for await (const item of items) all.push(item)
  return all
}
