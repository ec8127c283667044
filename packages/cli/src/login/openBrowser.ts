import { Effect, Stdio } from "effect"
import { spawn } from "node:child_process"

/**
 * Opens a page in the browser of a person at a terminal. Does nothing without one, or if the system has no command for
 * it: the page is also printed.
 */
export const openBrowser = Effect.fnUntraced(function*(url: string) {
  const stdio = yield* Stdio.Stdio
  if (!(yield* stdio.stdoutIsTerminal)) return
  yield* Effect.sync(() => {
    const [command, ...args] = opener()
    const child = spawn(command, [...args, url], { stdio: "ignore", detached: true })
    child.once("error", () => {})
    child.unref()
  })
})

const opener = (): readonly [string, ...ReadonlyArray<string>] => {
  switch (process.platform) {
    case "darwin":
      return ["open"]
    case "win32":
      return ["rundll32", "url.dll,FileProtocolHandler"]
    default:
      return ["xdg-open"]
  }
}
