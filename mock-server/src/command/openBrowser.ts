import { spawn } from "node:child_process"

/** Opens a URL in the user's browser. Calls `failed` when the system has no command for it. */
export const openBrowser = (url: string, failed: (reason: string) => void): void => {
  const [command, ...args] = opener(process.platform)
  const child = spawn(command, [...args, url], { stdio: "ignore", detached: true })
  child.once("error", (error) => failed(error.message))
  child.unref()
}

const opener = (platform: NodeJS.Platform): readonly [string, ...ReadonlyArray<string>] => {
  switch (platform) {
    case "darwin":
      return ["open"]
    case "win32":
      return ["rundll32", "url.dll,FileProtocolHandler"]
    default:
      return ["xdg-open"]
  }
}
