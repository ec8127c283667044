import got from "got"
import { createReadStream } from "node:fs"
import { Agent } from "node:http"
import { Agent as TlsAgent } from "node:https"
import { uploadChunks } from "../../src/harness/uploadTask.ts"

const agent = { http: new Agent({ keepAlive: true }), https: new TlsAgent({ keepAlive: true }) }

await uploadChunks(async ({ end, file, headers, start, url }) => {
  const { statusCode } = await got.put(url, { headers, agent, body: createReadStream(file, { start, end: end - 1 }) })
  return statusCode
})
agent.http.destroy()
agent.https.destroy()
