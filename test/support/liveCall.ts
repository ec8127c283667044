import { assert } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { Contract, RetryPolicy, type TikTok, TikTokApi, type TikTokError, type TokenStore } from "effect-tiktok"
import { failureOf } from "./failureOf.ts"
import { type StubAnswer, withStub } from "./stubTikTok.ts"

type Pick<I, A> = (contract: Contract.Contract) => Contract.Operation<I, A> | undefined

/** Makes one call of the contract in force, which has to have it. */
export const call = <I, A>(pick: Pick<I, A>, input: I) =>
  TikTokApi.TikTokApi.use((api) => api.call(operationOf(pick, api.contract), input, Redacted.make("act.1")))

/** Makes one call of OAuth, which carries the app's secret instead of a token. */
export const callAsApp = <I, A>(pick: Pick<I, A>, input: (app: Contract.App) => I) =>
  TikTokApi.TikTokApi.use((api) => api.call(operationOf(pick, api.contract), input(api.app)))

const operationOf = <I, A>(pick: Pick<I, A>, contract: Contract.Contract) =>
  pick(contract) ?? assert.fail(`${contract.name} lacks the operation`)

/** What an effect comes to, under `Contract.live` unless told, when every call gets this answer and nothing is repeated. */
export const given = <A, E>(
  answer: StubAnswer,
  effect: Effect.Effect<A, E, TikTok.Services | TokenStore.TokenStore>,
  contract: Contract.Contract = Contract.live
) =>
  withStub(() => answer, effect, contract).pipe(
    Effect.map(({ value }) => value),
    Effect.provideService(RetryPolicy.RetryPolicy, {
      reads: RetryPolicy.none,
      inits: RetryPolicy.none,
      chunks: RetryPolicy.none
    })
  )

/** The error that an effect ends in when every call gets this answer. */
export const refused = <A>(
  answer: StubAnswer,
  effect: Effect.Effect<A, TikTokError.TikTokError, TikTok.Services | TokenStore.TokenStore>,
  contract?: Contract.Contract
) => failureOf(given(answer, effect, contract))
