/** Processes that share tokens, with real servers between them, against a mock whose refresh tokens work once. */
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Context, DateTime, Effect, Fiber, Layer, Redacted, Schema } from "effect"
import { Post, TokenStore } from "effect-tiktok"
import { createMock } from "tiktok-mock-server"
import { type ContractName, contractNames, terms } from "../support/fixture.ts"
import { CountingPlace } from "../support/layerRecords.ts"
import { startWorker } from "../support/refreshProcess.ts"
import { postgresServer, redisServer } from "../support/servers.ts"
import { countingPlaces } from "../support/sharedStores.ts"
import { dump, layerShared } from "../support/sharedTokens.ts"

const worker = (environment: Readonly<Record<string, string>>) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const worker = startWorker(environment)
      assert.strictEqual(await worker.line(), "ready")
      return worker
    }),
    ({ kill }) => Effect.promise(kill)
  )

/** Whether TikTok accepts a token. */
const works = async (profile: string, token: string): Promise<boolean> => {
  const { status } = await fetch(`${profile}?fields=open_id`, {
    headers: { authorization: `Bearer ${token}` }
  })
  return status === 200
}

/** A listening mock, a creator with an expired token, and workers that share the tokens in a place. */
const makeFixture = Effect.fnUntraced(function*(contract: ContractName, place: CountingPlace, workers: number) {
  const mock = createMock({ switches: { refreshRotation: "strict" } })
  const { url } = yield* Effect.acquireRelease(
    Effect.promise(() => mock.listen()),
    (server) => Effect.promise(() => server.close())
  )
  // Long enough for every process to find the token expired before there is a new one.
  mock.faults.add({ match: { operation: "token.refresh" }, effect: { kind: "delay", millis: 300 } })
  const issued = mock.control.issueToken({ contract })
  const creator = Post.CreatorId.make(issued.openId)
  const [app] = mock.control.apps()
  const environment = {
    CONTRACT: contract,
    TIKTOK_BASE_URL: url,
    TIKTOK_CLIENT_KEY: app?.clientKeys[0] ?? "",
    TIKTOK_CLIENT_SECRET: app?.clientSecret ?? "",
    TIKTOK_TOKEN_KEY: Buffer.alloc(32, 7).toString("base64"),
    REDIS_URL: redisServer.url,
    DATABASE_URL: postgresServer.url,
    PLACE: Schema.encodeSync(Schema.fromJsonString(CountingPlace))(place),
    CREATOR: creator
  }
  const context = yield* Layer.build(
    layerShared(place).pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnvRecord(environment))))
  )
  const store = Context.get(context, TokenStore.TokenStore)

  /** Expires the creator's token, in the store and at the mock. */
  const end = Effect.fnUntraced(function*(accessToken: string, refreshToken?: Redacted.Redacted<string>) {
    mock.control.expireToken(accessToken)
    yield* store.set(
      new TokenStore.Tokens({
        creator,
        accessToken: Redacted.make(accessToken),
        refreshToken,
        expiresAt: yield* DateTime.now,
        scopes: []
      })
    )
  })

  yield* end(issued.accessToken, Redacted.make(issued.refreshToken))
  return {
    mock,
    end,
    tokens: Effect.map(store.get(creator), (tokens) => tokens ?? assert.fail("no tokens")),
    workers: yield* Effect.all(Array.from({ length: workers }, () => worker(environment)), {
      concurrency: "unbounded"
    }),
    works: (token: string) => Effect.promise(() => works(`${url}${terms[contract].profilePath}`, token))
  }
})

type Fixture = Effect.Success<ReturnType<typeof makeFixture>>

const refreshes = ({ mock }: Fixture) => mock.journal.find({ operation: "token.refresh" }).map(({ status }) => status)

/** The one token that every fiber of every process received. */
const askAll = Effect.fnUntraced(function*({ tokens, workers, works }: Fixture) {
  const answers = yield* Effect.all(workers.map(({ ask }) => Effect.promise(() => ask("tokens"))), {
    concurrency: "unbounded"
  })
  const all = answers.flatMap((answer) => Schema.decodeSync(Answer)(answer))
  assert.lengthOf(all, workers.length * 100)
  const [token = "", ...others] = new Set(all)
  assert.deepStrictEqual(others, [])
  assert.isTrue(yield* works(token))
  assert.strictEqual(Redacted.value((yield* tokens).accessToken), token)
  return token
})

const Answer = Schema.fromJsonString(Schema.Array(Schema.String))

const scenario = "Scenario 03: 100 fibers and 4 processes need a token as it expires, rotation strict"

const everyWay = countingPlaces.flatMap(({ isThere, name, place }) =>
  contractNames.map((contract) => ({ contract, isThere, name, place }))
)

for (const { contract, isThere, name, place } of everyWay) {
  describe.skipIf(!isThere)(`${scenario} (${contract}): processes that share them in ${name}`, () => {
    it.live(
      "refresh once among four of them with a hundred fibers each, every time a token expires",
      () =>
        Effect.gen(function*() {
          const where = yield* place
          const fixture = yield* makeFixture(contract, where, 4)
          const first = yield* askAll(fixture)
          assert.deepStrictEqual(refreshes(fixture), [200])

          yield* fixture.end(first, (yield* fixture.tokens).refreshToken)
          const second = yield* askAll(fixture)
          assert.notStrictEqual(second, first)
          assert.deepStrictEqual(refreshes(fixture), [200, 200])

          const { accessTokens, refreshTokens } = fixture.mock.snapshot().tables
          const secrets = [...accessTokens, ...refreshTokens].map(([token]) => token)
          assert.isAtLeast(secrets.length, 6)
          const kept = yield* dump(where)
          assert.include(kept, "effect-tiktok/tokens/")
          for (const secret of secrets) assert.notInclude(kept, secret)
        })
    )

    it.live("continue when the one that holds the lock is killed", () =>
      Effect.gen(function*() {
        const fixture = yield* makeFixture(contract, yield* place, 3)
        const [holder, ...others] = fixture.workers
        if (holder === undefined) return assert.fail("no worker")
        assert.strictEqual(yield* Effect.promise(() => holder.ask("hold")), "held")
        const asking = yield* Effect.forkChild(askAll({ ...fixture, workers: others }), { startImmediately: true })
        yield* Effect.sleep("200 millis")
        assert.deepStrictEqual(refreshes(fixture), [])
        yield* Effect.promise(holder.kill)
        yield* Fiber.join(asking)
        assert.deepStrictEqual(refreshes(fixture), [200])
      }))
  })
}
