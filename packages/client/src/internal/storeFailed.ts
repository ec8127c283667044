import { StoreFailed } from "../TikTokError.ts"

/**
 * Says of a failure which store it is about, or which record.
 *
 * @internal
 */
export const about =
  (where: Partial<Pick<StoreFailed, "store" | "record">>) =>
  ({ action, detail, record, store }: StoreFailed): StoreFailed =>
    new StoreFailed({ action, detail, store: where.store ?? store, record: where.record ?? record })

/**
 * What a store has against reading or writing a record.
 *
 * @internal
 */
export const failed =
  (action: "read" | "write", record: string) => ({ message }: { readonly message: string }): StoreFailed =>
    new StoreFailed({ action, detail: message, record })
