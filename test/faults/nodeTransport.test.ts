/** Node's own transport: lengths, early responses, proxies, connections, and the rest of an HTTP client. */
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Fiber, Stream } from "effect"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { HttpBody, type HttpClient, HttpClientRequest } from "effect/http"
import { once } from "node:events"
import { createServer, type RequestListener } from "node:http"
import { createServer as createSecureServer } from "node:https"
import { connect, type Socket } from "node:net"
import { certificate } from "../support/certificate.ts"
import { failureOf } from "../support/failureOf.ts"

const MiB = 1024 * 1024

/** A server that counts its connections. */
const serving = (listener: RequestListener, protocol: "http" | "https" = "http") =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const server = protocol === "http" ? createServer(listener) : createSecureServer(certificate, listener)
      const sockets = new Set<Socket>()
      let connections = 0
      server.on("connection", (socket: Socket) => {
        connections++
        sockets.add(socket)
        socket.on("error", () => undefined).on("close", () => sockets.delete(socket))
      })
      server.listen(0, "127.0.0.1")
      await once(server, "listening")
      const address = server.address()
      const host = `127.0.0.1:${typeof address === "object" ? address?.port : 0}`
      return { server, host, url: `${protocol}://${host}/`, sockets, connections: () => connections }
    }),
    ({ server, sockets }) =>
      Effect.sync(() => {
        for (const socket of sockets) socket.destroy()
        server.close()
      })
  )

const echo: RequestListener = (request, response) => void request.pipe(response)

const textOf = (client: HttpClient.HttpClient, request: HttpClientRequest.HttpClientRequest) =>
  Effect.flatMap(client.execute(request), ({ text }) => text)

const put = (url: string, body: HttpBody.HttpBody) => HttpClientRequest.setBody(HttpClientRequest.put(url), body)

/** Pieces of this many bytes, and whether their reader has stopped. */
const pieces = (...lengths: ReadonlyArray<number>) => {
  const read = { count: 0, isStopped: false }
  const body = (async function*() {
    try {
      for (const length of lengths) {
        read.count++
        yield new Uint8Array(length)
      }
    } finally {
      read.isStopped = true
    }
  })()
  return { body, read }
}

const ofLength = (body: unknown, contentLength: number) => HttpBody.raw(body, { contentLength })

describe("a body", () => {
  const form = new FormData()
  form.set("field", "value")

  it.live.each(
    [
      ["of text", HttpBody.text("hello"), "hello"],
      ["of bytes", HttpBody.uint8Array(new TextEncoder().encode("hello")), "hello"],
      ["of raw text", HttpBody.raw("hello"), "hello"],
      ["of 3 MiB", HttpBody.uint8Array(new Uint8Array(3 * MiB).fill(97)), "a".repeat(3 * MiB)],
      ["that is a stream", HttpBody.stream(Stream.make(Buffer.from("hel"), Buffer.from("lo"))), "hello"],
      ["that is empty", HttpBody.empty, ""]
    ] as const
  )("%s arrives", ([, body, expected]) =>
    Effect.gen(function*() {
      const { url } = yield* serving(echo)
      assert.strictEqual(yield* textOf(yield* NodeTransport.make(), put(url, body)), expected)
    }))

  it.live("that is a form arrives as one", () =>
    Effect.gen(function*() {
      const { url } = yield* serving((request, response) => {
        response.setHeader("content-type", request.headers["content-type"] ?? "")
        request.pipe(response)
      })
      const client = yield* NodeTransport.make()
      const response = yield* client.execute(put(url, HttpBody.formData(form)))
      assert.strictEqual((yield* response.formData).get("field"), "value")
    }))

  it.live.each(
    [
      ["shorter than its length", ofLength(pieces(1000).body, 1001), "ERR_BODY_LENGTH"],
      ["longer than its length", ofLength(pieces(1000, 1000).body, 1999), "ERR_BODY_LENGTH"],
      ["of another kind", HttpBody.raw(5), undefined]
    ] as const
  )("%s fails, and the server gets no whole request", ([, body, code]) =>
    Effect.gen(function*() {
      let ended = 0
      const { url } = yield* serving((request, response) => {
        request.on("error", () => undefined).resume().on("end", () => {
          ended++
          response.end()
        })
      })
      const { reason } = yield* failureOf(textOf(yield* NodeTransport.make(), put(url, body)))
      assert(reason._tag === "TransportError" && reason.cause instanceof Error)
      if (code !== undefined) assert.propertyVal(reason.cause, "code", code)
      assert.strictEqual(ended, 0)
    }))
})

