/** Thrown for an id that the mock does not have. */
export class UnknownId extends Error {
  override readonly name = "UnknownId"
}

/** Thrown for an operation that the current state does not allow. */
export class WrongState extends Error {
  override readonly name = "WrongState"
}

/** What was found under an id; throws an `UnknownId` when it was nothing. */
export const existing = <A>(what: string, id: string, found: A | undefined): A => {
  if (found === undefined) throw new UnknownId(`the mock has no ${what} ${id}`)
  return found
}
