/** The client sends each request that the catalog shows for the matching call. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Schema } from "effect"
import { Auth, Creator, Media, Post, Publisher, StatusPoller, type TikTok, type TikTokError } from "effect-tiktok"
import * as Catalog from "../fixtures/catalog/index.ts"
import { authorizationOf } from "../support/authorization.ts"
import { creator, type SentRequest, withStub } from "../support/stubTikTok.ts"

const authorization = authorizationOf(["user.info.basic", "video.publish"], {
  redirectUri: "https://yourdomain.com/callback"
})

const clip = new Uint8Array(52_428_800)

const publish = (post: Post.Post) =>
  Publisher.Publisher.use((publisher) => publisher.publish(creator, post, { chunkSize: 5_242_880 }))

const upload = (contentType: Media.ContentType) =>
  publish(Post.video({ media: Media.bytes(clip, { contentType }), privacyLevel: "SELF_ONLY" }))

const profile = (fields: ReadonlyArray<keyof Creator.CreatorProfile>) =>
  Creator.Creator.use((service) => service.profile(creator, fields))

/** The call for each sample. */
const asks: Readonly<Record<string, Effect.Effect<unknown, TikTokError.TikTokError, TikTok.Services>>> = {
  "token: authorization code": Auth.Auth.use((auth) =>
    auth.exchange(authorization, Redacted.make("authorization_code_from_callback"))
  ),
  "token: refresh": Auth.Auth.use((auth) => auth.refresh(creator)),
  "video-init: FILE_UPLOAD": publish(
    Post.video({
      media: Media.bytes(clip),
      privacyLevel: "SELF_ONLY",
      title: "My Video Caption",
      coverTimestamp: "1 second"
    })
  ),
  "video-init: PULL_FROM_URL": publish(
    Post.video({
      media: Media.url("https://verified-domain.com/video.mp4"),
      privacyLevel: "SELF_ONLY",
      title: "My Video Caption"
    })
  ),
  "video-upload: chunk 1": upload("video/mp4"),
  "video-upload: chunk 2": upload("video/mp4"),
  "video-upload: chunk 3": upload("video/mp4"),
  "video-upload: chunk 10": upload("video/mp4"),
  "video-upload: chunk 1 of video/quicktime": upload("video/quicktime"),
  "video-upload: chunk 1 of video/webm": upload("video/webm"),
  "photo-init: photos": publish(
    Post.photos({
      images: [1, 2, 3].map((index) => `https://verified-domain.com/photo${index}.jpg`),
      privacyLevel: "PUBLIC_TO_EVERYONE",
      title: "Photo Caption (Max 90 chars)",
      description: "Longer description (Max 4000 chars)"
    })
  ),
  "inbox-init: draft": publish(Post.videoDraft({ media: Media.bytes(clip) })),
  "status: status": StatusPoller.StatusPoller.use((poller) =>
    poller.get(creator, Post.PublishId.make("p_pub_url~v2.1234567890"))
  ),
  "creator-info: full URL": profile([
    "avatarSize",
    "avatarLargeUrl",
    "avatarMediumUrl",
    "avatarSmallUrl",
    "displayName",
    "creator",
    "bio",
    "bioLink",
    "profileUrl",
    "isVerified",
    "followerCount",
    "followingCount",
    "videoCount",
    "likeCount"
  ]),
  "creator-info: query parameters": profile([
    "avatarSize",
    "avatarLargeUrl",
    "displayName",
    "creator",
    "bio",
    "isVerified",
    "followerCount",
    "followingCount",
    "videoCount",
    "likeCount"
  ])
}

/** What the client adds to a sample: it sends every flag, where the shorter of two samples leaves some out. */
const additions: Readonly<Record<string, object>> = {
  "video-init: PULL_FROM_URL": {
    disable_comment: false,
    disable_duet: false,
    disable_stitch: false,
    brand_content_toggle: false,
    brand_organic_toggle: false,
    is_aigc: false
  }
}

const [authorize, calls] = [
  Catalog.requests.filter(({ name }) => name.startsWith("authorize:")),
  Catalog.requests.filter(({ name }) => !name.startsWith("authorize:"))
]

const responseTo = ({ method, url }: SentRequest) => {
  const found = Catalog.responses.find((response) =>
    response.status === 200 && response.method === method && pathOf(response.url) === pathOf(url)
  )
  assert(found !== undefined, `the catalog shows no response to ${method} ${url}`)
  return found
}

const pathOf = (url: string) => new URL(url).pathname

const queryOf = (url: string) => [...new URL(url).searchParams]

const isFor = (sample: Catalog.RequestSample) => ({ method, url }: SentRequest) =>
  method === sample.method && pathOf(url) === pathOf(sample.url)
  && (method !== "PUT" || new URL(url).search === new URL(sample.url).search)

describe("the client sends", () => {
  it.effect.each(calls)("$name", (sample) =>
    Effect.gen(function*() {
      const ask = asks[sample.name]
      assert(ask !== undefined, `no test sends ${sample.name}`)
      const { sent } = yield* withStub(responseTo, ask)
      const [request, ...others] = sent.filter(isFor(sample))
      assert(request !== undefined)
      assert.lengthOf(others, 0)
      assert.strictEqual(new URL(request.url).origin, new URL(sample.url).origin)
      assert.deepStrictEqual(queryOf(request.url), queryOf(sample.url))
      assert.deepStrictEqual(request.body, withAdditions(sample))
      for (const [header, value] of headersOf(sample)) {
        assert.strictEqual(request.headers[header], expectedHeader(sample, value), header)
      }
    }))

  it.effect.each(authorize)("$name", (sample) =>
    Effect.gen(function*() {
      const { value: { state, url } } = yield* withStub(
        responseTo,
        Auth.Auth.use((auth) =>
          auth.authorize({ redirectUri: authorization.redirectUri, scopes: authorization.scopes })
        )
      )
      const expected = new URL(sample.url)
      assert.strictEqual(new URL(url).origin + pathOf(url), expected.origin + expected.pathname)
      // The samples have two client keys, and each login has a new state.
      expected.searchParams.set("client_key", "YOUR_CLIENT_KEY")
      expected.searchParams.set("state", state)
      assert.deepStrictEqual(queryOf(url), [...expected.searchParams])
    }))
})

// Section 8 shows a Content-Type on a GET, which has no content.
const headersOf = ({ headers, method }: Catalog.RequestSample) =>
  Object.entries(headers)
    .map(([header, value]) => [header.toLowerCase(), value] as const)
    .filter(([header]) => method !== "GET" || header !== "content-type")

// Every call of the client declares its JSON as UTF-8. The token samples do not.
const expectedHeader = ({ name }: Catalog.RequestSample, value: string) =>
  name.startsWith("token") && value === "application/json" ? `${value}; charset=UTF-8` : value

const withAdditions = ({ body, name }: Catalog.RequestSample): unknown => {
  const more = additions[name]
  if (more === undefined) return body
  const { post_info, source_info } = initBody(body)
  return { post_info: { ...post_info, ...more }, source_info }
}

const initBody = Schema.decodeUnknownSync(
  Schema.Struct({ post_info: Schema.Record(Schema.String, Schema.Json), source_info: Schema.Json })
)
