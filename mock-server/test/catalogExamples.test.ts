import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Answer, type Body, inMemory, mp4, paths, transports, type World } from "./support.ts"

const token = "v.c0e1234567890abcdef"
const authorization = `Bearer ${token}`
const log_id = "1234567890"

const filePlan = {
  source: "FILE_UPLOAD",
  video_size: 52_428_800,
  chunk_size: 5_242_880,
  total_chunk_count: 10
}

const tokenRequest = {
  client_key: "YOUR_CLIENT_KEY",
  client_secret: "YOUR_CLIENT_SECRET",
  redirect_uri: "https://yourdomain.com/callback"
}

const tokens = {
  access_token: token,
  refresh_token: token,
  expires_in: 86_400,
  scope: "user.info.basic,video.publish",
  open_id: "1234567890123456789",
  token_type: "Bearer"
}

const accepted = {
  publish_id: "p_pub_url~v2.1234567890",
  upload_url: "https://upload.tiktokapis.com/upload/v1/video/?upload_id=abc123",
  upload_url_expires_in: 3_600
}

const posted = {
  status: "POSTED",
  publiclyAvailablePostId: "7284629384759284729",
  create_time: 1_702_656_000,
  posted_time: 1_702_656_120,
  posted_url: "https://www.tiktok.com/@username/video/7284629384759284729"
}

const user = {
  open_id: "1234567890123456789",
  display_name: "TikTok User",
  avatar_large_url: "https://p16-sign.tiktokcdn.com/...",
  avatar_medium_url: "https://p16-sign.tiktokcdn.com/...",
  avatar_small_url: "https://p16-sign.tiktokcdn.com/...",
  avatar_size: 100,
  is_verified: true,
  bio_description: "My bio text",
  bio_link: "https://example.com",
  profile_deep_link: "https://www.tiktok.com/@username",
  follower_count: 50_000,
  following_count: 100,
  video_count: 150,
  like_count: 2_000_000
}

const allFields =
  "avatar_size,avatar_large_url,avatar_medium_url,avatar_small_url,display_name,open_id,bio_description,"
  + "bio_link,profile_deep_link,is_verified,follower_count,following_count,video_count,like_count"

const listedFields = "avatar_size,avatar_large_url,display_name,open_id,bio_description,is_verified,follower_count,"
  + "following_count,video_count,like_count"

const listed = Object.fromEntries(Object.entries(user).filter(([field]) => listedFields.split(",").includes(field)))

/** Every sample request of the reference and the data of its documented answer. */
const samples: ReadonlyArray<
  readonly [name: string, ask: (world: World) => Effect.Effect<Answer>, data: Body["data"]]
> = [
  ["token exchange", (world) =>
    world.post(paths.token, {
      ...tokenRequest,
      code: "authorization_code_from_callback",
      grant_type: "authorization_code"
    }), tokens],
  [
    "token exchange of the Python program",
    (world) =>
      world.post(paths.token, { ...tokenRequest, code: "auth_code_from_callback", grant_type: "authorization_code" }),
    tokens
  ],
  ["token refresh", (world) =>
    world.post(paths.token, {
      client_key: "YOUR_CLIENT_KEY",
      client_secret: "YOUR_CLIENT_SECRET",
      grant_type: "refresh_token",
      refresh_token: "existing_refresh_token"
    }), tokens],
  ["video init by upload", (world) =>
    world.post(paths.video, {
      post_info: {
        title: "My Video Caption",
        privacy_level: "PRIVATE",
        disable_comment: false,
        disable_duet: false,
        disable_stitch: false,
        video_cover_timestamp_ms: 1_000,
        brand_content_toggle: false,
        brand_organic_toggle: false,
        is_aigc: false
      },
      source_info: filePlan
    }), accepted],
  ["video init by pull", (world) =>
    world.post(paths.video, {
      post_info: { title: "My Video Caption", privacy_level: "PRIVATE" },
      source_info: { source: "PULL_FROM_URL", video_url: "https://verified-domain.com/video.mp4" }
    }), accepted],
  [
    "video init of the Python program",
    (world) =>
      world.post(paths.video, { post_info: { title: "My Video", privacy_level: "PRIVATE" }, source_info: filePlan }),
    accepted
  ],
  ["photo init", (world) =>
    world.post(paths.photos, {
      media_type: "PHOTO",
      post_mode: "DIRECT_POST",
      post_info: {
        title: "Photo Caption (Max 90 chars)",
        description: "Longer description (Max 4000 chars)",
        privacy_level: "PUBLIC_TO_EVERYONE",
        disable_comment: false
      },
      source_info: {
        source: "PULL_FROM_URL",
        photo_images: [
          "https://verified-domain.com/photo1.jpg",
          "https://verified-domain.com/photo2.jpg",
          "https://verified-domain.com/photo3.jpg"
        ],
        photo_cover_index: 0
      }
    }), { publish_id: "p_pub_url~v2.1234567890" }],
  ["inbox init", (world) =>
    world.post(paths.inbox, {
      upload_source: "FILE_UPLOAD",
      post_info: { title: "", privacy_level: "PRIVATE" },
      source_info: filePlan
    }), {
    publish_id: "p_inbox~v2.1234567890",
    upload_url: "https://upload.tiktokapis.com/upload/v1/video/?upload_id=abc123&part_number=1"
  }],
  ["status", (world) => world.post(paths.status, { publish_id: "p_pub_url~v2.1234567890" }), posted],
  ["creator info", (world) => world.get(`${paths.creator}?fields=${allFields}`), { user }],
  ["creator info by the listed parameters", (world) => world.get(`${paths.creator}?fields=${listedFields}`), {
    user: listed
  }]
]

