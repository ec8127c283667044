import { fromReason, StoreFailed } from "../../TikTokError.ts"
import { invalid } from "./inputs.ts"
import type { Handout } from "./models.ts"
import { plainError } from "./plain.ts"

/**
 * An upload, as it is stored: plain data, which JSON keeps.
 *
 * @category stores
 * @since 0.1.0
 */
export interface Kept {
  readonly handout: Omit<Handout, "expiresAt"> & {
    /** Epoch milliseconds. */
    readonly expiresAt: number
  }
  readonly media: {
    /** Bytes. */
    readonly size: number
    /** Epoch milliseconds. */
    readonly modifiedAt?: number | undefined
  }
  /** Bytes that TikTok has. */
  readonly confirmed: number
  /** In `Finishing` the last bytes are sent, and TikTok may have all of them. */
  readonly phase: "Uploading" | "Finishing" | "Done"
}

/**
 * Keeps one upload for each key.
 *
 * @category stores
 * @since 0.1.0
 */
export interface UploadStore {
  readonly get: (key: string) => Promise<Kept | undefined>
  readonly set: (key: string, kept: Kept) => Promise<void>
  readonly remove: (key: string) => Promise<void>
}

/**
 * Keeps uploads in the IndexedDB of a page, so that they outlive a reload and the
 * browser. Every script of the page's origin can read them.
 *
 * **Example** (Forget an upload whose outcome is known)
 *
 * ```ts
 * import { indexedDbStore } from "effect-tiktok/upload"
 *
 * export const forget = (key: string) => indexedDbStore().remove(key)
 * ```
 *
 * @category stores
 * @since 0.1.0
 */
export const indexedDbStore = (database = "effect-tiktok"): UploadStore => {
  if (!("indexedDB" in globalThis)) throw invalid("upload", "store", "must be given: this runtime has no IndexedDB")
  const run = async <A>(
    action: "read" | "write",
    use: (uploads: IDBObjectStore) => IDBRequest<A>
  ): Promise<A> => {
    try {
      const opened = await open(database)
      try {
        return await inTransaction(opened, action, use)
      } finally {
        opened.close()
      }
    } catch (error) {
      throw plainError(
        fromReason("upload")(new StoreFailed({ action, store: "upload store", detail: String(error) }))
      )
    }
  }
  return {
    get: (key) => run("read", (uploads) => uploads.get(key)),
    set: async (key, kept) => {
      await run("write", (uploads) => uploads.put(kept, key))
    },
    remove: (key) => run("write", (uploads) => uploads.delete(key))
  }
}

const uploads = "uploads"

const open = (database: string): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1)
    request.addEventListener("upgradeneeded", () => void request.result.createObjectStore(uploads))
    request.addEventListener("success", () => resolve(request.result))
    request.addEventListener("error", () => reject(request.error))
  })

const inTransaction = <A>(
  database: IDBDatabase,
  action: "read" | "write",
  use: (uploads: IDBObjectStore) => IDBRequest<A>
): Promise<A> =>
  new Promise((resolve, reject) => {
    const transaction = action === "read"
      ? database.transaction(uploads)
      : database.transaction(uploads, "readwrite", { durability: "strict" })
    const request = use(transaction.objectStore(uploads))
    transaction.addEventListener("complete", () => resolve(request.result))
    transaction.addEventListener("abort", () => reject(transaction.error))
  })
