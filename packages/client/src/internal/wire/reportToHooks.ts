import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import type * as Hooks from "../../Hooks.ts"
import type { WireResponse } from "../../model/contract.ts"
import type { TikTokError } from "../../TikTokError.ts"
import * as Attempts from "../common/attempts.ts"
import * as ForkCallback from "../common/forkCallback.ts"
import * as HookEvents from "../common/hookEvents.ts"
import * as Monotonic from "../common/monotonic.ts"
import * as Envelope from "./envelope.ts"
import * as Redact from "./redact.ts"

/** @internal */
export interface About {
  readonly operation: string
  readonly url: string
  readonly bytes?: number | undefined
  /** Counted by the call if absent. */
  readonly attempt?: number | undefined
  readonly secrets: () => ReadonlyArray<string>
}

/**
 * What a request reports to the hooks.
 *
 * @internal
 */
export interface Watch {
  /** Before the request is sent. */
  readonly sent: Effect.Effect<void>
  /** When its response has arrived. */
  readonly answered: (response: WireResponse) => void
}

/**
 * Runs a request, and reports its begin and end. Without hooks this costs nothing.
 *
 * @internal
 */
export const request = <A, E extends TikTokError, R>(
  { onRequest, onResponse }: Hooks.Options,
  about: () => About,
  run: (watch: Watch | undefined) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  onRequest === undefined && onResponse === undefined
    ? run(undefined)
    : Clock.clockWith((clock) => {
      const { attempt, bytes, operation, secrets, url } = about()
      let begun: { readonly event: Omit<Hooks.Request, "_tag">; readonly at: number } | undefined
      let response: WireResponse | undefined
      const begin = Effect.fnUntraced(function*() {
        const event = {
          id: ++count,
          operation,
          attempt: attempt ?? (yield* Attempts.next(operation)),
          host: URL.parse(url)?.host ?? "",
          ...(bytes === undefined ? {} : { bytes })
        }
        begun = { event, at: Monotonic.nowUnsafe(clock) }
        if (onRequest !== undefined) yield* ForkCallback.run(() => onRequest({ _tag: "Request", ...event }))
      })
      const end = (exit: Exit.Exit<A, E>) =>
        Effect.suspend(() => {
          if (begun === undefined || onResponse === undefined) return Effect.void
          const event: Hooks.Response = {
            _tag: "Response",
            ...begun.event,
            duration: Monotonic.nowUnsafe(clock) - begun.at,
            ...endOf(exit, response, secrets)
          }
          return ForkCallback.run(() => onResponse(event))
        })
      return Effect.onExit(run({ sent: Effect.suspend(begin), answered: (found) => void (response = found) }), end)
    })

let count = 0

/** Errors have no secrets. What TikTok answers may. */
const endOf = (
  exit: Exit.Exit<unknown, TikTokError>,
  response: WireResponse | undefined,
  secrets: () => ReadonlyArray<string>
): Pick<Hooks.Response, "logId" | "reason" | "status"> => {
  const logId = response === undefined ? undefined : logIdOf(response)
  const clean = logId === undefined ? {} : { logId: Redact.text(secrets(), logId) }
  const status = response === undefined ? {} : { status: response.status }
  if (Exit.isSuccess(exit)) return { ...status, ...clean }
  const failure = exit.cause.reasons.find(Cause.isFailReason)
  if (failure === undefined) {
    return { ...status, ...clean, reason: Cause.hasInterrupts(exit.cause) ? "Interrupted" : "Defect" }
  }
  return { ...status, ...clean, ...HookEvents.ofError(failure.error) }
}

const logIdOf = (response: WireResponse): string | undefined => {
  const body = Envelope.bodyOf(response)
  const found = Result.isSuccess(body) ? Envelope.errorOf(response, body.success).logId : undefined
  return found ?? response.headers["x-tt-logid"]
}
