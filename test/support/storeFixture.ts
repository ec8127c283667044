import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import { writeFileSync } from "node:fs"
import { createMock, type PostView } from "tiktok-mock-server"
import type { ContractName } from "./fixture.ts"
import type { Place } from "./layerRecords.ts"
import { smallestChunk, video } from "./media.ts"
import { folder } from "./servers.ts"
import { startStoreProcess } from "./storeProcess.ts"
import type { Setup } from "./storeProtocol.ts"

/** Two chunks, so that there is a step between the first and the last. */
const size = 2 * smallestChunk + 1000

/** A mock on a port, and processes that publish to it over one store. */
export const makeStoreFixture = Effect.fnUntraced(function*(
  place: Place,
  { contract = "live", lease = 1_000, large = false }: {
    readonly contract?: ContractName | undefined
    readonly lease?: number | undefined
    /** Whether the file has two chunks. */
    readonly large?: boolean | undefined
  } = {}
) {
  const mock = createMock({ limits: "off", lifecycle: { mode: "after", millis: 50 } })
  const { url } = yield* Effect.acquireRelease(
    Effect.promise(() => mock.listen()),
    () => Effect.promise(() => mock.dispose())
  )
  const file = `${yield* folder}/clip.mp4`
  writeFileSync(file, video(large ? size : 200_000))
  const token = mock.control.issueToken({ contract })
  const setup: Setup = {
    place,
    baseUrl: url,
    contract,
    creator: token.openId,
    accessToken: token.accessToken,
    file,
    lease
  }

  const postsOf = (key: string): ReadonlyArray<PostView> =>
    mock.control.posts().filter(({ caption }) => caption === key)

  return {
    mock,
    setup,
    start: startStoreProcess(setup),
    /** A unique key. */
    newKey: Effect.sync(() => `k-${randomUUID()}`),
    /** Number of posts of a key at TikTok, published or not. */
    accepted: (key: string) => postsOf(key).length,
    /** Publishes every post that has all its bytes. */
    settle: Effect.sync(() => mock.clock.advance(60_000)),
    /** Number of published posts of a key. */
    published: (key: string) => postsOf(key).filter(({ stage }) => stage === "published").length
  }
})
