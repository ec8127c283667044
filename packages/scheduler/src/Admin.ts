/**
 * A page for the people who look after scheduled posts.
 *
 * It shows what is due, late, failed and unknown, and the history of a post, and lets a
 * person retry, settle and cancel. It needs no script, and any server that speaks
 * `Request` and `Response`.
 *
 * @since 0.1.0
 */
import { InvalidInput } from "effect-tiktok/TikTokError"
import * as Effect from "effect/Effect"
import { respond } from "./internal/admin/routes.ts"
import { Scheduler } from "./Scheduler.ts"
import { fromReason, type SchedulerError } from "./SchedulerError.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * Decides who may see the page and change posts. It sees every request first, and either
 * responds itself or calls `next`.
 *
 * @category models
 * @since 0.1.0
 */
export type Middleware = (request: Request, next: () => Promise<Response>) => Response | Promise<Response>

/**
 * Responds to a request.
 *
 * @category models
 * @since 0.1.0
 */
export type Handler = (request: Request) => Promise<Response>

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * Makes the handler of the page and of everything below `path`, such as `/admin/posts`.
 * There is no default for `authorize`: who comes through it may publish.
 *
 * A form is accepted only from the page's own origin, by `Sec-Fetch-Site` or `Origin`.
 *
 * **Example** (Behind a password)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { Admin, type Scheduler } from "effect-tiktok-scheduler"
 * import { timingSafeEqual } from "node:crypto"
 *
 * const isOperator = (header: string, expected: string) =>
 *   header.length === expected.length && timingSafeEqual(Buffer.from(header), Buffer.from(expected))
 *
 * // `expected` is `Basic` and the name and password in Base64.
 * export const admin = (expected: string) =>
 *   Admin.handler("/admin/posts", (request, next) =>
 *     isOperator(request.headers.get("authorization") ?? "", expected)
 *       ? next()
 *       : new Response("Who are you?", { status: 401, headers: { "www-authenticate": "Basic" } }))
 *
 * export const handler: Effect.Effect<Admin.Handler, unknown, Scheduler.Scheduler> = admin("Basic …")
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const handler = Effect.fnUntraced(function*(
  path: string,
  authorize: Middleware
): Effect.fn.Return<Handler, SchedulerError<InvalidInput>, Scheduler> {
  if (typeof path !== "string" || !/^(?:\/[\w.~-]+)+$/.test(path)) {
    return yield* refuse("path", "must be a path such as /admin/posts, without a slash at its end")
  }
  if (typeof authorize !== "function") return yield* refuse("authorize", "must be a function")
  const scheduler = yield* Scheduler
  const context = yield* Effect.context()
  const run = Effect.runPromiseWith(context)
  const isBelow = (pathname: string) => pathname === path || pathname.startsWith(`${path}/`)
  return (request) =>
    run(Effect.promise(() =>
      Promise.resolve(authorize(request, () =>
        isBelow(new URL(request.url).pathname)
          ? run(respond(scheduler, path, request))
          : Promise.resolve(new Response(null, { status: 404 }))))
    ))
})

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const refuse = (field: string, rule: string) =>
  Effect.fail(fromReason("Admin.handler")(new InvalidInput({ field, rule })))
