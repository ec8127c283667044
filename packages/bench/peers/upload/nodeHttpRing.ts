import { once } from "node:events"
import { type FileHandle, open } from "node:fs/promises"
import { Agent, type IncomingMessage, request as requestHttp } from "node:http"
import { Agent as TlsAgent, request as requestHttps } from "node:https"
import { uploadChunks } from "../../src/harness/uploadTask.ts"
import { piecesOf, ringOf } from "../ring.ts"

const ring = ringOf()
const plain = new Agent({ keepAlive: true })
const tls = new TlsAgent({ keepAlive: true })
let file: FileHandle | undefined

await uploadChunks(async (chunk) => {
  file ??= await open(chunk.file)
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
await file?.close()
plain.destroy()
tls.destroy()
