/** Every row of the error catalogue is provoked on the mock, and comes out of the client as the row says. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Stream } from "effect"
import {
  Creator,
  ErrorCatalog,
  Media,
  Post,
  Publisher,
  RetryPolicy,
  type TikTok,
  TikTokApi,
  type TikTokError,
  type TokenStore
} from "effect-tiktok"
import * as Catalog from "../fixtures/catalog/index.ts"
import * as Live from "../fixtures/live/index.ts"
import { failureOf } from "../support/failureOf.ts"
import { video } from "../support/media.ts"
import { makeWorld, run, type World } from "../support/world.ts"

interface Situation {
  readonly mock?: NonNullable<Parameters<typeof makeWorld>[1]>["mock"]
  readonly ask: (
    world: World
  ) => Effect.Effect<unknown, TikTokError.TikTokError, TikTok.Services | TokenStore.TokenStore>
}

type Operation = NonNullable<NonNullable<Parameters<World["mock"]["faults"]["add"]>[0]["match"]>["operation"]>

const bytes = Media.bytes(video(1000))
const images = ["https://verified-domain.com/1.jpg"]

const publish = (post: Post.Post): Situation["ask"] => ({ creator }) =>
  Publisher.Publisher.use((publisher) => publisher.publish(creator, post))

const publishVideo = publish(Post.video({ media: bytes, privacyLevel: "SELF_ONLY" }))

/** One call without the library's renewal of tokens, after which a refused token is another error. */
const getStatus: Situation["ask"] = ({ mock }) =>
  TikTokApi.TikTokApi.use(({ call, contract }) =>
    call(
      contract.status,
      { publishId: Post.PublishId.make("any") },
      Redacted.make(mock.control.issueToken({ contract: contract.name }).accessToken)
    )
  )

/** Announces a plan that no video has; the library itself would not make it. */
const planBadly: Situation["ask"] = ({ mock }) =>
  TikTokApi.TikTokApi.use(({ call, contract }) =>
    call(
      contract.videoInit,
      {
        post: Post.video({ media: bytes, privacyLevel: "SELF_ONLY" }),
        source: { _tag: "Upload", plan: { size: 50_000_123, chunkSize: 1, chunkCount: 5 } }
      },
      Redacted.make(mock.control.issueToken({ contract: contract.name }).accessToken)
    )
  )

/** A call of the client for each operation of the mock that codes are documented for. */
const asks = {
  "token.refresh": () =>
    TikTokApi.TikTokApi.use(({ app, call, contract }) =>
      call(contract.refresh, { app, refreshToken: Redacted.make("any") })
    ),
  "creator": ({ creator }) => Creator.Creator.use((creators) => creators.info(creator)),
  "user.info": ({ creator }) => Creator.Creator.use((creators) => creators.profile(creator)),
  "video.init": publishVideo,
  "inbox.init": publish(Post.videoDraft({ media: bytes })),
  "photo.init": publish(Post.photos({ images, privacyLevel: "SELF_ONLY" })),
  "status": getStatus,
  "cancel": ({ creator }) =>
    Publisher.Publisher.use((publisher) => publisher.cancel(creator, Post.PublishId.make("any")))
} satisfies { readonly [O in Operation]?: Situation["ask"] }

/** Where a code belongs; every other code is one of the status call, too, or of no call in particular. */
const places: Readonly<Record<string, keyof typeof asks>> = {
  spam_risk_too_many_posts: "video.init",
  spam_risk_user_banned_from_posting: "video.init",
  spam_risk_too_many_pending_share: "inbox.init",
  reached_active_user_cap: "video.init",
  unaudited_client_can_only_post_to_private_accounts: "video.init",
  url_ownership_unverified: "photo.init",
  privacy_level_option_mismatch: "video.init",
  app_version_check_failed: "photo.init",
  invalid_params: "video.init",
  invalid_param: "video.init",
  forbidden: "video.init",
  scope_permission_missed: "user.info",
  publish_not_cancellable: "cancel",
  invalid_grant: "token.refresh",
  invalid_client: "token.refresh",
  access_denied: "token.refresh"
}

const isOAuth = ({ source }: ErrorCatalog.Entry) => source.endsWith("section 2.5")

const refusing = (operation: keyof typeof asks, code: string): Situation => ({
  ask: (world) => {
    world.mock.faults.add({ match: { operation }, effect: { kind: "code", code } })
    return asks[operation](world)
  }
})

