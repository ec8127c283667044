import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import {
  type Auth,
  type Creator,
  Media,
  Post,
  Publisher,
  type Quota,
  type StatusPoller,
  type TikTokError,
  type Uploader,
  type Videos
} from "effect-tiktok"
import { failureOf } from "./failureOf.ts"
import { contractNames, type Fixture, makeFixture, run } from "./fixture.ts"
import { video } from "./media.ts"

/** A value from a JavaScript program, as if it had the right type. */
export const wrong = (value: unknown): never => {
  believe(value)
  return value
}

function believe(value: unknown): asserts value is never {
  void value
}

export type Failing = Effect.Effect<
  unknown,
  TikTokError.TikTokError,
  | Auth.Auth
  | Creator.Creator
  | Publisher.Publisher
  | Quota.Quota
  | StatusPoller.StatusPoller
  | Uploader.Uploader
  | Videos.Videos
>

export interface Wrong {
  readonly what: string
  readonly field: string
  readonly rule?: RegExp
  readonly call: (fixture: Fixture) => Failing
}

const shown = (value: unknown): string =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : String(value)

/** One row for each value. */
export const rows = (
  what: string,
  field: string,
  values: ReadonlyArray<unknown>,
  call: (value: never, fixture: Fixture) => Failing,
  rule?: RegExp
): ReadonlyArray<Wrong> =>
  values.map((value) => ({
    what: `${what} ${JSON.stringify(shown(value))}`,
    field,
    ...(rule === undefined ? {} : { rule }),
    call: (fixture) => call(wrong(value), fixture)
  }))

export const nothing = [undefined, null]
export const noText = [null, 5, true, {}, [], Symbol("text"), () => "text"]
export const noNames = [...noText, "", "\uD800", "a\uDC00", "\uDBFF\uDBFF"]
export const noDurations = [
  Number.NaN,
  -5,
  Infinity,
  -Infinity,
  Number.MAX_VALUE,
  "soon",
  "",
  "5 parsecs",
  "-1 second",
  "Infinity",
  null,
  true,
  {},
  { fortnights: 2 },
  { seconds: Number.NaN },
  { seconds: "5" },
  [1],
  [Number.NaN, 0],
  [-1, 0],
  -1n,
  Symbol("time"),
  () => 5
]
export const noSecrets = [...nothing, "cs", 5, {}, Redacted.make(""), Redacted.make(5), Redacted.make(undefined)]

export const media = Media.bytes(video(1000))
export const clip = Post.video({ media, privacyLevel: "SELF_ONLY" })
export const photo = "https://verified-domain.com/1.jpg"
export const publishId = Post.PublishId.make("v_pub_1")

export const publish = (post: Post.Post, options?: Publisher.Options) => ({ creator }: Pick<Fixture, "creator">) =>
  Publisher.Publisher.use((publisher) => publisher.publish(creator, post, options))

/** Asserts that each value is refused by field and rule before anything is sent, and never with a defect. */
export const refusesEach = (wrongs: ReadonlyArray<Wrong>): void =>
  describe.each(contractNames)("in %s", (contract) => {
    it.effect.each(wrongs)("refuses $what", ({ call, field, rule }) =>
      Effect.gen(function*() {
        const fixture = yield* makeFixture({ contract, transport: "memory" })
        const error = yield* run(fixture, failureOf(call(fixture)))
        assert(error.reason._tag === "InvalidInput", error.message)
        assert.strictEqual(error.reason.field, field)
        assert.match(error.reason.rule, rule ?? /^must /)
        assert.lengthOf(fixture.mock.journal.entries(), 0)
      }))
  })
