import type { Engine } from "./Engine.ts"
import type { ArrivingChunk, Upload } from "./records.ts"
import type { ChunkWriter } from "./Upload.ts"

/** Makes the writer of a chunk report its bytes while they arrive. */
export const followChunk = (engine: Engine, writer: ChunkWriter): ChunkWriter => {
  const { confirmed, uploadId } = writer.upload
  const chunk: ArrivingChunk = { first: confirmed, received: 0 }
  engine.arriving.set(uploadId, chunk)
  const end = <A>(work: () => A): A => {
    if (engine.arriving.get(uploadId) === chunk) engine.arriving.delete(uploadId)
    return work()
  }
  return {
    ...writer,
    write: (piece) => {
      chunk.received = Math.min(writer.expected, chunk.received + piece.length)
      return writer.write(piece)
    },
    commit: () => end(writer.commit),
    abandon: () => end(writer.abandon)
  }
}

/** Number of bytes after the confirmed ones that are arriving. */
export const arrivingBytes = ({ arriving }: Engine, { confirmed, uploadId }: Upload): number => {
  const chunk = arriving.get(uploadId)
  return chunk === undefined || chunk.first !== confirmed ? 0 : chunk.received
}