const situationOf = (entry: ErrorCatalog.Entry): Situation => {
  const { code, contract, reason } = entry
  // Two rows are told from others of their code by the message alone, so the mock has to find the words itself.
  if (reason === "ChunkPlanRejected") {
    return { ask: planBadly, mock: code === "invalid_param" ? { switches: { badParameterCode: code } } : {} }
  }
  if (contract === "catalog" && reason === "AppUnaudited") {
    return { ask: publishVideo, mock: { scenario: "unaudited-app" } }
  }
  const operation = isOAuth(entry) ? "token.refresh" : places[code] ?? "status"
  return { ...refusing(operation, code), mock: { switches: { oauthErrorStatus: 400 } } }
}

const { none } = RetryPolicy

const once = Effect.provideService(RetryPolicy.RetryPolicy, { reads: none, inits: none, chunks: none })

/** Has the mock refuse, and gives what the client makes of it. */
const refusal = Effect.fnUntraced(function*(contract: ErrorCatalog.Entry["contract"], { ask, mock }: Situation) {
  const world = yield* makeWorld({ contract, transport: "memory" }, { mock })
  const error = yield* run(world, once(failureOf(ask(world))))
  return { error, journal: world.mock.journal }
})

describe("the mock refuses and the client reads", () => {
  it.effect.each(ErrorCatalog.entries)("$code of the $contract contract as $reason", (entry) =>
    Effect.gen(function*() {
      const { error, journal } = yield* refusal(entry.contract, situationOf(entry))
      assert.strictEqual(error.reason._tag, entry.reason, error.message)
      assert.strictEqual(error.code, entry.code)
      assert.strictEqual(error.scope, entry.scope)
      assert.strictEqual(error.remedy, entry.remedy)
      assert.strictEqual(error.retryable, entry.retry === "passing")
      // OAuth errors come with one status, whatever their code: it is undocumented, and a switch of the mock.
      assert.strictEqual(
        "status" in error.reason ? error.reason.status : undefined,
        isOAuth(entry) ? 400 : entry.status
      )
      const [logged] = journal.find({ code: entry.code }).slice(-1)
      assert.isDefined(logged?.logId)
      assert.strictEqual(error.logId, logged?.logId)
    }))

  it.effect.each(
    ["spam_risk_too_many_posts", "spam_risk_user_banned_from_posting", "reached_active_user_cap"].map((code) => ({
      code
    }))
  )("$code of creator info, although it comes with HTTP 200", ({ code }) =>
    Effect.gen(function*() {
      const { error } = yield* refusal("live", refusing("creator", code))
      const entry = ErrorCatalog.entries.find((entry) => entry.contract === "live" && entry.code === code)
      assert.strictEqual(error.reason._tag, entry?.reason)
      assert.strictEqual("status" in error.reason ? error.reason.status : undefined, 200)
    }))
})

describe("the mock gives a post up and the client reads", () => {
  const post = Post.video({ media: bytes, privacyLevel: "PUBLIC_TO_EVERYONE" })

  it.effect.each(ErrorCatalog.failReasons)(
    "$failReason, with its remedy",
    ({ failReason, remedy }) =>
      Effect.gen(function*() {
        const world = yield* makeWorld({ contract: "live", transport: "memory" }, {
          mock: { lifecycle: { mode: "manual" } }
        })
        const events = Publisher.Publisher.use((publisher) =>
          publisher.events(world.creator, post).pipe(
            Stream.tap((event) =>
              Effect.sync(() => {
                if (event._tag !== "StatusReceived") return
                for (const { publishId } of world.mock.control.posts()) {
                  world.mock.control.failPost(publishId, failReason)
                }
              })
            ),
            Stream.runCollect
          )
        )
        const outcomes = (yield* run(world, events)).flatMap((event) =>
          event._tag === "Finished" ? [event.outcome] : []
        )
        const [publishId] = world.mock.control.posts().map(({ publishId }) => Post.PublishId.make(publishId))
        assert.isDefined(publishId)
        assert.deepStrictEqual<unknown>(outcomes, [{ _tag: "Failed", publishId, failReason, remedy }])
      })
  )
})

const walked = (contract: string) =>
  new Set(ErrorCatalog.entries.flatMap((entry) => entry.contract === contract ? [entry.code] : []))

describe("the walk", () => {
  it("leaves out no code and no reason that is documented", () => {
    assert.sameMembers([...walked("catalog")], Object.keys(Catalog.errorCodes))
    assert.sameMembers([...walked("live")], [...new Set(Object.values(Live.codes).flat())])
    assert.sameMembers(ErrorCatalog.failReasons.map(({ failReason }) => failReason), [
      ...Object.keys(Live.failReasons),
      // Section 7 of the catalog, the sample of a failure.
      "Unsupported video codec"
    ])
  })
})
