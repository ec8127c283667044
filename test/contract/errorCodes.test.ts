/** Situations that TikTok refuses, with every code of the catalog's table, and the reason that the client derives. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Redacted } from "effect"
import {
  Auth,
  Creator,
  Media,
  Post,
  Publisher,
  StatusPoller,
  type TikTok,
  TikTokApi,
  type TikTokError,
  type TokenStore
} from "effect-tiktok"
import * as Catalog from "../fixtures/catalog/index.ts"
import { type Meaning, meanings } from "../fixtures/meanings.ts"
import { failureOf } from "../support/failureOf.ts"
import { type ContractName, type Fixture, inFixture, makeFixture, settings } from "../support/fixture.ts"
import { video } from "../support/media.ts"
import { withoutRetries } from "../support/noRetries.ts"

interface Situation {
  /** The cause: the end of a sentence that begins with the code. */
  readonly when: string
  readonly fixture?: Parameters<typeof makeFixture>[1]
  readonly provoke: (
    fixture: Fixture
  ) => Effect.Effect<unknown, TikTokError.TikTokError, TikTok.Services | TokenStore.TokenStore>
  /** The code in both contracts or in each. */
  readonly says: string | Readonly<Partial<Record<ContractName, string>>>
  /** What differs from the meaning of the code in general. */
  readonly differs?: Partial<Meaning>
}

const publish = (post: Post.Post) => ({ creator }: Fixture) =>
  Publisher.Publisher.use((publisher) => publisher.publish(creator, post))

const photos = (privacyLevel: Post.PrivacyLevel, image = "https://verified-domain.com/1.jpg") =>
  Post.photos({ images: [image], privacyLevel })

const clip = Post.video({ media: Media.bytes(video(1000)), privacyLevel: "SELF_ONLY" })

const status = (publishId: string) => ({ creator }: Fixture) =>
  StatusPoller.StatusPoller.use((poller) => poller.get(creator, Post.PublishId.make(publishId)))

const profileWith = (accessToken: string) =>
  TikTokApi.TikTokApi.use(({ call, contract }) => call(contract.user.info, ["creator"], Redacted.make(accessToken)))

const expiredProfile = ({ mock }: Fixture) =>
  TikTokApi.TikTokApi.use(({ contract }) => {
    const { accessToken } = mock.control.issueToken({ contract: contract.name })
    mock.control.expireToken(accessToken)
    return profileWith(accessToken)
  })

const begin = Auth.Auth.use((auth) =>
  auth.authorize({ redirectUri: "https://app.example/callback", scopes: ["user.info.basic", "video.publish"] })
)

const logIn = (fixture: Fixture, consent: Parameters<Fixture["mock"]["control"]["consent"]>[1] = {}) =>
  Effect.gen(function*() {
    const auth = yield* Auth.Auth
    const authorization = yield* begin
    const callback = yield* Effect.promise(() => fixture.mock.control.consent(authorization.url, consent))
    const complete = auth.complete(authorization, callback)
    return { callback, complete }
  })

const exchange = (code: string) =>
  Auth.Auth.use((auth) => Effect.flatMap(begin, (authorization) => auth.exchange(authorization, Redacted.make(code))))

/** As many photo posts as TikTok takes in a minute, and one more, without the library's own `Quota`, which would wait. */
const seventhInit = ({ mock }: Fixture) =>
  TikTokApi.TikTokApi.use(({ call, contract }) => {
    const token = Redacted.make(mock.control.issueToken({ contract: contract.name }).accessToken)
    return Effect.repeat(call(contract.posts.photos, photos("SELF_ONLY"), token), { times: 6 })
  })

const fault = (code: string): Situation["provoke"] => (fixture) => {
  fixture.mock.faults.add({ match: { operation: "status" }, effect: { kind: "code", code } })
  return status("any")(fixture)
}

