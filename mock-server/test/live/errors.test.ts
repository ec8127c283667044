import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { MockOptions } from "../../src/index.ts"
import { type Answer, inMemory, outcome, paths, singleChunk, type World } from "../support.ts"
import {
  as,
  begin,
  creatorsOf,
  draft,
  live,
  photoDraft,
  photos,
  pulledVideo,
  statusOf,
  withInfo,
  withSource
} from "./support.ts"

interface Provocation {
  readonly name: string
  readonly expected: string
  readonly options?: MockOptions
  readonly provoke: (world: World) => Effect.Effect<Answer>
}

/** The last answer of the same request, sent so many times. */
const times = (count: number, request: Effect.Effect<Answer>) =>
  Effect.map(Effect.all(Array.from({ length: count }, () => request)), (answers) => answers[count - 1] ?? unanswered)

const unanswered: Answer = { status: 0, headers: new Headers(), text: "", body: { data: null, error: { code: "" } } }

const endpoints: ReadonlyArray<readonly [path: string, body: object]> = [
  [paths.creatorInfo, {}],
  [paths.video, singleChunk(100)],
  [paths.inbox, draft],
  [paths.photos, photos()],
  [paths.status, { publish_id: "x" }],
  [paths.cancel, { publish_id: "x" }],
  [`${paths.videos}?fields=id`, {}],
  [`${paths.videoQuery}?fields=id`, { filters: { video_ids: ["1"] } }]
]

const inits = [[paths.video, singleChunk(100)], [paths.inbox, draft], [paths.photos, photos()]] as const

const unaudited: MockOptions = { scenario: "unaudited-app" }
const asJonas = (world: World) => as(world, { openId: creatorsOf(world).jonas })

