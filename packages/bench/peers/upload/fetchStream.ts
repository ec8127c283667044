import { createReadStream } from "node:fs"
import { Readable } from "node:stream"
import { uploadChunks } from "../../src/harness/uploadTask.ts"

await uploadChunks(async ({ end, file, headers, start, url }) => {
  const body = Readable.toWeb(createReadStream(file, { start, end: end - 1 }))
  const response = await fetch(url, { method: "PUT", headers, body, duplex: "half" })
  await response.arrayBuffer()
  return response.status
})
