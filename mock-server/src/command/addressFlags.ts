import * as Result from "effect/Result"
import { corsModes, hostProblem, publicUrlProblem, type ServerAddressOptions } from "../wire/ServerAddress.ts"

/** Flags for the address of the mock. */
export const addressFlags = {
  "public-url": { type: "string" },
  "trust-proxy": { type: "boolean", default: false },
  "allow-host": { type: "string", multiple: true, default: [] as Array<string> },
  cors: { type: "string", default: corsModes[0] as string },
  https: { type: "boolean", default: false },
  "https-cert": { type: "string" },
  "https-key": { type: "string" }
} as const

/** Files of a certificate and its key, in PEM. */
export interface CertificateFiles {
  readonly cert: string
  readonly key: string
}

interface Values {
  readonly "public-url"?: string
  readonly "trust-proxy": boolean
  readonly "allow-host": ReadonlyArray<string>
  readonly cors: string
  readonly https: boolean
  readonly "https-cert"?: string
  readonly "https-key"?: string
}

export const readAddressFlags = (values: Values): Result.Result<ServerAddressOptions, string> =>
  Result.gen(function*() {
    const { "allow-host": allowHosts, "public-url": publicUrl, "trust-proxy": trustProxy } = values
    if (publicUrl !== undefined) yield* check("--public-url", publicUrl, publicUrlProblem(publicUrl))
    for (const name of allowHosts) yield* check("--allow-host", name, hostProblem(name))
    const cors = corsModes.find((mode) => mode === values.cors)
    if (cors === undefined) return yield* Result.fail(`--cors must be ${corsModes.join(" or ")}, is "${values.cors}"`)
    return { publicUrl, trustProxy, allowHosts, cors }
  })

/** Reads the certificate of https; undefined without https. */
export const readHttpsFlags = (values: Values): Result.Result<true | CertificateFiles | undefined, string> => {
  const { "https-cert": cert, "https-key": key } = values
  if (cert === undefined && key === undefined) return Result.succeed(values.https ? true : undefined)
  if (cert === undefined) return Result.fail("--https-key needs --https-cert, the certificate for the key")
  if (key === undefined) return Result.fail("--https-cert needs --https-key, the key of the certificate")
  const empty = cert === "" ? "--https-cert" : key === "" ? "--https-key" : undefined
  return empty === undefined ? Result.succeed({ cert, key }) : Result.fail(`${empty} must be the name of a file`)
}

const check = (flag: string, value: string, problem: string | undefined): Result.Result<void, string> =>
  problem === undefined ? Result.succeed(undefined) : Result.fail(`${flag} ${problem}, is "${value}"`)
