import { createServer } from "node:http"
import { connect } from "node:net"

/** Starts a proxy that leads every tunnel to one port of this machine. */
export const startProxy = async (port: number) => {
  const tunnels: Array<string> = []
  const server = createServer()
  server.on("connect", ({ url = "" }, client, head) => {
    tunnels.push(url)
    const target = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n")
      target.write(head)
      target.pipe(client).pipe(target)
    })
    for (const socket of [client, target]) socket.on("error", () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return { server, tunnels, url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}` }
}
