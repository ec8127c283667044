/** Every code of the catalog's table, provoked on the mock and seen in the client as its reason. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Redacted } from "effect"
import {
  Auth,
  Creator,
  Media,
  Post,
  Publisher,
  RetryPolicy,
  StatusPoller,
  type TikTok,
  TikTokApi,
  type TikTokError,
  type TokenStore
} from "effect-tiktok"
import * as Catalog from "../fixtures/catalog/index.ts"
import { failureOf } from "../support/failureOf.ts"
import { video } from "../support/media.ts"
import { makeWorld, run, transports, type World } from "../support/world.ts"

interface Situation {
  readonly code: string
  /** How it comes about; the end of a sentence that begins with the code. */
  readonly when: string
  readonly world?: Parameters<typeof makeWorld>[1]
  readonly provoke: (
    world: World
  ) => Effect.Effect<unknown, TikTokError.TikTokError, TikTok.Services | TokenStore.TokenStore>
  readonly reason: TikTokError.Reason["_tag"]
  readonly scope: TikTokError.Scope
  readonly retryable?: true
  readonly retryAfter?: Duration.Duration
  /** Differs from the table where the code does not come in an answer of the API. */
  readonly status?: number
}

const publish = (post: Post.Post) => ({ creator }: World) =>
  Publisher.Publisher.use((publisher) => publisher.publish(creator, post))

const photos = (privacyLevel: Post.PrivacyLevel, image = "https://verified-domain.com/1.jpg") =>
  Post.photos({ images: [image], privacyLevel })

const clip = Post.video({ media: Media.bytes(video(1000)), privacyLevel: "SELF_ONLY" })

const status = (publishId: string) => ({ creator }: World) =>
  StatusPoller.StatusPoller.use((poller) => poller.get(creator, Post.PublishId.make(publishId)))

const profileWith = (accessToken: string) =>
  TikTokApi.TikTokApi.use(({ call, contract }) => call(contract.profile, ["creator"], Redacted.make(accessToken)))

const begin = Auth.Auth.use((auth) =>
  auth.authorize({ redirectUri: "https://app.example/callback", scopes: ["user.info.basic", "video.publish"] })
)

const logIn = (world: World, consent: Parameters<World["mock"]["control"]["consent"]>[1] = {}) =>
  Effect.gen(function*() {
    const auth = yield* Auth.Auth
    const authorization = yield* begin
    const callback = yield* Effect.promise(() => world.mock.control.consent(authorization.url, consent))
    const complete = auth.complete(authorization, callback)
    return { callback, complete }
  })

const exchange = (code: string) =>
  Auth.Auth.use((auth) => Effect.flatMap(begin, (authorization) => auth.exchange(authorization, Redacted.make(code))))

/** As many photo posts as TikTok takes in a minute, and one more; past the library's own `Quota`, which would wait. */
const seventhInit = ({ mock }: World) =>
  TikTokApi.TikTokApi.use(({ call, contract }) => {
    const token = Redacted.make(mock.control.issueToken().accessToken)
    return Effect.repeat(call(contract.photosInit, photos("SELF_ONLY"), token), { times: 6 })
  })

const fault = (code: string): Situation["provoke"] => (world) => {
  world.mock.faults.add({ match: { operation: "status" }, effect: { kind: "code", code } })
  return status("any")(world)
}

