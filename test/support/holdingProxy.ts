import { Effect } from "effect"
import { connect, createServer, type Socket } from "node:net"
import { freePort } from "./freePort.ts"
import type { Place } from "./layerRecords.ts"

/** A proxy to a server that can hold a command back. */
export interface HoldingProxy {
  readonly port: number
  /**
   * Holds the n-th later message that matches, and everything after it on its connection. The
   * effect ends when a message is held.
   */
  readonly hold: (pattern: RegExp, count: number) => Effect.Effect<void>
  /** Forwards the held messages, even if their sender is gone. */
  readonly release: Effect.Effect<void>
  /** Cuts every connection, and forwards to another port from now on. */
  readonly turn: (port: number) => Effect.Effect<void>
}

/** The start of a written claim: plain, in hex and in Base64. */
export const claimedRecord = /\{"owner"|7b226f776e6572|eyJvd25lci/

/** The same place, through a proxy. */
export const throughProxy = (place: Place, { port }: Pick<HoldingProxy, "port">): Place => {
  if (!("url" in place)) return place
  const url = new URL(place.url)
  url.host = `127.0.0.1:${port}`
  return { ...place, url: url.href }
}

/** Starts a proxy to the server of a place. It ends with the scope. */
export const makeHoldingProxy = (place: Place) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const url = new URL("url" in place ? place.url : "")
      const target = {
        host: url.hostname,
        port: url.port === "" ? (place._tag === "Redis" ? 6379 : 5432) : Number(url.port)
      }
      const port = await freePort()
      const sockets = new Set<Socket>()
      const keep = (socket: Socket): Socket => {
        sockets.add(socket)
        return socket.once("close", () => sockets.delete(socket)).on("error", () => socket.destroy())
      }
      let to = target
      let next: { readonly pattern: RegExp; left: number; readonly tell: () => void } | undefined
      const releases: Array<() => void> = []

      const server = createServer((client) => {
        const upstream = keep(connect(to.port, to.host))
        let waiting: Array<Buffer> | undefined
        keep(client).on("data", (data: Buffer) => {
          if (waiting === undefined && next?.pattern.test(data.toString("latin1")) === true && --next.left === 0) {
            waiting = []
            next.tell()
            next = undefined
            releases.push(() => {
              for (const piece of waiting ?? []) upstream.write(piece)
              waiting = undefined
              // Bytes in transit arrive before the end of the connection.
              if (client.destroyed) upstream.end()
            })
          }
          if (waiting === undefined) upstream.write(data)
          else waiting.push(data)
        })
        upstream.pipe(client)
        client.once("close", () => {
          if (waiting === undefined) upstream.destroy()
        })
        upstream.once("close", () => client.destroy())
      })
      await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve))
      const cut = () => {
        for (const socket of sockets) socket.destroy()
      }
      return {
        port,
        hold: (pattern, count) => {
          const held = new Promise<void>((tell) => {
            next = { pattern, left: count, tell }
          })
          return Effect.promise(() => held)
        },
        release: Effect.sync(() => {
          next = undefined
          for (const release of releases.splice(0)) release()
        }),
        turn: (port) =>
          Effect.sync(() => {
            to = { ...to, port }
            cut()
          }),
        close: () =>
          new Promise<void>((resolve) => {
            server.close(() => resolve())
            cut()
          })
      } satisfies HoldingProxy & { readonly close: () => Promise<void> }
    }),
    ({ close }) => Effect.promise(close)
  )
