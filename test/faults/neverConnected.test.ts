import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Publisher } from "effect-tiktok"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { once } from "node:events"
import { createServer as createHttpServer } from "node:http"
import { createServer as createHttpsServer } from "node:https"
import { connect, createServer, type Server, type Socket } from "node:net"
import { acceptingServer } from "../support/acceptingServer.ts"
import { certificate } from "../support/certificate.ts"
import { failureOf } from "../support/failureOf.ts"
import { freePort } from "../support/freePort.ts"
import {
  type ClientName,
  clientNames,
  creator,
  httpClients,
  libraryAt,
  makeStores,
  photos
} from "../support/httpClients.ts"

/** Provides the URL of a server, which ends with the test. */
const serving = (protocol: "http" | "https", make: () => Server) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const server = make()
      const sockets = new Set<Socket>()
      server.on("connection", (socket: Socket) => {
        sockets.add(socket)
        socket.on("error", () => undefined)
        socket.on("close", () => sockets.delete(socket))
      })
      server.listen(0, "127.0.0.1")
      await once(server, "listening")
      const address = server.address()
      const url = `${protocol}://127.0.0.1:${typeof address === "object" ? address?.port : 0}`
      return { url, server, sockets }
    }),
    ({ server, sockets }) =>
      Effect.sync(() => {
        for (const socket of sockets) socket.destroy()
        server.close()
      })
  ).pipe(Effect.map(({ url }) => url))

const onFirstBytes = (act: (socket: Socket) => void) => () =>
  createServer((socket) => socket.once("data", () => act(socket)))

const addresses = [
  ["a port without a listener", Effect.map(Effect.promise(freePort), (port) => `http://127.0.0.1:${port}`)],
  ["a host that does not exist", Effect.succeed("http://no-such-host.invalid")],
  ["an address without a route", Effect.succeed("http://255.255.255.255")],
  ["a certificate that is not trusted", serving("https", () => createHttpsServer(certificate))],
  ["a server without TLS on a TLS port", serving("https", () => createHttpServer())],
  ["a server of another protocol", serving("https", onFirstBytes((socket) => socket.end("SSH-2.0-server\r\n")))],
  ["a reset during the handshake", serving("https", onFirstBytes((socket) => socket.resetAndDestroy()))],
  ["an end during the handshake", serving("https", onFirstBytes((socket) => socket.destroy()))]
] as const

const publish = Publisher.Publisher.use((publisher) => publisher.publish(creator, photos, { key: "post" }))

describe.each(clientNames)("an init through %s", (client: ClientName) => {
  it.effect.each(addresses)(
    "that meets %s was certainly not sent, and its key is free",
    ([, address]) =>
      Effect.gen(function*() {
        const stores = yield* makeStores
        const { reason } = yield* failureOf(
          Effect.provide(publish, libraryAt(yield* address, httpClients[client], stores))
        )
        assert(reason._tag === "Unreachable", reason.message)
        assert.strictEqual(reason.delivery, "NotSent", reason.detail)
        const server = yield* acceptingServer
        const outcome = yield* Effect.provide(publish, libraryAt(server.url, httpClients[client], stores))
        assert.strictEqual(outcome._tag, "Published")
        assert.strictEqual(server.inits(), 1)
      })
  )

  it.effect("that is reset after it was sent may have been accepted", () =>
    Effect.gen(function*() {
      const url = yield* serving("http", onFirstBytes((socket) => socket.resetAndDestroy()))
      const outcome = yield* Effect.provide(publish, libraryAt(url, httpClients[client], yield* makeStores))
      assert.strictEqual(outcome._tag, "OutcomeUnknown")
    }))
})

describe.each(
  [
    ["own", NodeTransport.layerOptions({ ca: certificate.cert })],
    ["undici", NodeHttpClient.layerUndiciOptions({ connect: { ca: certificate.cert } })],
    ["node", NodeHttpClient.layerNodeHttpOptions({ ca: certificate.cert })]
  ] as const
)("an init through %s over TLS", (_name, http) => {
  it.effect("that is reset after it was sent may have been accepted", () =>
    Effect.gen(function*() {
      let reset: (() => void) | undefined
      const server = yield* serving("https", () =>
        createHttpsServer(certificate, (request) => {
          request.on("error", () => undefined)
          request.once("data", () => reset?.())
        }))
      // A TLS socket cannot be reset, so a proxy resets the connection.
      const url = yield* serving("https", () =>
        createServer((socket) => {
          const onward = connect(Number(new URL(server).port), "127.0.0.1")
          onward.on("error", () => undefined)
          socket.pipe(onward).pipe(socket)
          reset = () => {
            socket.resetAndDestroy()
            onward.destroy()
          }
        }))
      const outcome = yield* Effect.provide(publish, libraryAt(url, http, yield* makeStores))
      assert.strictEqual(outcome._tag, "OutcomeUnknown")
    }))
})
