import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Schema } from "effect"
import { type Creator, Media, Post, PostForm } from "effect-tiktok"

const info: Creator.CreatorInfo = {
  avatarUrl: "https://p16-sign.tiktokcdn.com/avatar.jpeg",
  username: "creator",
  nickname: "A Creator",
  privacyLevels: ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
  commentDisabled: false,
  duetDisabled: false,
  stitchDisabled: false,
  maxVideoDuration: Duration.minutes(3)
}

const media = Media.url("https://verified-domain.com/clip.mp4")

const images = ["https://verified-domain.com/1.jpg"]

const allOff = { disableComment: true, disableDuet: true, disableStitch: true }

const clip = Post.video({ ...allOff, media, privacyLevel: "PUBLIC_TO_EVERYONE" })

const rulesOf = (violations: ReturnType<typeof PostForm.violations>) => violations.map(({ message }) => message)

const formOf = (...options: Parameters<typeof PostForm.video>) => Effect.runSync(PostForm.video(...options))

describe("the form for a video", () => {
  it("shows the creator and the levels to choose from, with none preselected", () => {
    const form = formOf(info)
    assert.deepStrictEqual(form.creator, {
      nickname: "A Creator",
      username: "creator",
      avatarUrl: "https://p16-sign.tiktokcdn.com/avatar.jpeg"
    })
    assert.deepStrictEqual(form.privacyLevels, [
      { level: "PUBLIC_TO_EVERYONE", brandedContent: "Allowed" },
      { level: "MUTUAL_FOLLOW_FRIENDS", brandedContent: "Allowed" },
      { level: "SELF_ONLY", brandedContent: "Refused" }
    ])
    assert.notProperty(form, "privacyLevel")
    const on = { available: true, default: false } as const
    assert.deepStrictEqual(form.interactions, { comment: on, duet: on, stitch: on })
    assert.isFalse(form.disclosure.default)
    assert.match(form.processingNotice, /few minutes/)
  })

  it("leaves out an unknown privacy level, and discourages followers for branded content", () => {
    const form = formOf({ ...info, privacyLevels: ["FOLLOWER_OF_CREATOR", "A_NEW_LEVEL", "SELF_ONLY"] })
    assert.deepStrictEqual(form.privacyLevels, [
      { level: "FOLLOWER_OF_CREATOR", brandedContent: "Discouraged" },
      { level: "SELF_ONLY", brandedContent: "Refused" }
    ])
  })

  it("turns off what the creator's settings turn off", () => {
    const { comment, duet, stitch } = formOf({ ...info, duetDisabled: true }).interactions
    assert.deepStrictEqual(duet, { available: false, offBecause: "CreatorSetting", default: false })
    assert.isTrue(comment.available && stitch.available)
  })

  it.each(
    [
      [undefined, { longestSeconds: 180, exceeded: false }],
      ["3 minutes", { longestSeconds: 180, videoSeconds: 180, exceeded: false }],
      ["180001 millis", { longestSeconds: 180, videoSeconds: 180.001, exceeded: true }]
    ] as const
  )("of %s says how long it may be, and whether it is longer", (duration, expected) => {
    assert.deepStrictEqual(formOf(info, { duration }).duration, expected)
  })
})

describe("the form for photos", () => {
  it("offers only comments, and has no duration", () => {
    const form = PostForm.photos({ ...info, commentDisabled: true, duetDisabled: true })
    assert.deepStrictEqual(form.interactions, {
      comment: { available: false, offBecause: "CreatorSetting", default: false },
      duet: { available: false, offBecause: "NotForPhotos", default: false },
      stitch: { available: false, offBecause: "NotForPhotos", default: false }
    })
    assert.notProperty(form, "duration")
  })
})

describe("a form", () => {
  it.each([
    ["a video", formOf(info, { duration: "1 minute" })],
    ["photos of a creator without avatar", PostForm.photos({ ...info, avatarUrl: undefined })]
  ])("for %s is what JSON makes of it", (_, form) => {
    const json: unknown = JSON.parse(JSON.stringify(form))
    assert.deepStrictEqual(json, form)
    assert.deepStrictEqual(Schema.decodeUnknownSync(PostForm.PostForm)(json), form)
  })

  it("has the declaration that applies, word for word, with what to link", () => {
    const form = formOf(info)
    const standard = {
      text: "By posting, you agree to TikTok's Music Usage Confirmation.",
      links: ["Music Usage Confirmation"]
    }
    const branded = {
      text: "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation.",
      links: ["Branded Content Policy", "Music Usage Confirmation"]
    }
    for (
      const [settings, expected] of [
        [{}, standard],
        [{ brandContent: false, brandOrganic: true }, standard],
        [{ brandContent: true, brandOrganic: false }, branded],
        [{ brandContent: true, brandOrganic: true }, branded]
      ] as const
    ) {
      const { links, text } = PostForm.declaration(form, settings)
      assert.deepStrictEqual({ text, links: links.map(({ phrase }) => phrase) }, expected)
      for (const { phrase, url } of links) {
        assert.include(text, phrase)
        assert.strictEqual(new URL(url).origin, "https://www.tiktok.com")
      }
    }
  })

  it("has the label that TikTok will put on the post", () => {
    const form = PostForm.photos(info)
    const labelOf = (brandOrganic: boolean, brandContent: boolean) =>
      PostForm.label(form, { brandOrganic, brandContent })
    assert.isUndefined(PostForm.label(form, {}))
    assert.isUndefined(labelOf(false, false))
    assert.strictEqual(labelOf(true, false), "Promotional content")
    assert.strictEqual(labelOf(false, true), "Paid partnership")
    assert.strictEqual(labelOf(true, true), "Paid partnership")
    assert.include(form.disclosure.yourBrand.notice, "'Promotional content'")
    assert.include(form.disclosure.brandedContent.notice, "'Paid partnership'")
  })
})

