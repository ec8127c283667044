import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Stream } from "effect"
import { ErrorCatalog, Media, Post, Publisher, TikTokApi, type TikTokError } from "effect-tiktok"
import type { FaultEffect, Operation } from "tiktok-mock-server"
import * as Catalog from "../fixtures/catalog/index.ts"
import * as Live from "../fixtures/live/index.ts"
import { failReasons, liveMeaning, type Meaning, meanings } from "../fixtures/meanings.ts"
import { failureOf } from "../support/failureOf.ts"
import { video } from "../support/media.ts"
import {
  type ContractName,
  contractNames,
  makeWorld,
  run,
  type Setting,
  settings,
  transports,
  words,
  type World
} from "../support/world.ts"

const scenario = "Scenario 09: every documented code and reason"

const bytes = Media.bytes(video(1000))
const clip = Post.video({ media: bytes, privacyLevel: "PUBLIC_TO_EVERYONE" })
const photos = Post.photos({ images: ["https://verified-domain.com/1.jpg"], privacyLevel: "SELF_ONLY" })
const publishId = Post.PublishId.make("any")
const plan = { size: 1000, chunkSize: 1000, chunkCount: 1 }

/** One call of an operation, without what the services would do about its failure. */
const asking = (operation: Operation, { mock }: World, source = plan) =>
  Effect.gen(function*() {
    const { app, call, contract } = yield* TikTokApi.TikTokApi
    const token = Redacted.make(mock.control.issueToken({ contract: contract.name }).accessToken)
    switch (operation) {
      case "token.refresh":
        return yield* Effect.asVoid(call(contract.refresh, { app, refreshToken: Redacted.make("any") }))
      case "video.init":
        return yield* Effect.asVoid(
          call(contract.videoInit, { post: clip, source: { _tag: "Upload", plan: source } }, token)
        )
      case "inbox.init":
        return yield* Effect.asVoid(call(contract.draftInit, { source: { _tag: "Upload", plan: source } }, token))
      case "photo.init":
        return yield* Effect.asVoid(call(contract.photosInit, photos, token))
      case "status":
        return yield* Effect.asVoid(call(contract.status, { publishId }, token))
      case "cancel":
        assert(contract.cancel !== undefined)
        return yield* Effect.asVoid(call(contract.cancel, publishId, token))
      case "creator.info":
        return contract.creatorInfo === undefined
          ? yield* Effect.asVoid(call(contract.profile, ["creator"], token))
          : yield* Effect.asVoid(call(contract.creatorInfo, undefined, token))
      default:
        return yield* Effect.asVoid(call(contract.profile, ["creator"], token))
    }
  })

/** The error that an operation ends in when the mock answers it so. */
const refused = (setting: Setting, operation: Operation, effect: FaultEffect) =>
  Effect.gen(function*() {
    const world = yield* makeWorld(setting)
    world.mock.faults.add({ match: { operation }, effect })
    const error: TikTokError.TikTokError = yield* run(world, failureOf(asking(operation, world)))
    return { error, world }
  })

const assertMeans = (error: TikTokError.TikTokError, code: string, { reason, retry, scope, status }: Meaning): void => {
  assert.strictEqual(error.reason._tag, reason, error.message)
  assert.strictEqual(error.code, code)
  assert.strictEqual("status" in error.reason ? error.reason.status : undefined, status)
  assert.strictEqual(error.scope, scope)
  assert.strictEqual(error.retryable, retry !== "never")
  assert.match(error.remedy, /^[A-Z].{20,}\.$/)
}

/** Which operation a section of tiktok-live is about; those that are general stand for a profile. */
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
    "$code, answered to $operation, has its reason, scope and class",
    ({ code, meaning, operation }) =>
      Effect.gen(function*() {
        assert(meaning !== undefined, `${code} is in no table`)
        const { error, world } = yield* refused(setting, operation, { kind: "code", code })
        assertMeans(error, code, meaning)
        assert.strictEqual(error.logId, world.mock.journal.find({ code }).at(-1)?.logId)
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
    "a code that nobody has documented survives with HTTP %d",
    ([status, reason, scope, retry]) =>
      Effect.gen(function*() {
        const code = "a_code_of_tomorrow"
        const body = JSON.stringify({ data: {}, error: { code, message: "Moon in the wrong phase", log_id: "log-1" } })
        const effect = { kind: "status", status, body } as const
        for (const operation of ["video.init", "status", "user.info"] as const) {
          const asked = operation === "user.info" ? words[setting.contract].profile : operation
          const { error } = yield* refused(setting, asked, effect)
          assertMeans(error, code, { status, reason, scope, retry })
          assert.include(error.message, "Moon in the wrong phase")
          assert.strictEqual(error.logId, "log-1")
        }
      })
  )
})

