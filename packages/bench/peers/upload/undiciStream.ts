import { createReadStream } from "node:fs"
import { request } from "undici"
import { uploadChunks } from "../../src/harness/uploadTask.ts"

await uploadChunks(async ({ end, file, headers, start, url }) => {
  const body = createReadStream(file, { start, end: end - 1 })
  const response = await request(url, { method: "PUT", headers, body })
  await response.body.dump()
  return response.statusCode
})
