import * as Result from "effect/Result"
import { readFile } from "node:fs/promises"
import { readArguments, type Serve } from "./command/arguments.ts"
import { help } from "./command/help.ts"
import { createMock, type Mock } from "./Mock.ts"
import type { Scenario } from "./scenarios/Scenario.ts"
import { version } from "./version.ts"

const USAGE = 2

const serve = async (options: Serve): Promise<void> => {
  const { audited, bandwidth, consent, contract, host, json, lifecycle, limits, port, seed, state, webhook } = options
  const mock = createMock({
    scenario: options.seedFile === undefined ? options.scenario : await readSeedFile(options.seedFile, contract),
    seed,
    lifecycle,
    limits,
    consent,
    bandwidth,
    defaultContract: contract,
    webhook: { url: webhook },
    audited,
    onDefect: (error) => console.error(error)
  })
  const file = state === undefined ? undefined : await openState(mock, state)
  // Whoever reads the ready line may send a signal at once.
  const stop = async () => {
    await file?.close().catch((error: unknown) => complain(`--state ${messageOf(error)}`, 1))
    await mock.dispose()
  }
  process.once("SIGINT", () => void stop())
  process.once("SIGTERM", () => void stop())
  const server = await mock.listen({ port, hostname: host })
  const scenario = mock.settings().scenario.name
  console.log(
    json
      ? JSON.stringify({ event: "ready", url: server.url, port: server.port, scenario })
      : `TikTok mock ready at ${server.url} (scenario ${scenario})`
  )
}

const readSeedFile = async (path: string, contract: Serve["contract"]): Promise<Scenario> => {
  // Few need the parser.
  const { readSeed } = await import("./command/readSeed.ts")
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new Error(`--seed-file cannot be read: ${messageOf(error)}`)
  })
  const scenario = readSeed(text, contract)
  if (Result.isFailure(scenario)) throw new Error(`--seed-file ${path} is not valid\n${scenario.failure}`)
  return scenario.success
}

const openState = async (mock: Mock, path: string) => {
  const { keepState } = await import("./command/stateFile.ts")
  return keepState(mock, path, (error) => console.error(`tiktok-mock: --state ${messageOf(error)}`)).catch(
    (error: unknown) => {
      throw new Error(`--state ${messageOf(error)}`)
    }
  )
}

const messageOf = (error: unknown): string => error instanceof Error ? error.message : String(error)

const explain = (error: unknown, { host, port }: Serve): string => {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  if (code === "EADDRINUSE") return `--port ${port} is in use on ${host}; choose another, or 0 for any free one`
  if (code === "EACCES") return `--port ${port} may not be used; choose one above 1023`
  if (code === "ENOTFOUND" || code === "EADDRNOTAVAIL") return `--host ${host} is no address of this machine`
  return messageOf(error)
}

const complain = (message: string, exitCode: number) => {
  console.error(`tiktok-mock: ${message}`)
  process.exitCode = exitCode
}

const invocation = readArguments(process.argv.slice(2))
if (Result.isFailure(invocation)) {
  complain(`${invocation.failure} (see --help)`, USAGE)
} else if (invocation.success._tag === "Help") {
  console.log(help)
} else if (invocation.success._tag === "Version") {
  console.log(version)
} else {
  const options = invocation.success
  await serve(options).catch((error: unknown) => complain(explain(error, options), 1))
}
