import { Effect } from "effect"
import { stubServer, success } from "./stubServer.ts"

/** A TikTok that accepts everything at once, and counts its inits and sockets. */
export const acceptingServer = Effect.suspend(() => {
  let open = 0
  let most = 0
  let inits = 0
  return Effect.map(
    stubServer(({ headers, method, path }, response) => {
      if (method === "PUT") {
        response.writeHead(201).end()
        return
      }
      if (path.includes("/init/")) inits++
      const uploadUrl = `http://${headers.host}/upload?upload_token=one`
      const body = success({ publish_id: `p${inits}`, upload_url: uploadUrl, status: "PUBLISH_COMPLETE" })
      setTimeout(() => response.writeHead(200, { "content-length": Buffer.byteLength(body) }).end(body), 5)
    }),
    ({ server, url }) => {
      server.on("connection", (socket) => {
        open++
        most = Math.max(most, open)
        socket.on("close", () => open--)
      })
      /** `most` is the largest number of sockets open at once. */
      return { url, inits: () => inits, most: () => most }
    }
  )
})
