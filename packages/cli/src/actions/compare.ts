import { Duration, Effect, Redacted } from "effect"
import { Auth, TokenStore } from "effect-tiktok"
import { differences } from "../comparison/differences.ts"
import { allScopes, mockServer } from "../comparison/mock.ts"
import { postsIn, record, type Server } from "../comparison/record.ts"
import { CommandFailed, ExitCode } from "../exitCode.ts"
import { proxiedFetch } from "../platform.ts"
import { currentCreator, isTokenInVariable } from "../session.ts"
import { appCredentials, CurrentTarget } from "../settings/connection.ts"
import type { Event } from "./account.ts"

/**
 * Prepares a comparison of the target with the mock: what it will post, and the effect that does it. Nothing is sent
 * before that runs.
 */
export const planComparison = Effect.fnUntraced(function*(options: {
  readonly redirectUri: string
  readonly urls: ReadonlyArray<string>
  readonly onCase: NonNullable<Server["onCase"]>
}) {
  const { baseUrl, contract } = yield* CurrentTarget
  const { clientKey, clientSecret } = yield* appCredentials
  const creator = yield* currentCreator
  const auth = yield* Auth.Auth
  const { get } = yield* TokenStore.TokenStore
  const tokens = (yield* isTokenInVariable) ? undefined : yield* get(creator)
  const scopes = tokens?.scopes ?? allScopes
  const [video, ...photos] = options.urls
  const urls = video === undefined ? undefined : { video, photos: photos.length === 0 ? [video] : photos }
  const { dispose, server: mock } = mockServer(contract.name, scopes, {}, options.urls)
  const ofMock = yield* record({ ...mock, urls }).pipe(
    Effect.ensuring(Effect.promise(dispose)),
    Effect.orDie
  )
  const server = baseUrl ?? "https://open.tiktokapis.com"
  const requests = ofMock.reduce((sum, { exchanges }) => sum + exchanges.length, 0)
  const plan: Event<"ComparisonPlanned"> = { _tag: "ComparisonPlanned", server, creator, requests, ...postsIn(ofMock) }
  const context = yield* Effect.context<never>()
  const fetch = yield* proxiedFetch
  const compare = record({
    fetch,
    baseUrl: server,
    contract: contract.name,
    clientKey,
    clientSecret: Redacted.value(clientSecret),
    redirectUri: options.redirectUri,
    token: () => Effect.runPromiseWith(context)(Effect.map(auth.accessToken(creator), Redacted.value)),
    wait: (millis) => Effect.runPromiseWith(context)(Effect.sleep(Duration.millis(millis))),
    urls,
    onCase: options.onCase
  }).pipe(
    Effect.map((ofServer): Event<"Compared"> => ({
      _tag: "Compared",
      server,
      cases: ofServer.filter(({ isLimited }) => !isLimited).length,
      requests: ofServer.reduce((sum, { exchanges }) => sum + exchanges.length, 0),
      differences: differences(ofServer, ofMock)
    })),
    Effect.mapError(({ id }) =>
      new CommandFailed({
        exitCode: ExitCode.Failed,
        reason: `${server} stopped answering in the case ${id}; what was posted is private`
      })
    )
  )
  return { plan, compare }
})
