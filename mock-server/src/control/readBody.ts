/** The size of a snapshot with about ten thousand posts. */
const MAX_BODY = 64 * 1024 * 1024

/** The most bytes of all requests at once. */
const MAX_TOTAL = 4 * MAX_BODY

/** The most milliseconds for one body. */
const MAX_MILLIS = 60_000

/** Thrown for a body that is too large. */
class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge"
}

/** Thrown for a body that does not arrive. */
class BodyTooSlow extends Error {
  override readonly name = "BodyTooSlow"
}

let total = 0

/** Reads the whole body of a request. Throws a `BodyTooLarge` or a `BodyTooSlow`. */
export const readBody = async (request: Request, maxMillis = MAX_MILLIS): Promise<Buffer<ArrayBuffer>> => {
  const reader = request.body?.getReader()
  if (reader === undefined) return Buffer.alloc(0)
  const pieces: Array<Uint8Array> = []
  let length = 0
  let isLate = false
  const limit = setTimeout(() => {
    isLate = true
    void reader.cancel().catch(() => {})
  }, maxMillis)
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length
      total += next.value.length
      if (length > MAX_BODY) throw new BodyTooLarge(`the body must be at most ${MAX_BODY} bytes`)
      if (total > MAX_TOTAL) throw new BodyTooLarge("other requests have large bodies at the moment; try again")
      pieces.push(next.value)
    }
    if (isLate) throw new BodyTooSlow(`the body must arrive within ${maxMillis / 1_000} seconds`)
    return Buffer.concat(pieces)
  } finally {
    clearTimeout(limit)
    total -= length
    await reader.cancel().catch(() => {})
  }
}
