import * as NodeRedis from "@effect/platform-node/NodeRedis"
import { Effect, Layer } from "effect"
import { connect, createServer, type Server, type Socket } from "node:net"
import { freePort } from "./freePort.ts"
import { redisServer } from "./servers.ts"

/** A proxy to the Redis server that can be cut and restored. */
export const redisProxy = Effect.acquireRelease(
  Effect.promise(async () => {
    const target = new URL(redisServer.url)
    const sockets = new Set<Socket>()
    const keep = (socket: Socket) => {
      sockets.add(socket)
      return socket.once("close", () => sockets.delete(socket)).on("error", () => socket.destroy())
    }
    let server: Server | undefined
    const listen = (port: number) =>
      new Promise<void>((resolve) => {
        server = createServer((client) => {
          const upstream = keep(connect(Number(target.port === "" ? 6379 : target.port), target.hostname))
          keep(client).pipe(upstream).pipe(client)
          client.once("close", () => upstream.destroy())
          upstream.once("close", () => client.destroy())
        }).listen(port, "127.0.0.1", resolve)
      })
    const cut = () =>
      new Promise<void>((resolve) => {
        server?.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      })
    const port = await freePort()
    await listen(port)
    const url = new URL(target)
    url.host = `127.0.0.1:${port}`
    return {
      layer: Layer.orDie(NodeRedis.layer({ url: url.href })),
      cut: Effect.promise(cut),
      mend: Effect.promise(() => listen(port))
    }
  }),
  ({ cut }) => cut
)
