import { createServer } from "node:net"
import { commandOf, peerScript } from "./peers.ts"

/** A mock server of another project, and how to run its command on a port. */
export interface PeerServer {
  readonly name: string
  readonly script: string
  readonly args: (port: number) => ReadonlyArray<string>
}

const fixture = (name: string) => peerScript(`servers/${name}`)

/** Well-known mock servers, with their logs off where possible. They must be installed. */
export const peerServers = (): ReadonlyArray<PeerServer> => [
  {
    name: "Prism",
    script: commandOf("@stoplight/prism-cli", "prism"),
    args: (port) => ["mock", "--port", String(port), "--errors", "--verboseLevel", "error", fixture("prism.json")]
  },
  {
    name: "Mockoon",
    script: commandOf("@mockoon/cli", "mockoon-cli"),
    args: (port) => [
      "start",
      `--port=${port}`,
      `--data=${fixture("mockoon.json")}`,
      "--disable-log-to-file",
      "--disable-admin-api",
      "--max-transaction-logs=1"
    ]
  }
]

export const freePort = (): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<number>()
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address()
    server.close(() => resolve(typeof address === "object" ? address?.port ?? 0 : 0))
  })
  return promise
}

/** Resolves when a URL gives any response. */
export const untilAnswered = async (url: string, signal: AbortSignal = AbortSignal.timeout(60_000)): Promise<void> => {
  for (;;) {
    signal.throwIfAborted()
    const answered = await fetch(url, { signal, method: "POST", body: "{}" }).then(
      (response) => response.arrayBuffer(),
      () => undefined
    )
    if (answered !== undefined) return
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
