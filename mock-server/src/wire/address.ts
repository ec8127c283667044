/** The parts of a request's address. */
export interface Address {
  readonly origin: string
  readonly pathname: string
  /** Query with its question mark; empty when there is none. */
  readonly search: string
}

/** Cuts the address of a request. It was normalized when the request was made; to parse it again is slow. */
export const addressOf = (url: string): Address => {
  const path = url.indexOf("/", url.indexOf("//") + 2)
  const hash = url.indexOf("#", path)
  const end = hash < 0 ? url.length : hash
  const mark = url.indexOf("?", path)
  const query = mark < 0 || mark > end ? end : mark
  return { origin: url.slice(0, path), pathname: url.slice(path, query), search: url.slice(query, end) }
}
