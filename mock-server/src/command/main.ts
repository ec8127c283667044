import * as Result from "effect/Result"
import { randomBytes } from "node:crypto"
import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { createMock } from "../createMock.ts"
import { documentedLimits, noLimits } from "../engine/documentedLimits.ts"
import { webhookEventNames } from "../engine/records.ts"
import { readLimits } from "../engine/Rules.ts"
import { checkFolder } from "../media/folder.ts"
import { systemCode } from "../media/systemCode.ts"
import type { Mock } from "../Mock.ts"
import type { Scenario } from "../scenarios/Scenario.ts"
import type { Certificate } from "../server/certificate.ts"
import { version } from "../version.ts"
import type { CertificateFiles } from "./addressFlags.ts"
import { type Invocation, readArguments } from "./commands.ts"
import { helpOf } from "./help.ts"
import { logs } from "./logs.ts"
import { makePrinter, readyText, requestText, urlsOf } from "./output.ts"
import type { Serve } from "./serveFlags.ts"
import { watchStarters } from "./starters.ts"
import { listen, resend, secretOf, trigger } from "./webhookCommands.ts"
import { CONFIG_FILE, CONFIG_FILES, writeConfig } from "./writeSeed.ts"

const USAGE = 2
const UNREAD_MILLIS = 500

const print = makePrinter(process.stdout)

const makeMock = async (options: Serve, seedFile = seedFileOf(options)): Promise<Mock> => {
  const { audited, bandwidth, consent, contract, lifecycle, output, seed, webhook } = options
  const { lifetimes, limits, switches } = options.rules
  const base = options.limits === "off" ? noLimits : options.limits && documentedLimits
  return createMock({
    scenario: seedFile === undefined ? options.scenario : await readSeedFile(seedFile, contract),
    seed: seed ?? randomSeed,
    lifecycle,
    limits: { ...base, ...readLimits(limits) },
    lifetimes,
    switches,
    consent,
    bandwidth,
    defaultContract: contract,
    webhook: { url: webhook },
    audited,
    ...options.address,
    media: options.media,
    onRequest: output === "quiet" ? undefined : (entry, tenant) => print(requestText(entry, tenant, output)),
    onDefect: (error) => console.error(error)
  })
}

const seedFileOf = ({ seedFile, usesConfig }: Serve): string | undefined =>
  usesConfig ? CONFIG_FILES.find((file) => existsSync(file)) : seedFile

// Ids of an earlier run or reset must not work by chance.
const randomSeed = () => randomBytes(8).toString("hex")

/** Serves a mock until a signal. */
const serve = async (options: Serve): Promise<void> => {
  const { host, output, port, state } = options
  const https = typeof options.https === "object" ? await readCertificate(options.https) : options.https
  await checkMedia(options.media)
  const seedFile = seedFileOf(options)
  const mock = await makeMock(options, seedFile)
  const file = state === undefined ? undefined : await openState(mock, state)
  // A signal can arrive right after the ready line.
  const stop = async () => {
    await file?.close().catch((error: unknown) => printError(`--state ${messageOf(error)}`, 1))
    await mock.dispose()
    // Lines that are not read keep the process running.
    setTimeout(() => process.exit(), UNREAD_MILLIS).unref()
  }
  // A closed terminal sends SIGHUP.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void stop())
  // Before the ready line, since the program that reads it can be killed right after it.
  await watchStarters(options.withParent, () => void stop())
  const server = await mock.listen({ port, hostname: host, https })
  print(readyText(mock, server, seedFile, output))
  if (options.open) {
    const { openBrowser } = await import("./openBrowser.ts")
    const { dashboard } = urlsOf(mock, server)
    openBrowser(dashboard, (reason) => console.error(`tiktok-mock: --open ${reason}; open ${dashboard} yourself`))
  }
}

const printSwitches = async (options: Serve): Promise<void> => {
  const { describeSwitches } = await import("./describeSwitches.ts")
  const mock = await makeMock(options)
  console.log(describeSwitches(mock, options.output === "json"))
  await mock.dispose()
}

const readFlagFile = (flag: string, path: string): Promise<string> =>
  readFile(path, "utf8").catch((error: unknown) => {
    throw new Error(`${flag} cannot be read: ${messageOf(error)}`)
  })

const readCertificate = async ({ cert, key }: CertificateFiles): Promise<Certificate> => ({
  cert: await readFlagFile("--https-cert", cert),
  key: await readFlagFile("--https-key", key)
})

const readSeedFile = async (path: string, contract: Serve["contract"]): Promise<Scenario> => {
  // The parser is loaded only when needed.
  const { readSeed } = await import("./readSeed.ts")
  const scenario = readSeed(await readFlagFile("--seed-file", path), contract)
  if (Result.isFailure(scenario)) throw new Error(`seed file ${path} is not valid\n${scenario.failure}`)
  return scenario.success
}

/** Fails at the start when the folder is not writable. */
const checkMedia = async ({ folder, keep }: Serve["media"]): Promise<void> => {
  if (folder === undefined || keep === "none") return
  await checkFolder(folder).catch((error: unknown) => {
    throw new Error(`--media-dir ${messageOf(error)}`)
  })
}

const openState = async (mock: Mock, path: string) => {
  const { keepState } = await import("./stateFile.ts")
  return keepState(mock, path, (error) => console.error(`tiktok-mock: --state ${messageOf(error)}`)).catch(
    (error: unknown) => {
      throw new Error(`--state ${messageOf(error)}`)
    }
  )
}

const messageOf = (error: unknown): string => error instanceof Error ? error.message : String(error)

const explain = (error: unknown, { host, port }: Serve): string => {
  const code = systemCode(error)
  if (code === "EADDRINUSE") return `--port ${port} is in use on ${host}; choose another one, or 0 for any free port`
  if (code === "EACCES") return `--port ${port} needs more permissions; choose one above 1023`
  if (/^ERR_(?:OSSL|SSL)/.test(String(code))) {
    return `--https-cert and --https-key must be a certificate and its key, in PEM: ${messageOf(error)}`
  }
  if (code === "ENOTFOUND" || code === "EADDRNOTAVAIL") return `--host ${host} is not an address of this machine`
  return messageOf(error)
}

const printError = (message: string, exitCode: number) => {
  console.error(`tiktok-mock: ${message}`)
  process.exitCode = exitCode
}

const writeSeedFile = async (file: string): Promise<void> => {
  await writeConfig(file)
  console.log(`${file} is written; start with tiktok-mock${file === CONFIG_FILE ? "" : ` --seed-file ${file}`}`)
}

const run = async (invocation: Invocation): Promise<void> => {
  switch (invocation._tag) {
    case "Help":
      return console.log(helpOf(invocation.command))
    case "Version":
      return console.log(version)
    case "Init":
      return writeSeedFile(invocation.file)
    case "Serve":
      return serve(invocation.serve)
    case "Switches":
      return printSwitches(invocation.serve)
    case "Events":
      return console.log(webhookEventNames.join("\n"))
    case "Trigger":
      return trigger(invocation, console.log)
    case "Resend":
      return resend(invocation, console.log)
    case "Secret":
      return console.log(await secretOf(invocation.url))
    case "Listen":
      return listen(invocation, print)
    case "Logs":
      return logs(invocation, print)
  }
}

const invocation = readArguments(process.argv.slice(2))
if (Result.isFailure(invocation)) printError(`${invocation.failure} (see --help)`, USAGE)
else {
  const { success } = invocation
  await run(success).catch((error: unknown) =>
    printError("serve" in success ? explain(error, success.serve) : messageOf(error), 1)
  )
}
