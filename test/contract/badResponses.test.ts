/** A response in no documented shape ends in an error that names field and rule, and publishes nothing. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { Auth, Creator, Media, Post, Publisher, StatusPoller, type TikTok, type TikTokError } from "effect-tiktok"
import type { FaultEffect, Operation } from "tiktok-mock-server"
import { authorizationOf } from "../support/authorization.ts"
import { failureOf } from "../support/failureOf.ts"
import { type Fixture, inFixture, makeFixture, type Setting, settings, terms } from "../support/fixture.ts"
import { video } from "../support/media.ts"
import { withoutRetries } from "../support/noRetries.ts"

const publish = (post: Post.Post) => ({ creator }: Fixture) =>
  Publisher.Publisher.use((publisher) => publisher.publish(creator, post))

const photos = Post.photos({ images: ["https://verified-domain.com/1.jpg"], privacyLevel: "SELF_ONLY" })

const getStatus = ({ creator }: Fixture) =>
  StatusPoller.StatusPoller.use((poller) => poller.get(creator, Post.PublishId.make("p_pub_url~v2.1")))

const getProfile = ({ creator }: Fixture) => Creator.Creator.use((service) => service.profile(creator))

const authorization = authorizationOf()

/** One call of each operation whose response the library must read before it publishes. */
const asks: Readonly<
  Partial<Record<Operation, (fixture: Fixture) => Effect.Effect<unknown, TikTokError.TikTokError, TikTok.Services>>>
> = {
  "token.exchange": () => Auth.Auth.use((auth) => auth.exchange(authorization, Redacted.make("a code"))),
  "token.refresh": ({ creator }) => Auth.Auth.use((auth) => auth.refresh(creator)),
  "video.init": publish(Post.video({ media: Media.bytes(video(1000)), privacyLevel: "SELF_ONLY" })),
  "inbox.init": publish(Post.videoDraft({ media: Media.bytes(video(1000)) })),
  status: getStatus,
  "creator.info": getProfile,
  "user.info": getProfile
}

const ok = (body: string, contentType = "application/json; charset=UTF-8"): FaultEffect => ({
  kind: "status",
  status: 200,
  body,
  contentType
})

interface BadResponse {
  readonly what: string
  readonly effect: FaultEffect
  readonly field: string
  readonly rule: string
}

const page = "<!doctype html><html><title>Please log in to the network</title></html>"

/** Bodies without a vital field. An operation that has none accepts the last four. */
const incomplete: ReadonlyArray<Pick<BadResponse, "what" | "effect">> = [
  { what: "an empty object", effect: ok("{}") },
  { what: "no error code", effect: ok("{\"data\":{},\"error\":{}}") },
  { what: "a zero as the error code", effect: ok("{\"data\":{},\"error\":{\"code\":0}}") },
  { what: "no data", effect: ok("{\"error\":{\"code\":\"ok\"}}") },
  { what: "null for data", effect: ok("{\"data\":null,\"error\":{\"code\":\"ok\"}}") }
]

const unparsable: ReadonlyArray<BadResponse> = [
  {
    what: "a captive portal's page",
    effect: ok(page, "text/html"),
    field: "body",
    rule: "must be JSON, was HTML or XML"
  },
  { what: "a page that calls itself JSON", effect: ok(page), field: "body", rule: "must be JSON, was HTML or XML" },
  {
    what: "half a document",
    effect: ok("{\"data\":{\"access_token\":\"v.c0e"),
    field: "body",
    rule: "must be JSON, was cut off or something else"
  },
  { what: "nothing", effect: ok(""), field: "body", rule: "must be JSON, was empty" },
  {
    what: "plain text",
    effect: ok("OK", "text/plain"),
    field: "body",
    rule: "must be JSON, was cut off or something else"
  },
  { what: "an array", effect: ok("[]"), field: "body", rule: "is not of the documented type" },
  { what: "null", effect: ok("null"), field: "body", rule: "is not of the documented type" },
  { what: "a string", effect: ok("\"ok\""), field: "body", rule: "is not of the documented type" }
]

/** The first vital field of each operation's response data. A profile has none. */
const firstFields: Readonly<Partial<Record<Operation, string>>> = {
  "token.exchange": "access_token",
  "token.refresh": "access_token",
  "video.init": "publish_id",
  "inbox.init": "publish_id",
  status: "status"
}

const unreadable: ReadonlyArray<Pick<BadResponse, "what" | "effect">> = [
  ...unparsable,
  ...incomplete,
  { what: "half a response", effect: { kind: "truncated-json" } },
  { what: "a gateway's page", effect: { kind: "html" } }
]

const assertMalformed = (error: TikTokError.TikTokError, { field, rule }: Pick<BadResponse, "field" | "rule">) => {
  assert(error.reason._tag === "MalformedResponse", error.message)
  assert.deepStrictEqual({ field: error.reason.field, rule: error.reason.rule }, { field, rule })
  assert.strictEqual(error.reason.status, 200)
  assert.include(error.message, `${field} ${rule}`)
}

const operations = ({ contract }: Setting): ReadonlyArray<Operation> => [
  "token.exchange",
  "token.refresh",
  "video.init",
  "inbox.init",
  "status",
  terms[contract].profile
]

describe.each(settings)("in $contract over $transport", (setting) => {
  describe.each(operations(setting))("%s", (operation) => {
    const ask = (fixture: Fixture) =>
      withoutRetries(failureOf(asks[operation]?.(fixture) ?? Effect.die("no such operation")))

    const vital = firstFields[operation]
    const isBare = terms[setting.contract].bareResponses.has(operation)
    const firstField = vital === undefined ? "error.code" : `${isBare ? "" : "data."}${vital}`

    it.effect.each([
      ...unparsable,
      ...incomplete.slice(0, vital === undefined ? 1 : undefined).map(({ effect, what }) => ({
        what,
        effect,
        field: firstField,
        rule: "is missing"
      }))
    ])(
      "does not take $what for a response",
      ({ effect, field, rule }) =>
        inFixture(makeFixture(setting), function*(fixture) {
          fixture.mock.faults.add({ match: { operation }, effect })
          assertMalformed(yield* ask(fixture), { field, rule })
          assert.lengthOf(fixture.mock.control.posts(), 0)
        })
    )

    it.effect("treats a gateway's page as a fault of the gateway", () =>
      inFixture(makeFixture(setting), function*(fixture) {
        fixture.mock.faults.add({ match: { operation }, effect: { kind: "html" } })
        const error = yield* ask(fixture)
        assert(error.reason._tag === "ServerFault", error.message)
        assert.strictEqual(error.reason.status, 502)
        assert.strictEqual(error.code, "http_502")
        assert.isTrue(error.retryable)
        assert.lengthOf(fixture.mock.control.posts(), 0)
      }))
  })

  it.effect.each(unreadable)(
    "photos that TikTok answers with $what are posted once, with an unknown outcome",
    ({ effect }) =>
      inFixture(makeFixture(setting), function*(fixture) {
        fixture.mock.faults.add({ match: { operation: "photo.init" }, effect })
        const outcome = yield* publish(photos)(fixture)
        assert(outcome._tag === "OutcomeUnknown", outcome._tag)
        assert.match(outcome.remedy, /before publishing again/)
        assert.lengthOf(fixture.mock.journal.find({ operation: "photo.init" }), 1)
      })
  )
})
