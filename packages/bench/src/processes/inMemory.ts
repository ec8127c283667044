/** Measures a mock in memory: its creation, and calls by hand and through the library. */
import { DateTime, Effect, FileSystem, Layer, ManagedRuntime, Redacted } from "effect"
import { Contract, Creator, Post, TikTok, TokenStore } from "effect-tiktok"
import { FetchHttpClient } from "effect/http"
import { createMock } from "tiktok-mock-server"
import { report } from "../harness/measured.ts"
import { median } from "../harness/statistics.ts"
import { readTask } from "../harness/uploadTask.ts"

const { calls, mocks }: { readonly mocks: number; readonly calls: number } = readTask()

/** Milliseconds of each of `count` runs. The first half only warms up. */
const time = async (count: number, work: () => unknown): Promise<ReadonlyArray<number>> => {
  const times = []
  for (let index = 0; index < count; index++) {
    const startedAt = performance.now()
    await work()
    times.push(performance.now() - startedAt)
  }
  return times
}
const settled = (times: ReadonlyArray<number>): number => median(times.slice(times.length / 2))

const made = await time(mocks, () => createMock())

const mock = createMock({ limits: "off" })
const token = mock.control.issueToken({ contract: "live" })
const url = "https://open.tiktokapis.com/v2/post/publish/creator_info/query/"
const called = await time(calls, async () => {
  const response = await mock.fetch(url, { method: "POST", headers: { Authorization: `Bearer ${token.accessToken}` } })
  await response.json()
})

// One creator for each 20 calls, because the library keeps TikTok's limit.
const creators = Array.from({ length: Math.ceil(calls / 20) }, (_, index) => Post.CreatorId.make(`creator-${index}`))
const runtime = ManagedRuntime.make(
  TikTok.layerMemory({
    contract: Contract.live,
    clientKey: "key",
    clientSecret: Redacted.make("secret"),
    tokens: creators.map((creator) =>
      new TokenStore.Tokens({
        creator,
        accessToken: Redacted.make(token.accessToken),
        refreshToken: Redacted.make(token.refreshToken),
        expiresAt: DateTime.makeUnsafe(token.expiresAt),
        scopes: []
      })
    )
  }).pipe(Layer.provide([
    FetchHttpClient.layer.pipe(Layer.provide(Layer.succeed(FetchHttpClient.Fetch, mock.fetch))),
    FileSystem.layerNoop({})
  ]))
)
let next = 0
const through = await time(
  calls,
  () =>
    runtime.runPromise(Effect.flatMap(Creator.Creator, (service) => service.info(creators[next++ % creators.length]!)))
)

report({
  first: made[0] ?? NaN,
  made: settled(made),
  called: settled(called),
  through: settled(through)
})
await runtime.dispose()
await mock.dispose()
