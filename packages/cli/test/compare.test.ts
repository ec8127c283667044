import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { MockOptions } from "tiktok-mock-server"
import { switches } from "tiktok-mock-server/coverage"
import { differences } from "../src/comparison/differences.ts"
import { allScopes, mockServer } from "../src/comparison/mock.ts"
import { postsIn, record, type Server } from "../src/comparison/record.ts"

const recorded = (options?: MockOptions, scopes: ReadonlyArray<string> = allScopes, changes?: Partial<Server>) =>
  Effect.gen(function*() {
    const { dispose, server } = mockServer("live", scopes, options)
    return yield* record({ ...server, ...changes }).pipe(Effect.ensuring(Effect.promise(dispose)))
  })

const lost = () => Promise.reject(new Error("gone"))

/** Logins and apps that show what another one hides. */
const views: ReadonlyArray<readonly [options: MockOptions, scopes: ReadonlyArray<string>]> = [
  [{}, allScopes],
  [{ audited: false }, ["user.info.basic", "video.publish", "video.upload"]]
]

/** Values of switches that no private post of one creator shows, and why. */
const hidden: Readonly<Record<string, string>> = {
  "challengeEncoding=hex": "the verifier is checked after a person has allowed the login",
  "challengeEncoding=base64url": "the same",
  "challengeEncoding=either": "the same",
  "megabytes=binary": "the suite keeps to bounds that this reading and the default share",
  "partialChunks=kept": "no connection breaks",
  "photoAigc=post-info": "the label shows only in the app",
  "photoAigc=either": "the same",
  "creatorInfoOnError=absent": "the creator may post",
  "pendingDrafts=concurrent": "the limit of drafts counts for a day",
  "postIds=strings": "private posts have no post ids",
  "refreshRotation=grace": "the login is not refreshed",
  "refreshRotation=never": "the same",
  "webhookPostId=number": "it is in webhooks",
  "publishIdRetention=a-day": "it takes a day",
  "completeForDirect=false": "it is in webhooks",
  "longTitles=whole": "private posts are not listed",
  "sandbox=reported": "the app is not of the sandbox"
}

describe("a comparison", () => {
  it.effect("finds no difference between equal servers", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(differences(yield* recorded(), yield* recorded()), [])
    }))

  it.effect("finds each switch that a private post can show", () =>
    Effect.gen(function*() {
      const found = new Set<string>()
      const missed = new Set<string>()
      for (const [options, scopes] of views) {
        const reference = yield* recorded(options, scopes)
        for (const [name, { values }] of Object.entries(switches)) {
          // The first one is the default.
          for (const { value } of values.slice(1)) {
            const label = `${name}=${value}`
            const other = yield* recorded({ ...options, switches: { [name]: value } }, scopes)
            if (differences(other, reference).length > 0) found.add(label)
            else missed.add(label)
          }
        }
      }
      assert.sameMembers([...missed].filter((label) => !found.has(label)), Object.keys(hidden))
    }))

  it.effect("names path, request and both values, and masks what is secret", () =>
    Effect.gen(function*() {
      const found = differences(yield* recorded({ switches: { lastChunkStatus: 200 } }), yield* recorded())
      assert.deepStrictEqual(found.map(({ mock, path, request, server }) => [request, path, server, mock]), [
        ["PUT (upload)", "status", "200", "201"]
      ])
      assert.isAbove(found[0]?.cases.length ?? 0, 1)
      const all = JSON.stringify(differences(yield* recorded({ switches: { strict: true } }), yield* recorded()))
      assert.notMatch(all, /act\.|rft\.|upload_token=|mock-client-secret/)
    }))

  it.effect("posts only what the creator alone sees, and says how much before", () =>
    Effect.gen(function*() {
      const sent: Array<string> = []
      const { dispose, server } = mockServer("live", allScopes)
      const cases = yield* record({
        ...server,
        fetch: (url, init) => {
          if (url.endsWith("/init/")) sent.push(JSON.stringify(init?.body))
          return server.fetch(url, init)
        }
      }).pipe(Effect.ensuring(Effect.promise(dispose)))
      assert.isAbove(sent.length, 20)
      for (const body of sent) assert.notMatch(body, /PUBLIC_TO_EVERYONE|MUTUAL_FOLLOW_FRIENDS|FOLLOWER_OF_CREATOR/)
      const { drafts, privatePhotoPosts, privateVideos } = postsIn(cases)
      assert.isTrue([drafts, privatePhotoPosts, privateVideos].every((count) => count > 0))
    }))

  it.effect("leaves out what a limit of a day refused", () =>
    Effect.gen(function*() {
      const limited = yield* recorded({ limits: { postsPerDay: 3 } })
      assert.isAbove(limited.filter(({ isLimited }) => isLimited).length, 10)
      assert.deepStrictEqual(differences(limited, yield* recorded()), [])
    }))

  it.effect("ends when the server stops answering", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(recorded({}, allScopes, { fetch: lost }))
      assert.strictEqual(error._tag, "ServerLost")
    }))
})
