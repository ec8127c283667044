import { once } from "node:events"
import { createServer } from "node:http"

/** A TikTok that accepts everything at once, of which it counts the inits and its sockets. */
export const startAcceptingServer = async () => {
  let open = 0
  let most = 0
  let inits = 0
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      if (request.method === "PUT") {
        response.writeHead(201).end()
        return
      }
      if (request.url?.includes("/init/")) inits++
      const data = { publish_id: `p${inits}`, upload_url: `${url}/upload?upload_token=one`, status: "PUBLISH_COMPLETE" }
      const body = JSON.stringify({ data, error: { code: "ok", message: "", log_id: "1" } })
      setTimeout(() => response.writeHead(200, { "content-length": Buffer.byteLength(body) }).end(body), 5)
    })
  })
  server.on("connection", (socket) => {
    open++
    most = Math.max(most, open)
    socket.on("close", () => open--)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`
  return {
    url,
    inits: () => inits,
    /** The most sockets that were open at once. */
    most: () => most,
    close: () => {
      server.closeAllConnections()
      server.close()
    }
  }
}
