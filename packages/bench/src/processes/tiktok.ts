/** Answers every call with the status of a post that TikTok is still processing. */
import { createServer } from "node:http"
import { answer } from "../harness/answers.ts"

const body = JSON.stringify({
  data: { status: "PROCESSING_UPLOAD", uploaded_bytes: 1_048_576 },
  error: { code: "ok", message: "", log_id: "20261101120000010244034182BF0F1A2C" }
})
const headers = { "Content-Type": "application/json; charset=utf-8", "Content-Length": String(body.length) }

const server = createServer((request, response) => {
  request.resume().on("end", () => response.writeHead(200, headers).end(body))
})

answer(() => {
  const { promise, resolve } = Promise.withResolvers<string>()
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    resolve(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`)
  })
  return promise
})
