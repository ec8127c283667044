/** The mock of all journeys, and a server for what they need beside it. */
import { create, type TikTok } from "effect-tiktok/promise"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createMock } from "tiktok-mock-server"
import { announce } from "../../docs/examples/uploads.ts"
import { sha256, smallestChunk, video } from "../support/media.ts"
import type { World } from "./world.ts"

interface Delivery {
  readonly headers: IncomingMessage["headers"]
  readonly body: string
}

export interface Stage extends AsyncDisposable {
  readonly url: string
  readonly world: (name: string) => World
  /** Resolves when a step waits to be killed. */
  readonly reached: (name: string) => Promise<void>
}

const open = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" }

/** Starts a stage. `page` is the script of its page. */
export const startStage = async (page: () => Promise<string>): Promise<Stage> => {
  const folder = mkdtempSync(join(tmpdir(), "effect-tiktok-runtimes-"))
  const bytes = video(2 * smallestChunk + 777_777)
  const file = join(folder, "clip.mp4")
  writeFileSync(file, bytes)
  const mock = createMock({ lifecycle: { mode: "immediate" }, consent: "auto", defaultContract: "live" })
  const listening = await mock.listen()
  const deliveries = new Map<string, Array<Delivery>>()
  const reached = new Map<string, PromiseWithResolvers<void>>()
  const reachedOf = (name: string) => {
    const found = reached.get(name) ?? Promise.withResolvers<void>()
    reached.set(name, found)
    return found
  }

  /** The server of a page: it has the tokens, and the id of the post that it announced. */
  const servers = new Map<string, { readonly tiktok: TikTok; readonly creator: string; publishId: string }>()
  const serve = async (name: string) => {
    const found = servers.get(name)
    if (found !== undefined) return found
    const tiktok = await create({
      contract: "live",
      clientKey: "mock-client-key",
      clientSecret: "mock-client-secret",
      baseUrl: `${listening.url}/t/${name}`,
      store: "memory"
    })
    const login = await tiktok.auth.authorize({
      redirectUri: `${url}/callback`,
      scopes: ["user.info.basic", "video.publish"]
    })
    const { creator } = await tiktok.auth.complete(login, (await fetch(login.url)).url)
    const made = { tiktok, creator, publishId: "" }
    servers.set(name, made)
    return made
  }

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? "/", "http://stage")
    const [, first = "", name = ""] = pathname.split("/").map(decodeURIComponent)
    const json = (value: unknown) => {
      response.writeHead(200, { ...open, "content-type": "application/json" }).end(JSON.stringify(value))
    }
    if (request.method === "OPTIONS") return void response.writeHead(204, open).end()
    switch (first) {
      case "":
        return void response.writeHead(200, { "content-type": "text/html" }).end(
          "<!doctype html><input type=file><script type=module src=/page.js></script>"
        )
      case "page.js":
        return void response.writeHead(200, { "content-type": "text/javascript" }).end(await page())
      case "clip.mp4":
        return sendRange(request, response, bytes)
      case "callback":
        return json({ url: `http://${request.headers.host}${request.url}` })
      case "deliver": {
        const body = await textOf(request)
        deliveries.set(name, [...deliveries.get(name) ?? [], { headers: request.headers, body }])
        return json({})
      }
      case "deliveries":
        return json(deliveries.get(name) ?? [])
      case "uploads": {
        const server = await serve(name === "" ? "guide" : name)
        if (name === "") {
          const asked = new Request("http://stage/", { method: "POST", body: await textOf(request) })
          const handout: any = await (await announce(server.tiktok, server.creator, asked)).json()
          server.publishId = handout.publishId
          return json(handout)
        }
        const { chunkSize, size } = JSON.parse(await textOf(request))
        const post = { _tag: "Video", privacyLevel: "SELF_ONLY", title: "From a page", size } as const
        const handout = await server.tiktok.publisher.handOut(server.creator, post, { chunkSize })
        server.publishId = handout.publishId
        return json(handout)
      }
      case "outcome": {
        const { creator, publishId, tiktok } = await serve(name)
        return json(await tiktok.poller.outcome(creator, publishId, { pollEvery: 5 }))
      }
      case "reached":
        reachedOf(name).resolve()
        return json({})
      default:
        return void response.writeHead(404, open).end()
    }
  }

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      console.error(error)
      response.destroy()
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`

  return {
    url,
    world: (name) => {
      const own = join(folder, name)
      mkdirSync(own, { recursive: true })
      return {
        mock: `${listening.url}/t/${name}`,
        stage: url,
        name,
        clip: { url: `${url}/clip.mp4`, file, size: bytes.length, sha256: sha256(bytes) },
        folder: own
      }
    },
    reached: (name) => reachedOf(name).promise,
    [Symbol.asyncDispose]: async () => {
      for (const { tiktok } of servers.values()) await tiktok.close()
      server.closeAllConnections()
      server.close()
      await listening.close()
      await mock.dispose()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  const pieces: Array<Buffer> = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

const sendRange = (request: IncomingMessage, response: ServerResponse, bytes: Uint8Array): void => {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? []
  const first = Number(from ?? 0)
  const last = Number(to ?? bytes.length - 1)
  response.writeHead(from === undefined ? 200 : 206, {
    ...open,
    "access-control-expose-headers": "content-range, etag",
    "content-type": "video/mp4",
    "content-length": String(last + 1 - first),
    etag: "\"clip\"",
    ...from === undefined ? {} : { "content-range": `bytes ${first}-${last}/${bytes.length}` }
  }).end(bytes.subarray(first, last + 1))
}
