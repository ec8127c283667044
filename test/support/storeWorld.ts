import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import { writeFileSync } from "node:fs"
import { createMock, type PostView } from "tiktok-mock-server"
import type { Place } from "./layerRecords.ts"
import { smallestChunk, video } from "./media.ts"
import { folder } from "./servers.ts"
import { startStoreProcess } from "./storeProcess.ts"
import type { Setup } from "./storeProtocol.ts"
import type { ContractName } from "./world.ts"

/** Of two chunks, so that there is something between the first and the last. */
const size = 2 * smallestChunk + 1000

/** A mock on a port, and processes that publish to it over one store. */
export const makeStoreWorld = Effect.fnUntraced(function*(
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
    /** A name that no other test has. */
    newKey: Effect.sync(() => `k-${randomUUID()}`),
    /** All that TikTok has of a key, published or not. */
    accepted: (key: string) => postsOf(key).length,
    /** What has all its bytes is published now. */
    settle: Effect.sync(() => mock.clock.advance(60_000)),
    /** What TikTok has published of a key. */
    published: (key: string) => postsOf(key).filter(({ stage }) => stage === "published").length
  }
})
