import { once } from "node:events"
import { Agent, type IncomingMessage, request as requestHttp } from "node:http"
import { Agent as TlsAgent, request as requestHttps } from "node:https"
import { uploadChunks } from "../../src/harness/uploadTask.ts"
import { closeFiles, opened, piecesOf, ringOf } from "../ring.ts"

const ring = ringOf()
const plain = new Agent({ keepAlive: true })
const tls = new TlsAgent({ keepAlive: true })

await uploadChunks(async (chunk) => {
  const file = await opened(chunk.file)
  const options = { method: "PUT", headers: chunk.headers }
  const request = chunk.url.startsWith("https:")
    ? requestHttps(chunk.url, { ...options, agent: tls })
    : requestHttp(chunk.url, { ...options, agent: plain })
  const answered = once(request, "response")
  for await (const piece of piecesOf(file, ring, chunk)) {
    const { promise, resolve } = Promise.withResolvers<void>()
    request.write(piece, () => resolve())
    await promise
  }
  request.end()
  const response: IncomingMessage = (await answered)[0]
  response.resume()
  await once(response, "end")
  return response.statusCode
})
await closeFiles()
plain.destroy()
tls.destroy()
