import type { FaultEffect, FaultRule, Operation } from "tiktok-mock-server"
import type { ContractName } from "../support/fixture.ts"

/** A fault of the mock. */
type FaultKind = FaultEffect["kind"]

// Share of requests with a fault.
const faultShare = 0.1

/** Every kind of fault in several forms. The compiler reports a missing kind. */
const effects: { readonly [Kind in Exclude<FaultKind, "code">]: ReadonlyArray<FaultEffect & { readonly kind: Kind }> } =
  {
    status: [500, 503, 504].map((status) => ({ kind: "status", status })),
    html: [{ kind: "html" }],
    "truncated-json": [{ kind: "truncated-json" }],
    // The last one outlasts the client's timeout.
    delay: [400, 2_000, 4_000].map((millis) => ({ kind: "delay", millis })),
    reset: [{ kind: "reset" }],
    // In any body, and in the chunks of a large file.
    "break-body": [20, 3_000_000].map((after) => ({ kind: "break-body", after })),
    hang: [{ kind: "hang" }],
    cut: [{ kind: "cut" }],
    "lose-response": [{ kind: "lose-response" }]
  }

/** The names of all kinds. */
export const faultKinds: ReadonlyArray<FaultKind> = ["code", ...Object.keys(effects).filter(isKind)]

function isKind(word: string): word is keyof typeof effects {
  return Object.hasOwn(effects, word)
}

interface Codes {
  readonly faults: ReadonlyArray<string>
  readonly oauthFaults: ReadonlyArray<string>
  readonly rateLimited: string
  readonly tokenRejected: string
  /** Refuses an init for good. */
  readonly refused: string
}

// None that uses up a day: a creator who must wait until tomorrow tests nothing more.
const codes: { readonly [Name in ContractName]: Codes } = {
  catalog: {
    faults: ["internal_server_error", "bad_gateway", "service_unavailable"],
    oauthFaults: ["internal_server_error", "service_unavailable"],
    rateLimited: "too_many_requests",
    tokenRejected: "unauthorized",
    refused: "forbidden"
  },
  live: {
    faults: ["internal_error"],
    oauthFaults: ["server_error", "temporarily_unavailable"],
    rateLimited: "rate_limit_exceeded",
    tokenRejected: "access_token_invalid",
    refused: "privacy_level_option_mismatch"
  }
}

const inits: ReadonlyArray<Operation> = ["video.init", "inbox.init", "photo.init"]

/** The codes for each operation. */
export const codesOf = (
  { contract, short }: Pick<FaultOptions, "contract" | "short">
): ReadonlyArray<readonly [Operation, ReadonlyArray<string>]> => {
  const { faults, oauthFaults, rateLimited, refused, tokenRejected } = codes[contract]
  const passing = short ? faults : [...faults, rateLimited]
  return [
    ...inits.map((operation) => [operation, [...passing, tokenRejected, refused]] as const),
    ["status", [...passing, tokenRejected]],
    ["video.list", [...passing, tokenRejected]],
    ["upload", passing],
    ["token.refresh", oauthFaults]
  ]
}

/** The options of the rules. */
export interface FaultOptions {
  readonly contract: ContractName
  readonly seed: string
  readonly random: () => number
  /** Leaves out 429s, for which the catalog requires a wait of a minute. */
  readonly short: boolean
}

/**
 * The rules of a run: each kind once at an early request, and all of them at every tenth request. The
 * first matching rule applies, so the rules that apply once come first.
 */
export const faultRules = (options: FaultOptions): ReadonlyArray<FaultRule> => {
  const { contract, random, seed } = options
  const share = faultShare / faultKinds.length
  const first = faultKinds.map((kind, index): FaultRule => ({
    effect: kind === "code" ? { kind, code: codes[contract].faults[0] ?? "" } : effects[kind][0] ?? { kind: "reset" },
    match: { nth: 10 + index * 8 + Math.floor(random() * 8) }
  }))
  const anywhere = Object.values(effects).flatMap((shapes: ReadonlyArray<FaultEffect>) =>
    shapes.map((effect, index): FaultRule => ({
      effect,
      probability: share / shapes.length,
      seed: `${seed}/${effect.kind}/${index}`
    }))
  )
  const refusals = codesOf(options).flatMap(([operation, words]) =>
    words.map((code): FaultRule => ({
      effect: { kind: "code", code },
      match: { operation },
      probability: share / words.length,
      seed: `${seed}/${operation}/${code}`
    }))
  )
  return [...first, ...refusals, ...anywhere]
}