const situations: ReadonlyArray<Situation> = [
  {
    when: "the post is unknown",
    provoke: status("p_pub_url~v2.0"),
    says: { catalog: "invalid_request", live: "invalid_publish_id" }
  },
  {
    when: "TikTok never issued the code",
    provoke: () => exchange("made up"),
    says: "invalid_grant"
  },
  {
    when: "the code was used before",
    provoke: (fixture) => Effect.flatMap(logIn(fixture), ({ complete }) => Effect.andThen(complete, complete)),
    says: "invalid_grant"
  },
  {
    when: "the refresh token is unknown",
    provoke: () =>
      TikTokApi.TikTokApi.use(({ app, call, contract }) =>
        call(contract.oauth.refresh, { app, refreshToken: Redacted.make("made up") })
      ),
    says: "invalid_grant"
  },
  {
    when: "the client secret is wrong",
    fixture: { client: { clientSecret: Redacted.make("made up") } },
    provoke: () => exchange("any"),
    says: "invalid_client"
  },
  {
    when: "the client key is unknown",
    fixture: { client: { clientKey: "made up" } },
    provoke: () => exchange("any"),
    says: "invalid_client"
  },
  {
    when: "the creator says no on the consent page",
    provoke: (fixture) => Effect.flatMap(logIn(fixture, { deny: true }), ({ complete }) => complete),
    says: "access_denied",
    differs: { status: 302 }
  },
  {
    when: "a response says so",
    provoke: fault("access_denied"),
    says: { catalog: "access_denied" }
  },
  {
    when: "the access token has expired",
    provoke: expiredProfile,
    says: { catalog: "unauthorized", live: "access_token_invalid" }
  },
  {
    when: "TikTok never issued the access token",
    provoke: () => profileWith("made up"),
    says: { catalog: "unauthorized", live: "access_token_invalid" }
  },
  {
    when: "a post lacks video.publish",
    fixture: { scopes: { scopes: ["user.info.basic"] } },
    provoke: publish(clip),
    says: "scope_not_authorized"
  },
  {
    when: "a profile lacks user.info.basic",
    fixture: { scopes: { scopes: ["video.publish"] } },
    provoke: ({ creator }) => Creator.Creator.use((service) => service.profile(creator)),
    says: "scope_not_authorized"
  },
  {
    when: "the app is unaudited and the account public",
    fixture: { mock: { scenario: "unaudited-app" } },
    provoke: publish(clip),
    says: { catalog: "forbidden", live: "unaudited_client_can_only_post_to_private_accounts" },
    differs: { reason: "AppUnaudited", scope: "app" }
  },
  {
    when: "the account does not offer the privacy level",
    fixture: { mock: { scenario: "private-account" } },
    provoke: publish(photos("PUBLIC_TO_EVERYONE")),
    says: { catalog: "forbidden", live: "privacy_level_option_mismatch" }
  },
  {
    when: "the app does not own the photo's domain",
    provoke: publish(photos("SELF_ONLY", "https://somebody-else.example/1.jpg")),
    says: { catalog: "forbidden", live: "url_ownership_unverified" }
  },
  {
    when: "a minute has had its six inits",
    provoke: seventhInit,
    says: { catalog: "too_many_requests", live: "rate_limit_exceeded" }
  },
  {
    when: "the day has had its fifteen videos",
    fixture: { mock: { scenario: "daily-cap" } },
    provoke: publish(clip),
    says: { catalog: "too_many_requests", live: "spam_risk_too_many_posts" }
  },
  ...["internal_server_error", "bad_gateway", "service_unavailable"].map((code): Situation => ({
    when: "TikTok fails",
    provoke: fault(code),
    says: { catalog: code }
  })),
  {
    when: "TikTok fails",
    provoke: fault("internal_error"),
    says: { live: "internal_error" }
  }
]

const situationsIn = (contract: ContractName) =>
  situations.flatMap(({ says, ...situation }) => {
    const code = typeof says === "string" ? says : says[contract]
    if (code === undefined) return []
    // The live API answers logins and refreshes with the codes of OAuth.
    const meaning = (contract === "live" ? { ...meanings.live, ...meanings.oauth } : meanings.catalog)[code]
    return [{ ...situation, code, meaning: { ...meaning ?? assert.fail(code), ...situation.differs } }]
  })

/** How long to wait, by the reason. */
const waits: Readonly<Partial<Record<TikTokError.Reason["_tag"], Duration.Duration>>> = {
  RateLimited: Duration.minutes(1),
  PostCapReached: Duration.days(1)
}

describe.each(settings)("in $contract over $transport", (setting) => {
  it.effect.each(situationsIn(setting.contract))(
    "$code when $when",
    ({ code, fixture: options, meaning, provoke }) =>
      inFixture(makeFixture(setting, options), function*(fixture) {
        const error = yield* withoutRetries(failureOf(provoke(fixture)))
        const { reason, retry, scope, status } = meaning
        const [logged] = fixture.mock.journal.find({ code }).slice(-1)
        assert.strictEqual(error.reason._tag, reason, error.message)
        assert.strictEqual(error.code, code)
        assert.strictEqual("status" in error.reason ? error.reason.status : undefined, status)
        // A callback from the consent page has no log id.
        assert.strictEqual(error.logId, status === 302 ? undefined : logged?.logId)
        assert.isDefined(logged)
        assert.strictEqual(error.retryable, retry !== "never")
        assert.deepStrictEqual(error.retryAfter, waits[reason])
        assert.strictEqual(error.scope, scope)
        assert.match(error.remedy, /^[A-Z].{20,}\.$/)
        assert.include(error.message, code)
      })
  )
})

describe("the situations", () => {
  it("cover every code of the catalog's table", () => {
    assert.sameMembers([...new Set(situationsIn("catalog").map(({ code }) => code))], Object.keys(Catalog.errorCodes))
  })
})
