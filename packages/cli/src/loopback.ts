import { Cause, Deferred, Effect, Exit } from "effect"
import { createServer, type ServerResponse } from "node:http"
import { CommandFailed, ExitCode } from "./exitCode.ts"

/**
 * Listens at a loopback address until the browser comes back to it. What `complete` makes of the address is shown in
 * the browser before the server goes away. `whenListening` runs once a browser may be sent there.
 */
export const awaitCallback = <A, E, R1, R2>(
  redirectUri: string,
  whenListening: Effect.Effect<void, never, R1>,
  complete: (callback: string) => Effect.Effect<A, E, R2>
): Effect.Effect<A, E | CommandFailed, R1 | R2> =>
  Effect.scoped(Effect.gen(function*() {
    const { hostname, origin, pathname, port } = new URL(redirectUri)
    const visited = yield* Deferred.make<{ readonly callback: string; readonly response: ServerResponse }>()
    const server = createServer((request, response) => {
      const callback = new URL(request.url ?? "/", origin)
      if (callback.pathname === pathname) {
        Deferred.doneUnsafe(visited, Effect.succeed({ callback: callback.href, response }))
      } else show(response, 404, "Nothing to see here", "The login comes back to another address.")
    })
    yield* Effect.acquireRelease(
      Effect.callback<void, CommandFailed>((resume) => {
        server.once("error", () => resume(portTaken(port)))
        server.listen(Number(port), hostname, () => resume(Effect.void))
      }),
      () =>
        Effect.callback<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeIdleConnections()
        })
    )
    yield* whenListening
    const { callback, response } = yield* Deferred.await(visited).pipe(
      Effect.timeoutOrElse({ duration: "5 minutes", orElse: () => timedOut })
    )
    return yield* Effect.onExit(complete(callback), (exit) =>
      Effect.sync(() =>
        Exit.isSuccess(exit)
          ? show(response, 200, "You are logged in", "You can close this window and go back to the terminal.")
          : show(response, 400, "The login did not work", messageOf(exit.cause))
      ))
  }))

const portTaken = (port: string) =>
  Effect.fail(
    new CommandFailed({
      exitCode: ExitCode.Usage,
      reason: `port ${port} is taken: free it, or choose another with --port that is registered for the app`
    })
  )

const timedOut = Effect.fail(
  new CommandFailed({ exitCode: ExitCode.Auth, reason: "nobody came back from the login within five minutes" })
)

const messageOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  return error instanceof Error ? error.message : "The terminal says why."
}

const show = (response: ServerResponse, status: number, title: string, text: string): void => {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", connection: "close" })
  response.end(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { display: grid; place-content: center; min-height: 100vh; margin: 0; padding: 0 1.5rem; text-align: center }
  h1 { font-size: 1.5rem; margin: 0 0 .5rem }
  p { margin: 0; max-width: 40ch; opacity: .75 }
</style>
<main><h1>${escape(title)}</h1><p>${escape(text)}</p></main>
</html>
`)
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\"", "&quot;")