describe("disclosure", () => {
  it.effect("becomes the settings of a post", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(
        yield* PostForm.disclose({ yourBrand: true, brandedContent: false }),
        { brandOrganic: true, brandContent: false }
      )
    }))

  it.effect("is incomplete if no option is ticked", () =>
    Effect.gen(function*() {
      const { reason } = yield* Effect.flip(PostForm.disclose({ yourBrand: false, brandedContent: false }))
      assert.strictEqual(reason.message, "disclosure must be yourBrand, brandedContent or both")
    }))
})

describe("the check of a post", () => {
  it("lists every broken rule, those of the guidelines first", () => {
    const form = formOf(
      { ...info, privacyLevels: ["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS"], stitchDisabled: true },
      { duration: "4 minutes" }
    )
    const post = Post.video({
      media,
      privacyLevel: "SELF_ONLY",
      disableDuet: true,
      disableStitch: false,
      brandContent: true,
      title: "a".repeat(2201)
    })
    assert.deepStrictEqual(rulesOf(PostForm.violations(form, post)), [
      "privacyLevel must be one that the creator may choose (FOLLOWER_OF_CREATOR, MUTUAL_FOLLOW_FRIENDS), was SELF_ONLY",
      "disableComment must be true or false: only what the creator turned on may be on",
      "disableStitch must be true, because the creator's settings turn it off",
      "media.duration must be at most 180 seconds for this creator, was 240",
      "privacyLevel must not be SELF_ONLY for branded content",
      "title must have at most 2200 UTF-16 units, had 2201"
    ])
  })

  it.effect("fails with the first of them", () =>
    Effect.gen(function*() {
      const post = Post.video({ ...clip, privacyLevel: "FOLLOWER_OF_CREATOR" })
      const error = yield* Effect.flip(PostForm.check(formOf(info), post))
      assert.strictEqual(error.operation, "PostForm.check")
      assert.strictEqual(error.reason._tag, "InvalidInput")
      assert.strictEqual(error.reason.field, "privacyLevel")
      assert.strictEqual(error.scope, "request")
      assert.isFalse(error.retryable)
    }))

  it.effect("accepts a post that keeps the rules, and does not change it", () =>
    Effect.gen(function*() {
      const before = { ...clip }
      yield* PostForm.check(formOf(info), clip)
      assert.deepStrictEqual(clip, before)
    }))

  it("checks a post against a form of its kind", () => {
    const photos = Post.photos({ images, privacyLevel: "SELF_ONLY", disableComment: true })
    assert.deepStrictEqual(rulesOf(PostForm.violations(formOf(info), photos)), [
      "post must be made by Post.video",
      "disableDuet must be true or false: only what the creator turned on may be on",
      "disableStitch must be true or false: only what the creator turned on may be on"
    ])
    assert.deepStrictEqual(rulesOf(PostForm.violations(PostForm.photos(info), clip)), [
      "post must be made by Post.photos",
      "disableDuet must be left out of photos",
      "disableStitch must be left out of photos"
    ])
  })

  it("warns if the guidelines are unclear", () => {
    const form = formOf({ ...info, privacyLevels: ["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS"] })
    const doubtful = Post.video({ ...clip, privacyLevel: "FOLLOWER_OF_CREATOR", brandContent: true })
    assert.deepStrictEqual(PostForm.violations(form, doubtful), [])
    assert.deepStrictEqual(PostForm.warnings(form, doubtful), [
      { field: "privacyLevel", rule: "should be public or friends for branded content" }
    ])
    assert.deepStrictEqual(PostForm.warnings(form, Post.video({ ...doubtful, brandContent: false })), [])
    assert.deepStrictEqual(
      PostForm.warnings(form, Post.video({ ...doubtful, privacyLevel: "MUTUAL_FOLLOW_FRIENDS" })),
      []
    )
  })
})
