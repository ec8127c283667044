/**
 * At most `limit` calls in any `window`, counted under `key`.
 *
 * @category limits
 * @since 0.1.0
 */
export interface Limit {
  readonly name: string
  readonly key: string
  readonly limit: number
  /** Milliseconds. */
  readonly window: number
  /** @default "creator" */
  readonly scope?: "creator" | "app" | undefined
}

/**
 * One call's slot in every limit that it counts against.
 *
 * @category limits
 * @since 0.1.0
 */
export interface Slot {
  /** For a call that was certainly not sent. */
  readonly giveBack: () => Promise<void>
}