describe("a response before the end of the body", () => {
  it.live("ends the request, and nobody reads more of the body", () =>
    Effect.gen(function*() {
      const { sockets, url } = yield* serving((_request, response) => response.writeHead(201).end("early"))
      const { body, read } = pieces(...Array.from({ length: 1000 }, () => MiB))
      assert.strictEqual(yield* textOf(yield* NodeTransport.make(), put(url, ofLength(body, 1000 * MiB))), "early")
      while (!read.isStopped || sockets.size > 0) yield* Effect.sleep(1)
      assert.isBelow(read.count, 100)
    }))

  it.live("is complete only when no piece is on its way any more", () =>
    Effect.gen(function*() {
      const arrived: Array<Socket> = []
      // Answers at the first byte, and never reads the others.
      const { sockets, url } = yield* serving((request, response) => {
        arrived.push(request.socket)
        response.end("early")
        request.pause()
      })
      const { body } = pieces(MiB, MiB, 16 * MiB)
      const client = yield* NodeTransport.make()
      assert.strictEqual(yield* textOf(client, put(url, ofLength(body, 18 * MiB))), "early")
      for (const socket of arrived) socket.resume()
      while (sockets.size > 0) yield* Effect.sleep(1)
      assert.isBelow(arrived[0]?.bytesRead ?? Infinity, 18 * MiB)
    }))
})

describe("connections", () => {
  it.live("are used again, also for the next body, and end with the scope", () =>
    Effect.gen(function*() {
      const { connections, sockets, url } = yield* serving(echo)
      yield* Effect.scoped(Effect.gen(function*() {
        const client = yield* NodeTransport.make()
        for (let i = 0; i < 5; i++) {
          const body = i % 2 === 0 ? HttpBody.text("hello") : ofLength(pieces(3 * MiB, MiB).body, 4 * MiB)
          yield* textOf(client, put(url, body))
        }
        assert.strictEqual(connections(), 1)
      }))
      while (sockets.size > 0) yield* Effect.sleep(1)
    }))

  it.live("go to IPv6 addresses too", () =>
    Effect.gen(function*() {
      const six = createServer((request, response) => void response.end(request.headers.host))
      six.listen(0, "::1")
      yield* Effect.promise(() => once(six, "listening"))
      const address = six.address()
      const host = `[::1]:${typeof address === "object" ? address?.port : 0}`
      assert.strictEqual(
        yield* textOf(yield* NodeTransport.make(), HttpClientRequest.get(`http://${host}/`)),
        host
      )
      six.close()
    }))

  it.live("of an interrupted request are closed", () =>
    Effect.gen(function*() {
      const { sockets, url } = yield* serving(() => undefined)
      const client = yield* NodeTransport.make()
      const fiber = yield* Effect.forkChild(textOf(client, HttpClientRequest.get(url)))
      while (sockets.size === 0) yield* Effect.sleep(1)
      yield* Fiber.interrupt(fiber)
      while (sockets.size > 0) yield* Effect.sleep(1)
    }))
})

/** A proxy that forwards to the addresses it is asked for. */
const proxying = (refuses = false) =>
  Effect.gen(function*() {
    const asked: Array<string> = []
    const proxy = yield* serving((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      response.end("proxied")
    })
    proxy.server.on("connect", (request, socket) => {
      asked.push(`CONNECT ${request.url}`)
      if (refuses) return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n")
      const onward = connect(Number(request.url?.split(":")[1]), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n")
        socket.pipe(onward).pipe(socket)
      })
      onward.on("error", () => socket.destroy())
      socket.on("error", () => onward.destroy())
    })
    return { asked, url: proxy.url }
  })

