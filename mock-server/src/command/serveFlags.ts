import * as Result from "effect/Result"
import type { parseArgs } from "node:util"
import { type Contract, contracts } from "../engine/ContractRules.ts"
import type { Lifecycle, RuleChanges } from "../engine/Rules.ts"
import type { MediaOptions } from "../media/options.ts"
import { isScenarioName, type ScenarioName, scenarios } from "../scenarios/scenarios.ts"
import type { ServerAddressOptions } from "../wire/ServerAddress.ts"
import { addressFlags, type CertificateFiles, readAddressFlags, readHttpsFlags } from "./addressFlags.ts"
import { readBytes } from "./byteSize.ts"
import { mediaFlags, readMediaFlags } from "./mediaFlags.ts"
import type { OutputFormat } from "./output.ts"
import { readRuleFlags, ruleFlags } from "./ruleFlags.ts"

/** Serves a mock over HTTP. */
export interface Serve {
  readonly port: number
  readonly host: string
  /** Undefined with a seed file, and by default. */
  readonly scenario: ScenarioName | undefined
  /** Seed file. */
  readonly seedFile: string | undefined
  /** Whether a seed file in the working folder counts. */
  readonly usesConfig: boolean
  /** State file; undefined does not store the state. */
  readonly state: string | undefined
  readonly seed: string | undefined
  readonly lifecycle: Lifecycle | undefined
  readonly limits: "documented" | "off" | undefined
  readonly consent: "auto" | "page"
  readonly contract: Contract
  /** Bytes per second. */
  readonly bandwidth: number | undefined
  readonly webhook: string | undefined
  readonly audited: boolean | undefined
  readonly address: ServerAddressOptions
  /** True for a throwaway certificate. */
  readonly https: true | CertificateFiles | undefined
  readonly media: MediaOptions
  /** Changes of rules by `--strict` and `--switch`. */
  readonly rules: RuleChanges
  readonly output: OutputFormat
  /** Whether to open the dashboard in the browser. */
  readonly open: boolean
  /** Whether to end with the parent process in every case. */
  readonly withParent: boolean
}

/** The default port. */
export const DEFAULT_PORT = 8787

/** Flags of a mock that serves. */
export const serveFlags = {
  port: { type: "string", default: String(DEFAULT_PORT) },
  host: { type: "string", default: "127.0.0.1" },
  scenario: { type: "string" },
  "seed-file": { type: "string" },
  "no-config": { type: "boolean", default: false },
  state: { type: "string" },
  ephemeral: { type: "boolean", default: false },
  seed: { type: "string" },
  lifecycle: { type: "string" },
  limits: { type: "string" },
  contract: { type: "string", default: contracts[0] },
  bandwidth: { type: "string" },
  webhook: { type: "string" },
  "auto-consent": { type: "boolean", default: false },
  audited: { type: "boolean", default: false },
  unaudited: { type: "boolean", default: false },
  ...addressFlags,
  ...mediaFlags,
  ...ruleFlags,
  json: { type: "boolean", default: false },
  quiet: { type: "boolean", default: false },
  open: { type: "boolean", default: false },
  "stop-with-parent": { type: "boolean", default: false }
} as const

type Values = ReturnType<typeof parseArgs<{ readonly options: typeof serveFlags }>>["values"]

/** Reads the options of a mock that serves, or fails with a one-line message. */
export const readServe = (values: Values): Result.Result<Serve, string> =>
  Result.gen(function*() {
    if (values.audited && values.unaudited) {
      return yield* Result.fail("--audited and --unaudited cannot be combined")
    }
    if (values.json && values.quiet) return yield* Result.fail("--json and --quiet cannot be combined")
    if (values.ephemeral && values.state !== undefined) {
      return yield* Result.fail("--ephemeral and --state cannot be combined")
    }
    if (values.scenario !== undefined && values["seed-file"] !== undefined) {
      return yield* Result.fail("--scenario and --seed-file cannot be combined: set the scenario in the file")
    }
    return {
      port: yield* readPort(values.port),
      host: values.host,
      scenario: values.scenario === undefined ? undefined : yield* readScenario(values.scenario),
      seedFile: yield* readFileName("--seed-file", values["seed-file"]),
      usesConfig: !values["no-config"] && values.scenario === undefined && values["seed-file"] === undefined,
      state: yield* readFileName("--state", values.state),
      seed: values.seed,
      lifecycle: values.lifecycle === undefined ? undefined : yield* readLifecycle(values.lifecycle),
      limits: yield* readLimits(values.limits),
      contract: yield* readContract(values.contract),
      bandwidth: values.bandwidth === undefined ? undefined : yield* readBandwidth(values.bandwidth),
      webhook: values.webhook === undefined ? undefined : yield* readWebhook(values.webhook),
      consent: values["auto-consent"] ? "auto" : "page",
      audited: values.audited ? true : values.unaudited ? false : undefined,
      address: yield* readAddressFlags(values),
      https: yield* readHttpsFlags(values),
      media: yield* readMediaFlags(values),
      rules: yield* readRuleFlags(values),
      output: values.json ? "json" : values.quiet ? "quiet" : "text",
      open: values.open,
      withParent: values["stop-with-parent"]
    }
  })

const readPort = (text: string): Result.Result<number, string> =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65_535
    ? Result.succeed(Number(text))
    : Result.fail(`--port must be a number from 0 to 65535, is "${text}"`)

const readScenario = (text: string): Result.Result<ScenarioName, string> =>
  isScenarioName(text)
    ? Result.succeed(text)
    : Result.fail(`--scenario must be one of ${Object.keys(scenarios).join(", ")}, is "${text}"`)

const readFileName = (flag: string, text: string | undefined): Result.Result<string | undefined, string> =>
  text === "" ? Result.fail(`${flag} must be the name of a file`) : Result.succeed(text)

const readLimits = (text: string | undefined): Result.Result<"documented" | "off" | undefined, string> =>
  text === undefined || text === "documented" || text === "off"
    ? Result.succeed(text)
    : Result.fail(`--limits must be documented or off, is "${text}"`)

const readContract = (text: string): Result.Result<Contract, string> => {
  const contract = contracts.find((name) => name === text)
  return contract === undefined
    ? Result.fail(`--contract must be ${contracts.join(" or ")}, is "${text}"`)
    : Result.succeed(contract)
}

const readBandwidth = (text: string): Result.Result<number, string> => {
  const bytes = readBytes(text)
  return bytes === undefined
    ? Result.fail(`--bandwidth must be bytes per second like 500KB, 10MB or 1.5MiB, is "${text}"`)
    : Result.succeed(bytes)
}

const readWebhook = (text: string): Result.Result<string, string> =>
  /^https?:$/.test(URL.parse(text)?.protocol ?? "")
    ? Result.succeed(text)
    : Result.fail(`--webhook must be an http or https URL, is "${text}"`)

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 }

const readLifecycle = (text: string): Result.Result<Lifecycle, string> => {
  if (text === "immediate" || text === "manual") return Result.succeed({ mode: text })
  const [, amount, unit = ""] = /^(\d{1,6})(ms|s|m|polls?)$/.exec(text) ?? []
  if (amount === undefined) {
    return Result.fail(`--lifecycle must be immediate, manual, a time like 3s or a count like 2polls, is "${text}"`)
  }
  const factor = units[unit]
  return Result.succeed(
    factor === undefined
      ? { mode: "polls", count: Number(amount) }
      : { mode: "after", millis: Number(amount) * factor }
  )
}
