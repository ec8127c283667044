// The size of a snapshot with about ten thousand posts.
const MAX_BODY = 64 * 1024 * 1024

/** Thrown for a body that is too large. */
class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge"

  constructor() {
    super(`the body must be at most ${MAX_BODY} bytes`)
  }
}

/** Reads the whole body of a request. Throws a `BodyTooLarge`. */
export const readBody = async (request: Request): Promise<Buffer<ArrayBuffer>> => {
  const pieces: Array<Uint8Array> = []
  let length = 0
  for await (const piece of request.body ?? []) {
    length += piece.length
    if (length > MAX_BODY) throw new BodyTooLarge()
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
