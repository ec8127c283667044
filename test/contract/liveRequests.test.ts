/** The client sends each request that TikTok's published API describes under `Contract.live`. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Stream } from "effect"
import { Contract, Creator, Media, Post, type TikTok, type TikTokError, Uploader } from "effect-tiktok"
import { Digest } from "effect/crypto"
import * as Live from "../fixtures/live/index.ts"
import { call, callAsApp } from "../support/liveCall.ts"
import { type SentRequest, withStub } from "../support/stubTikTok.ts"

const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

const pull = { _tag: "Pull", url: "https://verified-domain.com/video.mp4" } as const

const upload = (plan: Uploader.Plan) => ({ _tag: "Upload", plan }) as const

const example = { size: 50_000_123, chunkSize: 10_000_000, chunkCount: 5 }

const putExample = Uploader.Uploader.use((uploader) =>
  Stream.runDrain(uploader.upload({
    media: Media.bytes(new Uint8Array(example.size)),
    plan: example,
    uploadUrl: Redacted.make(uploadUrl)
  }))
)

const uploadUrl =
  "https://open-upload.tiktokapis.com/video/?upload_id=7412345678901234567&upload_token=2b6e2c5e-0000-4000-8000-000000000000"

/** The call for each sample. */
const asks: Readonly<Record<string, Effect.Effect<unknown, TikTokError.TikTokError, TikTok.Services>>> = {
  "token: authorization code": callAsApp(({ oauth }) => oauth.exchange, (app) => ({
    app,
    code: Redacted.make("code*with!signs"),
    redirectUri: "https://yourdomain.com/callback",
    codeVerifier: Redacted.make(verifier)
  })),
  "token: refresh": callAsApp(({ oauth }) => oauth.refresh, (app) => ({ app, refreshToken: Redacted.make("rft.1") })),
  "revoke: access token": callAsApp(
    ({ oauth }) => oauth.revoke,
    (app) => ({ app, accessToken: Redacted.make("act.1") })
  ),
  "creator-info: without a body": call(({ creator }) => creator?.info, undefined),
  "video-init: FILE_UPLOAD with every field": call(({ posts }) => posts.video, {
    post: Post.video({
      media: Media.url(pull.url),
      privacyLevel: "MUTUAL_FOLLOW_FRIENDS",
      title: "Look #at this @friend",
      disableComment: true,
      disableDuet: true,
      disableStitch: true,
      coverTimestamp: "1 second",
      brandContent: true,
      brandOrganic: true,
      isAigc: true
    }),
    source: upload(example)
  }),
  "video-init: PULL_FROM_URL with the fewest fields": call(({ posts }) => posts.video, {
    post: Post.video({ media: Media.url(pull.url), privacyLevel: "SELF_ONLY" }),
    source: pull
  }),
  "upload: first chunk of the page's example": putExample,
  "upload: last chunk of the page's example": putExample,
  "inbox-init: FILE_UPLOAD": call(({ posts }) => posts.videoDraft, {
    source: upload({ size: 4_194_304, chunkSize: 4_194_304, chunkCount: 1 })
  }),
  "inbox-init: PULL_FROM_URL": call(({ posts }) => posts.videoDraft, { source: pull }),
  "photo-init: DIRECT_POST with every field": call(
    ({ posts }) => posts.photos,
    Post.photos({
      images: ["https://verified-domain.com/1.jpg", new URL("https://verified-domain.com/2.webp")],
      coverIndex: 1,
      privacyLevel: "PUBLIC_TO_EVERYONE",
      title: "A title",
      description: "A description",
      disableComment: true,
      autoAddMusic: true,
      brandContent: true,
      brandOrganic: true,
      isAigc: true
    })
  ),
  "photo-init: DIRECT_POST with the fewest fields": call(
    ({ posts }) => posts.photos,
    Post.photos({ images: ["https://verified-domain.com/1.jpg"], privacyLevel: "SELF_ONLY" })
  ),
  "photo-init: MEDIA_UPLOAD": call(
    ({ posts }) => posts.photosDraft,
    Post.photosDraft({
      images: ["https://verified-domain.com/1.jpg"],
      title: "A title",
      description: "A description"
    })
  ),
  "status: status": call(({ posts }) => posts.status, {
    publishId: Post.PublishId.make("v_pub_file~v2-1.7412345678901234567")
  }),
  "cancel: cancel": call(({ posts }) => posts.cancel, Post.PublishId.make("v_pub_url~v2.7412345678901234567")),
  "user-info: every field": call(({ user }) => user.info, Creator.fields),
  "video-list: from a cursor": call(({ videos }) => videos?.list, { cursor: 1_700_000_000_000, count: 20 }),
  "video-query: two ids": call(
    ({ videos }) => videos?.query,
    ["7412345678901234567", "7412345678901234568"].map((id) => Post.PostId.make(id))
  )
}

