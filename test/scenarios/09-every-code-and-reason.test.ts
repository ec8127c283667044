import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Stream } from "effect"
import { ErrorCatalog, Media, Post, Publisher, TikTokApi, type TikTokError } from "effect-tiktok"
import type { FaultEffect, Operation } from "tiktok-mock-server"
import * as Catalog from "../fixtures/catalog/index.ts"
import * as Live from "../fixtures/live/index.ts"
import { failReasons, liveMeaning, type Meaning, meanings } from "../fixtures/meanings.ts"
import { failureOf } from "../support/failureOf.ts"
import {
  type ContractName,
  contractNames,
  type Fixture,
  inFixture,
  makeFixture,
  type Setting,
  settings,
  terms,
  transports
} from "../support/fixture.ts"
import { video } from "../support/media.ts"

const scenario = "Scenario 09: every documented code and reason"

const bytes = Media.bytes(video(1000))
const clip = Post.video({ media: bytes, privacyLevel: "PUBLIC_TO_EVERYONE" })
const photos = Post.photos({ images: ["https://verified-domain.com/1.jpg"], privacyLevel: "SELF_ONLY" })
const publishId = Post.PublishId.make("any")
const plan = { size: 1000, chunkSize: 1000, chunkCount: 1 }

/** One call of an operation, without the services' reaction to its failure. */
const asking = (operation: Operation, { mock }: Fixture, source = plan) =>
  Effect.gen(function*() {
    const { app, call, contract } = yield* TikTokApi.TikTokApi
    const token = Redacted.make(mock.control.issueToken({ contract: contract.name }).accessToken)
    switch (operation) {
      case "token.refresh":
        return yield* Effect.asVoid(call(contract.oauth.refresh, { app, refreshToken: Redacted.make("any") }))
      case "video.init":
        return yield* Effect.asVoid(
          call(contract.posts.video, { post: clip, source: { _tag: "Upload", plan: source } }, token)
        )
      case "inbox.init":
        return yield* Effect.asVoid(
          call(contract.posts.videoDraft, { source: { _tag: "Upload", plan: source } }, token)
        )
      case "photo.init":
        return yield* Effect.asVoid(call(contract.posts.photos, photos, token))
      case "status":
        return yield* Effect.asVoid(call(contract.posts.status, { publishId }, token))
      case "cancel":
        assert(contract.posts.cancel !== undefined)
        return yield* Effect.asVoid(call(contract.posts.cancel, publishId, token))
      case "creator.info":
        return contract.creator?.info === undefined
          ? yield* Effect.asVoid(call(contract.user.info, ["creator"], token))
          : yield* Effect.asVoid(call(contract.creator?.info, undefined, token))
      default:
        return yield* Effect.asVoid(call(contract.user.info, ["creator"], token))
    }
  })

/** The error of an operation when the mock answers it this way. */
const refused = (setting: Setting, operation: Operation, effect: FaultEffect) =>
  inFixture(makeFixture(setting), function*(fixture) {
    fixture.mock.faults.add({ match: { operation }, effect })
    const error: TikTokError.TikTokError = yield* failureOf(asking(operation, fixture))
    return { error, fixture }
  })

const assertMeans = (error: TikTokError.TikTokError, code: string, { reason, retry, scope, status }: Meaning): void => {
  assert.strictEqual(error.reason._tag, reason, error.message)
  assert.strictEqual(error.code, code)
  assert.strictEqual("status" in error.reason ? error.reason.status : undefined, status)
  assert.strictEqual(error.scope, scope)
  assert.strictEqual(error.retryable, retry !== "never")
  assert.match(error.remedy, /^[A-Z].{20,}\.$/)
}

/** The operation of a section of tiktok-live. General sections use the profile. */
const sections = {
  "2.5": "token.refresh",
  "3": "creator.info",
  "4.4": "video.init",
  "6": "inbox.init",
  "7": "photo.init",
  "8": "status",
  "10.2": "user.info",
  "11.1": "cancel"
} as const satisfies Readonly<Record<string, Operation>>

const operationOf = new Map<string, Operation>(Object.entries(sections))

interface Documented {
  readonly operation: Operation
  readonly code: string
  readonly meaning: Meaning | undefined
}