/** Has the mock give up a post for this reason, and gives the outcomes that the library says. */
const givenUp = (setting: Setting, reason: string) =>
  Effect.gen(function*() {
    const world = yield* makeWorld(setting, { mock: { lifecycle: { mode: "manual" } } })
    const { control } = world.mock
    const events = Publisher.Publisher.use((publisher) =>
      publisher.publishStream(world.creator, clip).pipe(
        Stream.tap((event) =>
          Effect.sync(() => {
            if (event._tag !== "StatusReceived") return
            for (const post of control.posts()) control.failPost(post.publishId, reason)
          })
        ),
        Stream.runCollect
      )
    )
    const outcomes = (yield* run(world, events)).flatMap((event) => event._tag === "Finished" ? [event.outcome] : [])
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

  it.effect("a reason that nobody has documented survives", () =>
    Effect.gen(function*() {
      const outcome = yield* givenUp(setting, "moon_check_failed")
      assert(outcome?._tag === "Failed")
      assert.strictEqual(outcome.failReason, "moon_check_failed")
      assert.match(outcome.remedy, /^[A-Z].{20,}\.$/)
    }))

  it.effect("a status that nobody has documented is followed to the end", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(setting, { mock: { lifecycle: { mode: "immediate" } } })
      const body = `{"data":{"status":"WAITING_FOR_THE_MOON"},"error":{"code":"ok","message":"","log_id":"1"}}`
      world.mock.faults.add({
        match: { operation: "status" },
        effect: { kind: "status", status: 200, body },
        times: 3
      })
      const events = yield* run(
        world,
        Publisher.Publisher.use((publisher) => Stream.runCollect(publisher.publishStream(world.creator, clip)))
      )
      const reports = events.flatMap((event) => event._tag === "StatusReceived" ? [event.report] : [])
      assert.deepStrictEqual(reports.map(({ stage, status }) => [stage, status]), [
        ...Array.from({ length: 3 }, () => ["Unrecognized", "WAITING_FOR_THE_MOON"]),
        ["Published", words[setting.contract].published]
      ])
    }))
})

// Two reasons are told from others of their code by the message alone, so the mock has to find the words itself.
describe.each(transports)(`${scenario}, told by its message (over %s)`, (transport) => {
  it.effect.each([["catalog", undefined], ["live", "invalid_params"], ["live", "invalid_param"]] as const)(
    "a plan of chunks that no video has (%s, %s)",
    ([contract, code]) =>
      Effect.gen(function*() {
        const world = yield* makeWorld({ contract, transport }, {
          mock: code === undefined ? {} : { switches: { badParameterCode: code } }
        })
        const bad = { size: 50_000_123, chunkSize: 1, chunkCount: 5 }
        const error = yield* run(world, failureOf(asking("video.init", world, bad)))
        assertMeans(error, code ?? "invalid_request", {
          status: 400,
          reason: "ChunkPlanRejected",
          scope: "request",
          retry: "never"
        })
      })
  )

  it.effect("an app that is not audited (catalog)", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld({ contract: "catalog", transport }, { mock: { scenario: "unaudited-app" } })
      const error = yield* run(world, failureOf(asking("video.init", world)))
      assertMeans(error, "forbidden", { status: 403, reason: "AppUnaudited", scope: "app", retry: "never" })
    }))
})

const codesOf = (contract: ContractName) =>
  new Set(ErrorCatalog.entries.flatMap((entry) => entry.contract === contract ? [entry.code] : []))

describe(`${scenario}, counted`, () => {
  it("11 of the catalog, 29 of the live API, 14 fail reasons", () => {
    assert.lengthOf(Object.keys(meanings.catalog), 11)
    assert.lengthOf([...new Set(Object.values(Live.codes).flat())], 29)
    assert.lengthOf(Object.keys(failReasons), 14)
  })

  it("no table leaves out or makes up a code", () => {
    const ofLive = [...Object.keys(meanings.live), ...Object.keys(meanings.oauth)]
    assert.sameMembers(Object.keys(meanings.catalog), Object.keys(Catalog.errorCodes))
    assert.sameMembers(ofLive, [...new Set(Object.values(Live.codes).flat())])
    assert.sameMembers(Object.keys(failReasons), [...Object.keys(Live.failReasons), "Unsupported video codec"])
    assert.sameMembers([...codesOf("catalog")], Object.keys(meanings.catalog))
    assert.sameMembers([...codesOf("live")], ofLive)
  })

  it.each(contractNames)("the library's own catalogue says the same (%s)", (contract) => {
    const told = ErrorCatalog.entries.filter((entry) =>
      entry.contract === contract && entry.reason !== "ChunkPlanRejected" &&
      !(entry.code === "forbidden" && entry.reason === "AppUnaudited")
    )
    for (const { code, reason, retry, scope, source } of told) {
      const table = source.endsWith("section 2.5") ? meanings.oauth : meanings[contract]
      const { status: _, ...expected } = table[code] ?? assert.fail(`${code} is in no table`)
      assert.deepStrictEqual({ reason, scope, retry }, expected, code)
    }
    assert.isAtLeast(told.length, Object.keys(meanings[contract]).length)
  })

  it("and so it does of the reasons that posts fail for", () => {
    for (const { failReason, retry, scope } of ErrorCatalog.failReasons) {
      assert.deepStrictEqual([scope, retry], failReasons[failReason], failReason)
    }
    assert.sameMembers(ErrorCatalog.failReasons.map(({ failReason }) => failReason), Object.keys(failReasons))
  })
})
