import { request } from "undici"
import { uploadChunks } from "../../src/harness/uploadTask.ts"
import { closeFiles, opened, piecesOf, ringOf } from "../ring.ts"

const ring = ringOf()

await uploadChunks(async (chunk) => {
  const file = await opened(chunk.file)
  // Any async iterable works, although the types do not allow it.
  const body: any = piecesOf(file, ring, chunk)
  const response = await request(chunk.url, { method: "PUT", headers: chunk.headers, body })
  await response.body.dump()
  return response.statusCode
})
await closeFiles()