const documented: { readonly [Name in ContractName]: ReadonlyArray<Documented> } = {
  catalog: (["token.refresh", "video.init", "photo.init", "inbox.init", "status", "creator.info"] as const).flatMap(
    (operation) => Object.entries(meanings.catalog).map(([code, meaning]) => ({ operation, code, meaning }))
  ),
  live: Object.entries(Live.codes).flatMap(([section, codes]) => {
    const operation = operationOf.get(section) ?? assert.fail(`section ${section} belongs to no operation`)
    return codes.map((code) => ({ operation, code, meaning: liveMeaning(operation, code) }))
  })
}

describe.each(settings)(`${scenario} ($contract over $transport)`, (setting) => {
  it.effect.each(documented[setting.contract])(
    "$code in the response to $operation has its reason, scope and class",
    ({ code, meaning, operation }) =>
      Effect.gen(function*() {
        assert(meaning !== undefined, `${code} is in no table`)
        const { error, fixture } = yield* refused(setting, operation, { kind: "code", code })
        assertMeans(error, code, meaning)
        const entry = ErrorCatalog.entries.find((entry) => entry.code === code && entry.reason === error.reason._tag)
        assert.deepStrictEqual([error.remedy, error.retryAfter], [entry?.remedy, entry?.wait])
        assert.strictEqual(error.logId, fixture.mock.journal.find({ code }).at(-1)?.logId)
      })
  )

  it.effect.each(
    [
      [400, "UnknownRefusal", "request", "never"],
      [403, "UnknownRefusal", "request", "never"],
      [401, "TokenRejected", "creator", "never"],
      [429, "RateLimited", "creator", "transient"],
      [503, "ServerFault", "app", "transient"],
      [200, "UnknownRefusal", "request", "never"]
    ] as const
  )(
    "an undocumented code is kept with HTTP %d",
    ([status, reason, scope, retry]) =>
      Effect.gen(function*() {
        const code = "a_code_of_tomorrow"
        const body = JSON.stringify({ data: {}, error: { code, message: "Moon in the wrong phase", log_id: "log-1" } })
        const effect = { kind: "status", status, body } as const
        for (const operation of ["video.init", "status", "user.info"] as const) {
          const asked = operation === "user.info" ? terms[setting.contract].profile : operation
          const { error } = yield* refused(setting, asked, effect)
          assertMeans(error, code, { status, reason, scope, retry })
          assert.include(error.message, "Moon in the wrong phase")
          assert.strictEqual(error.logId, "log-1")
        }
      })
  )
})

/** Makes the mock fail a post for this reason, and returns the outcomes of the library. */
const givenUp = (setting: Setting, reason: string) =>
  inFixture(makeFixture(setting, { mock: { lifecycle: { mode: "manual" } } }), function*(fixture) {
    const { control } = fixture.mock
    const events = Publisher.Publisher.use((publisher) =>
      publisher.publishStream(fixture.creator, clip).pipe(
        Stream.tap((event) =>
          Effect.sync(() => {
            if (event._tag !== "StatusReceived") return
            for (const post of control.posts()) control.failPost(post.publishId, reason)
          })
        ),
        Stream.runCollect
      )
    )
    const outcomes = (yield* events).flatMap((event) => event._tag === "Finished" ? [event.outcome] : [])
    assert.lengthOf(outcomes, 1)
    return outcomes[0]
  })

describe.each(settings)(`${scenario}, of posts that fail ($contract over $transport)`, (setting) => {
  it.effect.each(ErrorCatalog.failReasons)(
    "$failReason comes with its remedy",
    ({ failReason, remedy }) =>
      Effect.gen(function*() {
        assert.containSubset(yield* givenUp(setting, failReason), { _tag: "Failed", failReason, remedy })
      })
  )

  it.effect("an undocumented reason is kept", () =>
    Effect.gen(function*() {
      const outcome = yield* givenUp(setting, "moon_check_failed")
      assert(outcome?._tag === "Failed")
      assert.strictEqual(outcome.failReason, "moon_check_failed")
      assert.match(outcome.remedy, /^[A-Z].{20,}\.$/)
    }))

  it.effect("an undocumented status is followed to the end", () =>
    inFixture(makeFixture(setting, { mock: { lifecycle: { mode: "immediate" } } }), function*(fixture) {
      const body = `{"data":{"status":"WAITING_FOR_THE_MOON"},"error":{"code":"ok","message":"","log_id":"1"}}`
      fixture.mock.faults.add({
        match: { operation: "status" },
        effect: { kind: "status", status: 200, body },
        times: 3
      })
      const events = yield* Publisher.Publisher.use((publisher) =>
        Stream.runCollect(publisher.publishStream(fixture.creator, clip))
      )
      const reports = events.flatMap((event) => event._tag === "StatusReceived" ? [event.report] : [])
      assert.deepStrictEqual(reports.map(({ stage, status }) => [stage, status]), [
        ...Array.from({ length: 3 }, () => ["Unrecognized", "WAITING_FOR_THE_MOON"]),
        ["Published", terms[setting.contract].published]
      ])
    }))
})

