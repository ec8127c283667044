import type { ChunkWriter, Committed } from "../engine/Upload.ts"
import type { Backend } from "./Backend.ts"
import { readBytes } from "./bytes.ts"
import type { MockContext } from "./RequestContext.ts"

/** Reads a chunk into its upload, and to disk when files are kept. */
export const takeChunk = async (
  c: MockContext,
  { settings, engine }: Backend,
  writer: ChunkWriter
): Promise<Committed> => {
  const file = engine.media.open(writer.upload)
  const take = file === undefined ? writer.write : (piece: Uint8Array) => writer.write(piece) && file.write(piece)
  const reading = await readBytes(c, take, { bandwidth: settings.bandwidth, releasesPieces: true })
  await writer.inspect()
  // `commit` refuses a body that is too long.
  const committed = reading === "broken" ? writer.abandon() : writer.commit()
  const upload = writer.accepted()
  await file?.end(upload)
  const problem = upload && engine.state.posts.get(upload.publishId)?.problem
  if (problem !== undefined) c.get("context").notes.push(`the post will fail: ${problem}`)
  return committed
}
