import { once } from "node:events"
import { createReadStream } from "node:fs"
import { Agent, type IncomingMessage, request as requestHttp } from "node:http"
import { Agent as TlsAgent, request as requestHttps } from "node:https"
import { pipeline } from "node:stream/promises"
import { uploadChunks } from "../../src/harness/uploadTask.ts"

const plain = new Agent({ keepAlive: true })
const tls = new TlsAgent({ keepAlive: true })

await uploadChunks(async ({ end, file, headers, start, url }) => {
  const options = { method: "PUT", headers }
  const request = url.startsWith("https:")
    ? requestHttps(url, { ...options, agent: tls })
    : requestHttp(url, { ...options, agent: plain })
  const answered = once(request, "response")
  await pipeline(createReadStream(file, { start, end: end - 1 }), request)
  const response: IncomingMessage = (await answered)[0]
  response.resume()
  await once(response, "end")
  return response.statusCode
})
plain.destroy()
tls.destroy()