// Only the message distinguishes two reasons from others of their code, so the mock must send the right words.
describe.each(transports)(`${scenario}, distinguished by its message (over %s)`, (transport) => {
  it.effect.each([["catalog", undefined], ["live", "invalid_params"], ["live", "invalid_param"]] as const)(
    "a chunk plan that no video has (%s, %s)",
    ([contract, code]) =>
      inFixture(
        makeFixture({ contract, transport }, {
          mock: code === undefined ? {} : { switches: { badParameterCode: code } }
        }),
        function*(fixture) {
          const bad = { size: 50_000_123, chunkSize: 1, chunkCount: 5 }
          const error = yield* failureOf(asking("video.init", fixture, bad))
          assertMeans(error, code ?? "invalid_request", {
            status: 400,
            reason: "ChunkPlanRejected",
            scope: "request",
            retry: "never"
          })
        }
      )
  )

  it.effect("an unaudited app (catalog)", () =>
    inFixture(
      makeFixture({ contract: "catalog", transport }, { mock: { scenario: "unaudited-app" } }),
      function*(fixture) {
        const error = yield* failureOf(asking("video.init", fixture))
        assertMeans(error, "forbidden", { status: 403, reason: "AppUnaudited", scope: "app", retry: "never" })
      }
    ))
})

const codesOf = (contract: ContractName) =>
  new Set(ErrorCatalog.entries.flatMap((entry) => entry.contract === contract ? [entry.code] : []))

describe(`${scenario}, counted`, () => {
  it("11 of the catalog, 29 of the live API, 14 fail reasons", () => {
    assert.lengthOf(Object.keys(meanings.catalog), 11)
    assert.lengthOf([...new Set(Object.values(Live.codes).flat())], 29)
    assert.lengthOf(Object.keys(failReasons), 14)
  })

  it("no table lacks a code or invents one", () => {
    const ofLive = [...Object.keys(meanings.live), ...Object.keys(meanings.oauth)]
    assert.sameMembers(Object.keys(meanings.catalog), Object.keys(Catalog.errorCodes))
    assert.sameMembers(ofLive, [...new Set(Object.values(Live.codes).flat())])
    assert.sameMembers(Object.keys(failReasons), [...Object.keys(Live.failReasons), "Unsupported video codec"])
    assert.sameMembers([...codesOf("catalog")], Object.keys(meanings.catalog))
    assert.sameMembers([...codesOf("live")], ofLive)
  })

  it.each(contractNames)("the library's own catalog agrees (%s)", (contract) => {
    const listed = ErrorCatalog.entries.filter((entry) =>
      entry.contract === contract && entry.reason !== "ChunkPlanRejected" &&
      !(entry.code === "forbidden" && entry.reason === "AppUnaudited")
    )
    for (const { code, reason, retry, scope, source } of listed) {
      const table = source.endsWith("section 2.5") ? meanings.oauth : meanings[contract]
      const { status: _, ...expected } = table[code] ?? assert.fail(`${code} is in no table`)
      assert.deepStrictEqual({ reason, scope, retry }, expected, code)
    }
    assert.isAtLeast(listed.length, Object.keys(meanings[contract]).length)
  })

  it("the library's own catalog agrees on the fail reasons", () => {
    for (const { failReason, retry, scope } of ErrorCatalog.failReasons) {
      assert.deepStrictEqual([scope, retry], failReasons[failReason], failReason)
    }
    assert.sameMembers(ErrorCatalog.failReasons.map(({ failReason }) => failReason), Object.keys(failReasons))
  })
})