const situations: ReadonlyArray<Situation> = [
  {
    code: "invalid_request",
    when: "the post is unknown",
    provoke: status("p_pub_url~v2.0"),
    reason: "RequestRejected",
    scope: "request"
  },
  {
    code: "invalid_grant",
    when: "nobody issued the code",
    provoke: () => exchange("made up"),
    reason: "GrantRejected",
    scope: "creator"
  },
  {
    code: "invalid_grant",
    when: "the code was used before",
    provoke: (world) => Effect.flatMap(logIn(world), ({ complete }) => Effect.andThen(complete, complete)),
    reason: "GrantRejected",
    scope: "creator"
  },
  {
    code: "invalid_grant",
    when: "the refresh token is unknown",
    provoke: () =>
      TikTokApi.TikTokApi.use(({ app, call, contract }) =>
        call(contract.refresh, { app, refreshToken: Redacted.make("made up") })
      ),
    reason: "GrantRejected",
    scope: "creator"
  },
  {
    code: "invalid_client",
    when: "the client secret is wrong",
    world: { client: { clientSecret: Redacted.make("made up") } },
    provoke: () => exchange("any"),
    reason: "ClientRejected",
    scope: "app"
  },
  {
    code: "invalid_client",
    when: "the client key is unknown",
    world: { client: { clientKey: "made up" } },
    provoke: () => exchange("any"),
    reason: "ClientRejected",
    scope: "app"
  },
  {
    code: "access_denied",
    when: "the creator says no on the consent page",
    provoke: (world) => Effect.flatMap(logIn(world, { deny: true }), ({ complete }) => complete),
    reason: "AccessDenied",
    scope: "creator",
    status: 302
  },
  {
    code: "access_denied",
    when: "an answer says so",
    provoke: fault("access_denied"),
    reason: "AccessDenied",
    scope: "creator"
  },
  {
    code: "unauthorized",
    when: "the access token has expired",
    provoke: ({ mock }) => {
      const { accessToken } = mock.control.issueToken()
      mock.control.expireToken(accessToken)
      return profileWith(accessToken)
    },
    reason: "TokenRejected",
    scope: "creator"
  },
  {
    code: "unauthorized",
    when: "nobody issued the access token",
    provoke: () => profileWith("made up"),
    reason: "TokenRejected",
    scope: "creator"
  },
  {
    code: "scope_not_authorized",
    when: "a post lacks video.publish",
    world: { scopes: { scopes: ["user.info.basic"] } },
    provoke: publish(clip),
    reason: "ScopeMissing",
    scope: "creator"
  },
  {
    code: "scope_not_authorized",
    when: "a profile lacks user.info.basic",
    world: { scopes: { scopes: ["video.publish"] } },
    provoke: ({ creator }) => Creator.Creator.use((service) => service.profile(creator)),
    reason: "ScopeMissing",
    scope: "creator"
  },
  {
    code: "forbidden",
    when: "the app is unaudited and the account public",
    world: { mock: { scenario: "unaudited-app" } },
    provoke: publish(clip),
    reason: "AppUnaudited",
    scope: "app"
  },
  {
    code: "forbidden",
    when: "the account does not offer the privacy level",
    world: { mock: { scenario: "private-account" } },
    provoke: publish(photos("PUBLIC_TO_EVERYONE")),
    reason: "Forbidden",
    scope: "request"
  },
  {
    code: "forbidden",
    when: "the app does not own the photo's domain",
    provoke: publish(photos("SELF_ONLY", "https://somebody-else.example/1.jpg")),
    reason: "Forbidden",
    scope: "request"
  },
  {
    code: "too_many_requests",
    when: "a minute has had its six inits",
    provoke: seventhInit,
    reason: "RateLimited",
    scope: "creator",
    retryable: true,
    retryAfter: Duration.seconds(60)
  },
  {
    code: "too_many_requests",
    when: "the day has had its fifteen videos",
    world: { mock: { scenario: "daily-cap" } },
    provoke: publish(clip),
    reason: "RateLimited",
    scope: "creator",
    retryable: true,
    retryAfter: Duration.seconds(60)
  },
  ...["internal_server_error", "bad_gateway", "service_unavailable"].map((code): Situation => ({
    code,
    when: "TikTok fails",
    provoke: fault(code),
    reason: "ServerFault",
    scope: "app",
    retryable: true
  }))
]

const { none } = RetryPolicy

describe.each(transports)("over %s", (transport) => {
  it.effect.each(situations)("$code when $when", (situation) =>
    Effect.gen(function*() {
      const world = yield* makeWorld(transport, situation.world)
      const error = yield* run(
        world,
        failureOf(situation.provoke(world)).pipe(
          Effect.provideService(RetryPolicy.RetryPolicy, { reads: none, inits: none, chunks: none })
        )
      )
      const { code, reason, scope, retryable = false, retryAfter, status } = situation
      const [logged] = world.mock.journal.find({ code }).slice(-1)
      assert.strictEqual(error.reason._tag, reason, error.message)
      assert.strictEqual(error.code, code)
      assert.strictEqual(
        "status" in error.reason ? error.reason.status : undefined,
        status ?? Catalog.errorCodes[code]?.http
      )
      // A creator who comes back from the consent page brings no log id.
      assert.strictEqual(error.logId, status === undefined ? logged?.logId : undefined)
      assert.isDefined(logged)
      assert.strictEqual(error.retryable, retryable)
      assert.deepStrictEqual(error.retryAfter, retryAfter)
      assert.strictEqual(error.scope, scope)
      assert.match(error.remedy, /^[A-Z].{20,}\.$/)
      assert.include(error.message, code)
    }))
})

describe("the situations", () => {
  it("leave out no code of the catalog's table", () => {
    assert.sameMembers([...new Set(situations.map(({ code }) => code))], Object.keys(Catalog.errorCodes))
  })
})
