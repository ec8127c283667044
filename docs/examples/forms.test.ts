import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { PostForm, TikTokError } from "effect-tiktok"
import * as Mock from "tiktok-mock-server/effect"
import { type Choices, formFor, submit } from "./forms.ts"
import * as Fixture from "./mock.ts"

const choices: Choices = {
  title: "Hello",
  privacyLevel: "SELF_ONLY",
  comment: false,
  duet: false,
  stitch: false,
  disclosure: undefined
}

describe("a form for a post", () => {
  it.effect("shows what this creator may do, and publishes what was chosen", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const form = yield* formFor(creator, "2 minutes")
      assert.strictEqual(form.creator.nickname, "Mara Films")
      assert.deepStrictEqual(form.duration, { longestSeconds: 600, videoSeconds: 120, exceeded: false })
      assert.strictEqual((yield* submit(creator, form, Fixture.mp4, choices))._tag, "Published")
    }).pipe(Effect.provide(Fixture.layer)))

  // #region refused
  it.effect("refuses what the guidelines forbid", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const form = yield* formFor(creator, "2 minutes")
      const disclosure = { yourBrand: false, brandedContent: true }

      const error = yield* Effect.flip(submit(creator, form, Fixture.mp4, { ...choices, disclosure }))

      assert.strictEqual(error.message, "PostForm.check: privacyLevel must not be SELF_ONLY for branded content")
      const { journal } = yield* Mock.MockTikTok
      assert.strictEqual(journal.find({ operation: "video.init" }).length, 0)
    }).pipe(Effect.provide(Fixture.layer)))
  // #endregion refused

  it.effect("disables what the creator's settings turn off", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const { control } = yield* Mock.MockTikTok
      control.updateCreator(creator, { commentsOff: true })
      const form = yield* formFor(creator, "11 minutes")
      assert.deepStrictEqual(form.interactions.comment, {
        available: false,
        offBecause: "CreatorSetting",
        default: false
      })
      assert.isTrue(form.duration?.exceeded)
      const { reason } = yield* Effect.flip(submit(creator, form, Fixture.mp4, { ...choices, comment: true }))
      assert(reason instanceof TikTokError.InvalidInput)
      assert.strictEqual(reason.field, "disableComment")
    }).pipe(Effect.provide(Fixture.layer)))

  it.effect("returns the declaration to show above the button", () =>
    Effect.gen(function*() {
      const form = yield* formFor(yield* Fixture.creator, "2 minutes")
      assert.strictEqual(
        PostForm.declaration(form, { brandContent: true }).text,
        "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation."
      )
    }).pipe(Effect.provide(Fixture.layer)))
})