/** The call for each authorize page: the contract, and whether the creator must always consent. */
const pages: Readonly<Record<string, readonly [Contract.Contract, boolean]>> = {
  "authorize: hex challenge": [Contract.live, false],
  "authorize: base64url challenge": [Contract.makeLive({ challenge: "base64url" }), false],
  "authorize: no challenge": [Contract.makeLive({ challenge: "none" }), true]
}

const isAuthorize = ({ name }: Live.RequestSample) => name.startsWith("authorize:")

const isFor = (sample: Live.RequestSample) => ({ headers, method, url }: SentRequest) =>
  method === sample.method && url.startsWith(sample.url)
  && (method !== "PUT" || headers["content-range"] === sample.headers["Content-Range"])

describe("under the live contract the client sends", () => {
  it.effect.each(Live.requests.filter((sample) => !isAuthorize(sample)))("$name", (sample) =>
    Effect.gen(function*() {
      const ask = asks[sample.name]
      assert(ask !== undefined, `no test sends ${sample.name}`)
      const { sent } = yield* withStub(
        ({ method }) => method === "PUT" ? { status: 206 } : { status: 200, body: responseToAll },
        ask,
        Contract.live
      )
      const [request, ...others] = sent.filter(isFor(sample))
      assert(request !== undefined)
      assert.lengthOf(others, 0)
      const url = new URL(request.url)
      const asked = new URL(sample.url)
      assert.strictEqual(url.origin + url.pathname, asked.origin + asked.pathname)
      assert.deepStrictEqual(
        Object.fromEntries(url.searchParams),
        { ...Object.fromEntries(asked.searchParams), ...sample.query }
      )
      assert.deepStrictEqual(request.body, sample.body)
      assert.deepStrictEqual(request.form, sample.form)
      for (const [header, value] of Object.entries(sample.headers)) {
        assert.strictEqual(request.headers[header.toLowerCase()], value, header)
      }
      // Neither the token endpoints nor the upload hosts get a token (sections 2 and 5).
      assert.strictEqual(request.headers["authorization"], sample.headers["Authorization"])
    }))

  it.effect.each(Live.requests.filter(isAuthorize))("$name", (sample) =>
    Effect.gen(function*() {
      const [contract, alwaysAsk] = pages[sample.name] ?? assert.fail(`no test sends ${sample.name}`)
      const digest = yield* Digest.Digest
      const query = contract.oauth.authorizeQuery({
        clientKey: "YOUR_CLIENT_KEY",
        redirectUri: "https://yourdomain.com/callback",
        scopes: ["user.info.basic", "video.publish"],
        state: "RANDOM_CSRF_TOKEN",
        alwaysAsk,
        codeDigest: yield* digest.digest(Digest.sha256, new TextEncoder().encode(verifier))
      })
      assert.deepStrictEqual(query, sample.query)
    }).pipe(Effect.provide(Digest.layerWebCrypto)))
})

/** A sufficient response for every call. */
const responseToAll = {
  access_token: "act.2",
  refresh_token: "rft.2",
  expires_in: 86_400,
  scope: "",
  open_id: "-000abc",
  data: {
    creator_username: "",
    creator_nickname: "",
    privacy_level_options: [],
    comment_disabled: false,
    duet_disabled: false,
    stitch_disabled: false,
    max_video_post_duration_sec: 180,
    publish_id: "p",
    status: "FAILED",
    user: {},
    videos: []
  },
  error: { code: "ok" }
}