describe("a proxy of the environment", () => {
  it.live("gets plain requests, except for the hosts of NO_PROXY", () =>
    Effect.gen(function*() {
      const { asked, url: HTTP_PROXY } = yield* proxying()
      const { url } = yield* serving((_request, response) => response.end("direct"))
      const proxied = yield* NodeTransport.make({ proxyEnv: { HTTP_PROXY } })
      assert.strictEqual(yield* textOf(proxied, HttpClientRequest.get(url)), "proxied")
      assert.deepStrictEqual(asked, [`GET ${url}`])
      const direct = yield* NodeTransport.make({ proxyEnv: { HTTP_PROXY, NO_PROXY: "127.0.0.1" } })
      assert.strictEqual(yield* textOf(direct, HttpClientRequest.get(url)), "direct")
    }))

  it.live("is a tunnel for TLS", () =>
    Effect.gen(function*() {
      const { asked, url: HTTPS_PROXY } = yield* proxying()
      const { host, url } = yield* serving(echo, "https")
      const client = yield* NodeTransport.make({ ca: certificate.cert, proxyEnv: { HTTPS_PROXY } })
      const body = ofLength(pieces(MiB, MiB).body, 2 * MiB)
      assert.strictEqual((yield* textOf(client, put(url, body))).length, 2 * MiB)
      assert.deepStrictEqual(asked, [`CONNECT ${host}`])
    }))

  it.live("that refuses the tunnel fails the request", () =>
    Effect.gen(function*() {
      const { url: HTTPS_PROXY } = yield* proxying(true)
      const client = yield* NodeTransport.make({ proxyEnv: { HTTPS_PROXY } })
      const { reason } = yield* failureOf(textOf(client, HttpClientRequest.get("https://127.0.0.1:1/")))
      assert(reason._tag === "TransportError")
      assert.propertyVal(reason.cause, "code", "ERR_PROXY_TUNNEL")
    }))
})

describe("a response", () => {
  it.live("has everything that an HTTP client's has", () =>
    Effect.gen(function*() {
      const { url } = yield* serving((request, response) => {
        if (request.url === "/none") return void response.writeHead(204).end()
        response.setHeader("set-cookie", ["a=1", "b=2"]).end(`{"a":"é"}`)
      })
      const client = yield* NodeTransport.make()
      const get = client.execute(HttpClientRequest.get(`${url}path?query#hash`))
      const response = yield* get
      assert.strictEqual(response.url, `${url}path?query`)
      assert.deepStrictEqual(yield* response.json, { a: "é" })
      assert.deepStrictEqual(Object.keys(response.cookies.cookies), ["a", "b"])
      assert.include(JSON.stringify(response), "\"status\":200")
      const again = yield* get
      assert.deepStrictEqual([yield* again.text, yield* again.text], [`{"a":"é"}`, `{"a":"é"}`])
      const bytes = Buffer.concat(yield* Stream.runCollect((yield* get).stream))
      assert.strictEqual(bytes.toString(), `{"a":"é"}`)
      assert.strictEqual(Buffer.from(yield* (yield* get).arrayBuffer).toString(), `{"a":"é"}`)
      const none = yield* client.execute(HttpClientRequest.get(`${url}none`))
      assert.deepStrictEqual([none.status, yield* none.json], [204, null])
    }))

  it.live("that breaks off fails text and stream", () =>
    Effect.gen(function*() {
      const { url } = yield* serving((request, response) => {
        response.writeHead(200, { "content-length": "10" }).write("12345", () => request.socket.destroy())
      })
      const client = yield* NodeTransport.make()
      const get = client.execute(HttpClientRequest.get(url))
      const text = Effect.flatMap(get, ({ text }) => text)
      const stream = Stream.runDrain(Stream.unwrap(Effect.map(get, ({ stream }) => stream)))
      for (const read of [Effect.asVoid(text), stream]) {
        const exit = yield* Effect.exit(read)
        assert(exit._tag === "Failure")
        const error = Cause.squash(exit.cause)
        assert.propertyVal(Reflect.get(Object(error), "reason"), "_tag", "DecodeError")
      }
    }))
})
