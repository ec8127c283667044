import { Cause, Deferred, Effect, Exit } from "effect"
import type { Auth } from "effect-tiktok"
import { createServer, type Server, type ServerResponse } from "node:http"
import { finished } from "node:stream"
import { CommandFailed, ExitCode } from "../exitCode.ts"

/**
 * Listens at the loopback address of a login until the browser returns with the login's own `state`, and rejects any
 * other. Shows the result of `complete` in the browser before the server closes. `whenListening` runs once the server
 * listens. Fails after five minutes.
 */
export const awaitCallback = <A, E, R1, R2>(
  { redirectUri, state }: Pick<Auth.Authorization, "redirectUri" | "state">,
  whenListening: Effect.Effect<void, never, R1>,
  complete: (callback: string) => Effect.Effect<A, E, R2>
): Effect.Effect<A, E | CommandFailed, R1 | R2> =>
  Effect.scoped(Effect.gen(function*() {
    const { origin, pathname } = new URL(redirectUri)
    const returned = yield* Deferred.make<Callback>()
    yield* listen(new URL(redirectUri), (target, response) => {
      // A request target may be no URL, or name another host.
      const callback = URL.parse(target, origin)
      if (callback?.origin !== origin || callback.pathname !== pathname) {
        show(response, 404, "Not found", "The login returns to another address.")
      } else if (callback.searchParams.get("state") !== state) {
        show(response, 400, "This login was not started here", "Open the address that the terminal shows.")
      } else if (!Deferred.doneUnsafe(returned, Effect.succeed({ callback: callback.href, response }))) {
        show(response, 409, "This login has already returned", "The terminal shows the result.")
      }
    })
    yield* whenListening
    const { callback, response } = yield* Deferred.await(returned).pipe(
      Effect.timeoutOrElse({ duration: "5 minutes", orElse: () => timedOut })
    )
    return yield* Effect.onExit(complete(callback), (exit) => {
      if (Exit.isSuccess(exit)) {
        show(response, 200, "You are logged in", "You can close this window and go back to the terminal.")
      } else show(response, 400, "The login did not work", messageOf(exit.cause))
      return sent(response)
    })
  }))

/** The request of the returning browser, and its pending response. */
interface Callback {
  readonly callback: string
  readonly response: ServerResponse
}

const listen = (address: URL, respond: (target: string, response: ServerResponse) => void) =>
  Effect.acquireRelease(
    Effect.callback<Server, CommandFailed>((resume) => {
      const server = createServer((request, response) => respond(request.url ?? "/", response))
      server.once("error", (error) => resume(cannotListen(address, error)))
      // A URL omits the default port of its scheme.
      server.listen(Number(address.port === "" ? 80 : address.port), address.hostname, () =>
        resume(Effect.succeed(server)))
    }),
    close
  )

const close = (server: Server) =>
  Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    // Browsers open connections that they may never use.
    server.closeAllConnections()
  })

/** Waits until a response is sent, or its connection is closed. */
const sent = (response: ServerResponse) =>
  Effect.callback<void>((resume) => {
    finished(response, () => resume(Effect.void))
  })

const otherPort = "choose another with --port that is registered for the app"

const cannotListen = ({ host }: URL, error: NodeJS.ErrnoException) =>
  Effect.fail(
    new CommandFailed({
      exitCode: ExitCode.Usage,
      reason: error.code === "EADDRINUSE"
        ? `${host} is taken: free the port, or ${otherPort}`
        : `cannot listen at ${host} (${error.code ?? error.message}): ${otherPort}`
    })
  )

const timedOut = Effect.fail(
  new CommandFailed({ exitCode: ExitCode.Auth, reason: "the login was not completed within five minutes" })
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