const provocations: ReadonlyArray<Provocation> = [
  ...endpoints.flatMap(([path, body]): ReadonlyArray<Provocation> => [
    {
      name: `an unknown token at ${path}`,
      expected: "401 access_token_invalid",
      options: { defaultContract: "live" },
      provoke: (world) => world.post(path, body, { authorization: "Bearer stranger" })
    },
    {
      name: `a token without scopes at ${path}`,
      expected: "401 scope_not_authorized",
      provoke: (world) => world.post(path, body, as(world, { scopes: [] }))
    },
    {
      name: `a defect at ${path}`,
      expected: "500 internal_error",
      provoke: (world) => {
        world.mock.faults.add({ effect: { kind: "code", code: "internal_error" } })
        return world.post(path, body)
      }
    }
  ]),
  ...inits.flatMap(([path, body]): ReadonlyArray<Provocation> => [
    { name: `an empty body at ${path}`, expected: "400 invalid_params", provoke: (world) => world.post(path, "") },
    {
      name: `a seventh call in a minute at ${path}`,
      expected: "429 rate_limit_exceeded",
      options: { limits: { pendingDrafts: Infinity } },
      provoke: (world) => times(7, world.post(path, body))
    },
    {
      name: `a banned creator at ${path}`,
      expected: "403 spam_risk_user_banned_from_posting",
      options: { scenario: "banned" },
      provoke: (world) => world.post(path, body)
    }
  ]),
  ...([[paths.video, singleChunk(100)], [paths.photos, photos()]] as const).flatMap((
    [path, body]
  ): ReadonlyArray<Provocation> => [
    {
      name: `a creator at the day's cap at ${path}`,
      expected: "403 spam_risk_too_many_posts",
      options: { scenario: "daily-cap" },
      provoke: (world) => world.post(path, body)
    },
    {
      name: `one creator too many at ${path}`,
      expected: "403 reached_active_user_cap",
      options: { scenario: "active-user-cap" },
      provoke: (world) => world.post(path, body)
    },
    {
      name: `an unaudited app and a public account at ${path}`,
      expected: "403 unaudited_client_can_only_post_to_private_accounts",
      options: unaudited,
      provoke: (world) => world.post(path, body)
    }
  ]),
  {
    name: "an unaudited app, a private account and a post for followers",
    expected: "403 unaudited_client_can_only_post_to_private_accounts",
    options: unaudited,
    provoke: (world) => world.post(paths.video, withInfo({ privacy_level: "FOLLOWER_OF_CREATOR" }), asJonas(world))
  },
  {
    name: "an unaudited app, a private account and a private post",
    expected: "200 ok",
    options: unaudited,
    provoke: (world) => world.post(paths.video, singleChunk(100), asJonas(world))
  },
  {
    name: "a draft of an unaudited app for a public account",
    expected: "200 ok",
    options: unaudited,
    provoke: (world) => world.post(paths.inbox, draft)
  },
  ...[undefined, "PRIVATE", "FOLLOWER_OF_CREATOR"].flatMap((privacy_level): ReadonlyArray<Provocation> => [
    {
      name: `the privacy level ${privacy_level} for a video`,
      expected: "403 privacy_level_option_mismatch",
      provoke: (world) => world.post(paths.video, withInfo({ privacy_level }))
    },
    {
      name: `the privacy level ${privacy_level} for photos`,
      expected: "403 privacy_level_option_mismatch",
      provoke: (world) => world.post(paths.photos, photos({}, { privacy_level }))
    }
  ]),
  {
    name: "a video from elsewhere",
    expected: "403 url_ownership_unverified",
    provoke: (world) => world.post(paths.video, withSource({ ...pulledVideo, video_url: "https://a.example/v.mp4" }))
  },
  {
    name: "a video over http",
    expected: "403 url_ownership_unverified",
    provoke: (world) =>
      world.post(paths.video, withSource({ ...pulledVideo, video_url: "http://verified-domain.com/v.mp4" }))
  },
  {
    name: "a draft from elsewhere",
    expected: "403 url_ownership_unverified",
    provoke: (world) =>
      world.post(paths.inbox, { source_info: { ...pulledVideo, video_url: "https://a.example/v.mp4" } })
  },
  {
    name: "a photo from elsewhere",
    expected: "403 url_ownership_unverified",
    provoke: (world) =>
      world.post(
        paths.photos,
        photos({
          source_info: { source: "PULL_FROM_URL", photo_images: ["https://a.example/1.jpg"], photo_cover_index: 0 }
        })
      )
  },
  ...([[paths.inbox, draft], [paths.photos, photoDraft]] as const).map(([path, body]): Provocation => ({
    name: `a sixth draft in a day at ${path}`,
    expected: "403 spam_risk_too_many_pending_share",
    options: { scenario: "pending-drafts-full" },
    provoke: (world) => world.post(path, body)
  })),
  {
    name: "photos for the inbox of an old app",
    expected: "400 app_version_check_failed",
    provoke: (world) => {
      world.mock.control.updateCreator(creatorsOf(world).mara, { appVersion: "31.7.9" })
      return world.post(paths.photos, photoDraft)
    }
  },
  {
    name: "photos for the inbox of an app that is just new enough",
    expected: "200 ok",
    provoke: (world) => {
      world.mock.control.updateCreator(creatorsOf(world).mara, { appVersion: "31.8.0" })
      return world.post(paths.photos, photoDraft)
    }
  },
  ...([
    ["at the cap", "spam_risk_too_many_posts", { scenario: "daily-cap" }],
    ["who is banned", "spam_risk_user_banned_from_posting", { scenario: "banned" }],
    ["of an app that is full", "reached_active_user_cap", { scenario: "active-user-cap" }]
  ] as const).map(([who, code, options]): Provocation => ({
    name: `creator info of a creator ${who}`,
    expected: `200 ${code}`,
    options,
    provoke: (world) => world.post(paths.creatorInfo, "")
  })),
  {
    name: "a 21st creator info in a minute",
    expected: "429 rate_limit_exceeded",
    provoke: (world) => times(21, world.post(paths.creatorInfo, ""))
  },
  {
    name: "a 31st status call in a minute",
    expected: "429 rate_limit_exceeded",
    provoke: (world) => times(31, statusOf(world, "x"))
  },
  ...[paths.status, paths.cancel].flatMap((path): ReadonlyArray<Provocation> => [
    {
      name: `a publish_id that does not exist at ${path}`,
      expected: "400 invalid_publish_id",
      provoke: (world) => world.post(path, { publish_id: "stranger" })
    },
    {
      name: `a publish_id of another creator at ${path}`,
      expected: "400 token_not_authorized_for_specified_publish_id",
      provoke: (world) =>
        Effect.flatMap(
          begin(world, paths.video, singleChunk(100)),
          (publish_id) => world.post(path, { publish_id }, asJonas(world))
        )
    },
    { name: `no publish_id at ${path}`, expected: "400 invalid_params", provoke: (world) => world.post(path, {}) }
  ]),
  {
    name: "the cancellation of an upload",
    expected: "400 publish_not_cancellable",
    provoke: (world) =>
      Effect.flatMap(
        begin(world, paths.video, singleChunk(100)),
        (publish_id) => world.post(paths.cancel, { publish_id })
      )
  },
  {
    name: "a profile field outside the token's scopes",
    expected: "400 scope_permission_missed",
    provoke: (world) => world.get(`${paths.profile}?fields=likes_count`, as(world, { scopes: ["user.info.basic"] }))
  },
  {
    name: "a profile without any scope for it",
    expected: "401 scope_not_authorized",
    provoke: (world) => world.get(`${paths.profile}?fields=open_id`, as(world, { scopes: ["video.list"] }))
  },
  { name: "a profile without fields", expected: "400 invalid_params", provoke: (world) => world.get(paths.profile) },
  {
    name: "a list of videos without fields",
    expected: "400 invalid_params",
    provoke: (world) => world.post(paths.videos, {})
  },
  {
    name: "a file that TikTok cannot take",
    expected: "400 invalid_file_upload",
    provoke: (world) => {
      world.mock.faults.add({ effect: { kind: "code", code: "invalid_file_upload" } })
      return world.post(paths.video, singleChunk(100))
    }
  }
]

