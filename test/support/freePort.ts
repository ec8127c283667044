import { randomInt } from "node:crypto"
import { createServer } from "node:net"

/** Whether a port of 127.0.0.1 is free. Rejects when that cannot be determined. */
const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", (error: NodeJS.ErrnoException) => error.code === "EADDRINUSE" ? resolve(false) : reject(error))
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
  })

/**
 * A free port, for servers that need their port in advance.
 *
 * It lies below the ports that Linux and macOS assign by themselves, so that no
 * connection takes it meanwhile, and above the last one that browsers and
 * `fetch` refuse.
 */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(10_081, 32_000)
    if (await isFree(port)) return port
  }
}
