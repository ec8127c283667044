import axios from "axios"
import { createReadStream } from "node:fs"
import { Agent } from "node:http"
import { Agent as TlsAgent } from "node:https"
import { uploadChunks } from "../../src/harness/uploadTask.ts"

const httpAgent = new Agent({ keepAlive: true })
const httpsAgent = new TlsAgent({ keepAlive: true })

await uploadChunks(async ({ end, file, headers, start, url }) => {
  // With redirects on, axios keeps the whole body in memory.
  const options = { headers, httpAgent, httpsAgent, maxRedirects: 0, maxBodyLength: Infinity }
  const { status } = await axios.put(url, createReadStream(file, { start, end: end - 1 }), options)
  return status
})
httpAgent.destroy()
httpsAgent.destroy()
