import { randomInt } from "node:crypto"
import { createServer } from "node:net"

/** Whether nobody listens on a port of 127.0.0.1. */
const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once("error", () => resolve(false))
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
  })

/**
 * A port that nobody listens on, for what has to be told its port beforehand.
 *
 * It lies below the ports that systems hand out by themselves (32768 on Linux,
 * 49152 elsewhere), so that no connection made meanwhile takes it.
 */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(10_000, 32_000)
    if (await isFree(port)) return port
  }
}
