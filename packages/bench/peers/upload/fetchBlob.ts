import { openAsBlob } from "node:fs"
import { uploadChunks } from "../../src/harness/uploadTask.ts"

await uploadChunks(async ({ end, file, headers, start, url }) => {
  const body = (await openAsBlob(file)).slice(start, end)
  const response = await fetch(url, { method: "PUT", headers, body })
  await response.arrayBuffer()
  return response.status
})