/** The ten ranges of the reference's example. */
const ranges = Array.from({ length: 10 }, (_, index) => [index * 5_242_880, (index + 1) * 5_242_880 - 1] as const)

const scenario = "catalog-examples"

/** The sample's token is sent, not one that the test has drawn. */
const asDocumented = (world: World): World => ({
  ...world,
  get: (path) => world.get(path, { authorization }),
  post: (path, body) => world.post(path, body, { authorization })
})

describe("catalog-examples", () => {
  for (const [name, ask, data] of samples) {
    it.effect(`answers the sample of the ${name} as documented`, () =>
      Effect.gen(function*() {
        const world = asDocumented(yield* inMemory({ scenario }))
        const { body, status } = yield* ask(world)
        assert.strictEqual(status, 200)
        assert.deepStrictEqual(body, { data, error: { code: "ok", log_id } })
      }))
  }

  it.effect("answers all of them the same in reverse order, and again", () =>
    Effect.gen(function*() {
      const world = asDocumented(yield* inMemory({ scenario }))
      for (const [name, ask, data] of [...samples.toReversed(), ...samples, ...samples.toReversed()]) {
        const { body } = yield* ask(world)
        assert.deepStrictEqual(body, { data, error: { code: "ok", log_id } }, name)
      }
    }))

  it.effect("takes the sample's chunks in any order, before any init, and again", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ scenario })
      const chunk = mp4(5_242_880)
      for (const [index, [first, last]] of [...ranges.toReversed(), ...ranges].entries()) {
        const answer = yield* world.put(
          `https://upload.tiktokapis.com/upload/v1/video/?upload_id=abc123&part_number=${index + 1}`,
          chunk,
          {
            "content-type": "video/mp4",
            "content-length": "5242880",
            "content-range": `bytes ${first}-${last}/52428800`
          }
        )
        assert.deepStrictEqual([answer.status, answer.text], [200, ""])
      }
    }))

  it.effect("takes the sample's authorize address", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ scenario })
      const callback = yield* Effect.promise(() =>
        world.mock.control.consent(
          "https://www.tiktok.com/v2/auth/authorize/?client_key=abc123&scope=user.info.basic,video.publish"
            + "&response_type=code&redirect_uri=https%3A%2F%2Fyourdomain.com%2Fcallback&state=xyz789&disable_auto_auth=0"
        )
      )
      assert.strictEqual(
        callback,
        "https://yourdomain.com/callback?code=authorization_code_from_callback"
          + "&scopes=user.info.basic%2Cvideo.publish&state=xyz789"
      )
    }))
})

for (const [transport, connect] of transports) {
  it.effect(`runs what the reference's four Python programs do, ${transport}`, () =>
    Effect.gen(function*() {
      const world = asDocumented(yield* connect({ scenario }))
      const one = yield* world.post(paths.token, {
        ...tokenRequest,
        code: "auth_code_from_callback",
        grant_type: "authorization_code"
      })
      assert.strictEqual(one.body.data?.["access_token"], token)
      const two = yield* world.post(paths.video, {
        post_info: { title: "My Video", privacy_level: "PRIVATE" },
        source_info: filePlan
      })
      const uploadUrl = new URL(String(two.body.data?.["upload_url"]))
      assert.strictEqual(uploadUrl.search, "?upload_id=abc123")
      const three = yield* world.put(uploadUrl.href, mp4(1_234_567), {
        "content-type": "video/mp4",
        "content-range": "bytes 0-1234566/52428800"
      })
      assert.strictEqual(three.status, 200)
      const four = yield* world.post(paths.status, { publish_id: two.body.data?.["publish_id"] })
      assert.deepStrictEqual(four.body.data, posted)
    }))
}
