import { randomInt } from "node:crypto"
import { createServer } from "node:net"

/** Whether nobody listens on a port of 127.0.0.1; rejects when that cannot be found out. */
const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", (error: NodeJS.ErrnoException) => error.code === "EADDRINUSE" ? resolve(false) : reject(error))
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
  })

/**
 * A port that nobody listens on, for what has to be told its port beforehand.
 *
 * It lies below the ports that Linux and macOS hand out by themselves, so that no
 * connection made meanwhile takes it, and above the last one that browsers and
 * `fetch` refuse to go to.
 */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(10_081, 32_000)
    if (await isFree(port)) return port
  }
}
