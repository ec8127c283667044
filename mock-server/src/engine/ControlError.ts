/** Thrown for an id that the mock does not have. */
export class UnknownId extends Error {
  override readonly name = "UnknownId"
}

/** Thrown for an operation that the current state does not allow. */
export class WrongState extends Error {
  override readonly name = "WrongState"
}

/** Returns the value that was found under an id. Throws an `UnknownId` when there is none. */
export const existing = <A>(what: string, id: string, found: A | undefined): A => {
  if (found === undefined) throw new UnknownId(`the mock has no ${what} ${id}`)
  return found
}
