/** The client in a world: its services, its logins, and what may happen to TikTok and to a process. */
import { Effect, type FileSystem, Layer, Redacted } from "effect"
import { Checkpoint, Contract, Quota, RecordStore, TikTok, TokenLock, TokenStore } from "effect-tiktok"
import { HttpClient } from "effect/http"
import type { Scene, Surroundings, World } from "tiktok-mock-server/simulation"
import { codesOf } from "../chaos/faultRules.ts"
import type { ContractName } from "../support/fixture.ts"
import { tokensOf } from "../support/tokensOf.ts"
import { bareRecords, type Kept, makeQuota, makeRecords, type StoreModel } from "./stores.ts"

const encryptionKeys = [Redacted.make(new Uint8Array(32).fill(7))] as const

/** The error codes that TikTok may answer a path with. */
export const codesIn = (contract: ContractName) => {
  const codes = new Map<string, ReadonlyArray<string>>(codesOf({ contract, short: false }))
  return (path: string): ReadonlyArray<string> => codes.get(operationOf(path)) ?? []
}

const operationOf = (path: string): string =>
  Object.entries(operations).find(([, end]) => path.endsWith(end))?.[0] ?? path

/** The ends of the paths in both contracts. */
const operations = {
  upload: "upload",
  "inbox.init": "inbox/video/init",
  "video.init": "video/init",
  "photo.init": "content/init",
  status: "status/fetch",
  "video.list": "video/list",
  "token.refresh": "oauth/token"
}

/** What may happen to a process once a minute. */
export const mishaps = [
  {
    kind: "crash",
    value: (random) => random.between(1, 300) * 1_000,
    happen: (process, value) => process.crash(Number(value))
  },
  {
    kind: "freeze",
    value: (random) => random.between(1, 300) * 1_000,
    happen: (process, value) => process.freeze(Number(value))
  },
  {
    kind: "clock",
    value: (random) => random.pick([-3_600_000, -40_000, 5_000, 90_000, 3_600_000]),
    happen: (process, value) => process.setClock(Number(value))
  }
] satisfies Scene["mishaps"]

/** Reads and writes the stores as they are, without a way to them. */
export const openStores = (kept: Kept, world: World) =>
  world.run(Effect.provide(
    Effect.all({ tokens: TokenStore.TokenStore, checkpoints: Checkpoint.CheckpointStore }),
    Layer.mergeAll(TokenStore.layer({ encryptionKeys }), Checkpoint.layer({ encryptionKeys })).pipe(
      Layer.provide(Layer.succeed(RecordStore.RecordStore, bareRecords(kept)))
    )
  ))

/** Logs a creator in for some minutes. Adds the tokens to the secrets. */
export const makeLogin = (
  { mock, run }: World,
  contract: ContractName,
  tokens: TokenStore.TokenStore["Service"],
  secrets: Set<string>
) =>
async (openId: string, minutes: number) => {
  const token = mock.control.issueToken({ contract, openId, expiresInSeconds: minutes * 60 })
  for (const secret of [token.accessToken, token.refreshToken]) secrets.add(secret)
  await run(tokens.set(tokensOf(openId, token)))
}

/** A process of the client, with nothing in memory. */
export const layerClient = (
  options: { readonly contract: ContractName; readonly store: StoreModel },
  kept: Kept,
  surroundings: Surroundings,
  world: World,
  files: Layer.Layer<FileSystem.FileSystem>
) => {
  const [app] = world.mock.control.apps()
  const records = Layer.succeed(RecordStore.RecordStore, makeRecords(options.store, kept, surroundings))
  return TikTok.layer({
    contract: options.contract === "live" ? Contract.live : Contract.catalog,
    clientKey: app?.clientKeys[0] ?? "",
    clientSecret: Redacted.make(app?.clientSecret ?? "")
  }).pipe(
    Layer.provideMerge(Checkpoint.layer({ encryptionKeys })),
    Layer.provide([TokenStore.layer({ encryptionKeys }), TokenLock.layer()]),
    Layer.provide([
      records,
      Layer.effect(Quota.Quota, makeQuota(options.store, kept, surroundings, world.clock)),
      Layer.succeed(HttpClient.HttpClient, surroundings.http),
      files
    ])
  )
}
