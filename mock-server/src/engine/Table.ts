/** A `Map` by key that calls `changed` after each change. */
export class Table<Value> extends Map<string, Value> {
  readonly #changed: () => void

  constructor(changed: () => void) {
    super()
    this.#changed = changed
  }

  override set(key: string, value: Value): this {
    super.set(key, value)
    this.#changed()
    return this
  }

  override delete(key: string): boolean {
    const isDeleted = super.delete(key)
    if (isDeleted) this.#changed()
    return isDeleted
  }

  override clear(): void {
    super.clear()
    this.#changed()
  }
}
