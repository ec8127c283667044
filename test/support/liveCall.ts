import { assert } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { Contract, type TikTok, TikTokApi, type TikTokError, type TokenStore } from "effect-tiktok"
import { failureOf } from "./failureOf.ts"
import { withoutRetries } from "./noRetries.ts"
import { type StubResponse, withStub } from "./stubTikTok.ts"

type Pick<I, A> = (contract: Contract.Contract) => Contract.Operation<I, A> | undefined

/** Makes one call of the current contract, which must have it. */
export const call = <I, A>(pick: Pick<I, A>, input: I) =>
  TikTokApi.TikTokApi.use((api) => api.call(operationOf(pick, api.contract), input, Redacted.make("act.1")))

/** Makes one OAuth call, with the client secret instead of a token. */
export const callAsApp = <I, A>(pick: Pick<I, A>, input: (app: Contract.App) => I) =>
  TikTokApi.TikTokApi.use((api) => api.call(operationOf(pick, api.contract), input(api.app)))

const operationOf = <I, A>(pick: Pick<I, A>, contract: Contract.Contract) =>
  pick(contract) ?? assert.fail(`${contract.name} lacks the operation`)

/** The result of an effect, by default under `Contract.live`, when every call gets this response and nothing is retried. */
export const withResponse = <A, E>(
  response: StubResponse,
  effect: Effect.Effect<A, E, TikTok.Services | TokenStore.TokenStore>,
  contract: Contract.Contract = Contract.live
) =>
  withStub(() => response, effect, contract).pipe(
    Effect.map(({ value }) => value),
    withoutRetries
  )

/** The error of an effect when every call gets this response. */
export const refused = <A>(
  response: StubResponse,
  effect: Effect.Effect<A, TikTokError.TikTokError, TikTok.Services | TokenStore.TokenStore>,
  contract?: Contract.Contract
) => failureOf(withResponse(response, effect, contract))
