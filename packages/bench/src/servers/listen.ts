import type { Server } from "node:http"

/** Listens on the port from the command line, and prints a line when it is ready. */
export const listen = (server: Server): void => {
  server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
    const address = server.address()
    console.log(`ready at http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`)
  })
}
