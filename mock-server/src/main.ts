#!/usr/bin/env node
import * as Result from "effect/Result"

import { readArguments, type Serve } from "./command/arguments.ts"
import { help } from "./command/help.ts"
import { createMock } from "./Mock.ts"
import { version } from "./version.ts"

const USAGE = 2

const serve = async (options: Serve): Promise<void> => {
  const { audited, bandwidth, consent, contract, host, json, lifecycle, limits, port, scenario, seed, webhook } =
    options
  const mock = createMock({
    scenario,
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
  // Whoever reads the ready line may send a signal at once.
  const stop = () => void mock.dispose()
  process.once("SIGINT", stop)
  process.once("SIGTERM", stop)
  const server = await mock.listen({ port, hostname: host })
  console.log(
    json
      ? JSON.stringify({ event: "ready", url: server.url, port: server.port, scenario })
      : `TikTok mock ready at ${server.url} (scenario ${scenario})`
  )
}

const explain = (error: unknown, { host, port }: Serve): string => {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  if (code === "EADDRINUSE") return `--port ${port} is in use on ${host}; choose another, or 0 for any free one`
  if (code === "EACCES") return `--port ${port} may not be used; choose one above 1023`
  if (code === "ENOTFOUND" || code === "EADDRNOTAVAIL") return `--host ${host} is no address of this machine`
  return error instanceof Error ? error.message : String(error)
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
