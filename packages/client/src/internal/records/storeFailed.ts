import { StoreFailed } from "../../TikTokError.ts"

/**
 * Adds the store or the record to a failure.
 *
 * @internal
 */
export const about =
  (where: Partial<Pick<StoreFailed, "store" | "record">>) =>
  ({ action, detail, record, store }: StoreFailed): StoreFailed =>
    new StoreFailed({ action, detail, store: where.store ?? store, record: where.record ?? record })

/**
 * The failure to read, write or decode a record, with the error code of the system:
 * `ENOSPC` distinguishes a full disk from a broken one.
 *
 * @internal
 */
export const failed =
  (action: "read" | "write" | "decode", record?: string) => (error: { readonly message: string }): StoreFailed => {
    const code = codeOf(error)
    const isSaid = code === undefined || error.message.includes(code)
    const said = isSaid ? error.message : `${error.message} (${meanings.get(code) ?? code})`
    return new StoreFailed({ action, detail: said, record })
  }

const meanings: ReadonlyMap<string, string> = new Map([
  ["ENOSPC", "ENOSPC, no space left on the disk"],
  ["EDQUOT", "EDQUOT, the disk quota is used up"],
  ["EROFS", "EROFS, the file system is read-only"]
])

const codeOf = (error: unknown): string | undefined => {
  for (let found = error, depth = 0; typeof found === "object" && found !== null && depth < 5; depth++) {
    if ("code" in found && typeof found.code === "string" && /^E[A-Z0-9]+$/.test(found.code)) return found.code
    found = "reason" in found ? found.reason : "cause" in found ? found.cause : undefined
  }
  return undefined
}