describe("live errors", () => {
  for (const { expected, name, options, provoke } of provocations) {
    it.effect(`answers ${name} with ${expected}`, () =>
      Effect.gen(function*() {
        const world = yield* live(options)
        const answer = yield* provoke(world)
        assert.strictEqual(outcome(answer), expected, answer.headers.get("x-mock-hint") ?? "")
        assert.hasAllKeys(answer.body.error, ["code", "message", "log_id"])
        assert.strictEqual(answer.headers.get("x-tt-logid"), answer.body.error.log_id)
        assert.isNull(answer.headers.get("retry-after"))
      }))
  }

  it("covers every code of the reference", () => {
    const provoked = new Set(provocations.map(({ expected }) => expected))
    for (
      const documented of [
        "400 invalid_params",
        "401 access_token_invalid",
        "401 scope_not_authorized",
        "403 spam_risk_too_many_posts",
        "200 spam_risk_too_many_posts",
        "403 spam_risk_user_banned_from_posting",
        "200 spam_risk_user_banned_from_posting",
        "403 reached_active_user_cap",
        "200 reached_active_user_cap",
        "403 unaudited_client_can_only_post_to_private_accounts",
        "403 url_ownership_unverified",
        "403 privacy_level_option_mismatch",
        "403 spam_risk_too_many_pending_share",
        "400 app_version_check_failed",
        "400 invalid_publish_id",
        "400 token_not_authorized_for_specified_publish_id",
        "400 publish_not_cancellable",
        "400 scope_permission_missed",
        "400 invalid_file_upload",
        "429 rate_limit_exceeded",
        "500 internal_error"
      ]
    ) {
      assert.isTrue(provoked.has(documented), documented)
    }
  })

  it.effect("uses TikTok's words for a bad plan, and the guidelines' address for most refusals", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const message = (video_size: number, chunk_size: number, total_chunk_count: number) =>
        Effect.map(
          world.post(paths.video, withSource({ source: "FILE_UPLOAD", video_size, chunk_size, total_chunk_count })),
          ({ body }) => body.error.message
        )
      assert.strictEqual(yield* message(77_000_000, 64_000_000, 1), "The chunk size is invalid")
      assert.strictEqual(yield* message(77_000_000, 4_000_000, 19), "The chunk size is invalid")
      assert.strictEqual(yield* message(50_000_123, 10_000_000, 6), "The total chunk count is invalid")
      const refused = yield* world.post(paths.video, withInfo({ privacy_level: "PRIVATE" }))
      assert.match(refused.body.error.message ?? "", /content-sharing-guidelines/)
    }))

  it.effect("answers faults on creator info as the page does: caps and bans with 200", () =>
    Effect.gen(function*() {
      const world = yield* live()
      world.mock.faults.add({ effect: { kind: "code", code: "reached_active_user_cap" } })
      assert.strictEqual(outcome(yield* world.post(paths.creatorInfo, "")), "200 reached_active_user_cap")
      assert.strictEqual(outcome(yield* world.post(paths.video, {})), "403 reached_active_user_cap")
      assert.strictEqual(outcome(yield* world.post(paths.status, {})), "403 reached_active_user_cap")
    }))

  it.effect("knows no cap that is the live contract's alone in the catalog", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ scenario: "active-user-cap", limits: { initsPerMinute: Infinity } })
      assert.strictEqual(outcome(yield* world.post(paths.video, singleChunk(100))), "200 ok")
      for (let index = 0; index < 8; index++) {
        assert.strictEqual(outcome(yield* world.post(paths.inbox, singleChunk(100))), "200 ok")
      }
    }))
})
