import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Schema } from "effect"
import { Contract, type Creator, Media, Post, PostForm, Publisher } from "effect-tiktok"
import { type ContractName, contractNames, terms } from "../support/fixture.ts"
import { withoutRetries } from "../support/noRetries.ts"
import { runs } from "../support/runs.ts"
import { creator, withStub } from "../support/stubTikTok.ts"

const contracts = { catalog: Contract.catalog, live: Contract.live }

/** Publishes to a TikTok that refuses everything. Returns the error of the publish and the number of requests. */
const publishing = (contract: ContractName, post: Post.Post) =>
  withStub(
    () => ({ status: 400, body: { error: { code: terms[contract].requestRejected } } }),
    Effect.flip(Publisher.Publisher.use((publisher) => publisher.publish(creator, post))),
    contracts[contract]
  ).pipe(
    Effect.map(({ sent, value: { reason } }) => ({ reason, requests: sent.length })),
    withoutRetries
  )

/** Checks a post as an app does, and publishes it if the check passes. */
const attempt = (contract: ContractName, { form, post }: Attempt) =>
  PostForm.check(form, post).pipe(
    Effect.matchEffect({
      onFailure: ({ reason }) => Effect.succeed({ reason, requests: 0 }),
      onSuccess: () => publishing(contract, post)
    })
  )

const Level = Schema.Literals(Post.PrivacyLevel.literals)

const upTo = (most: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: most }))

/** A creator, and a post that this creator may make. Each value is drawn so that it breaks no rule. */
const Legal = Schema.Struct({
  kind: Schema.Literals(["Video", "Photos"]),
  levels: Schema.UniqueArray(Level).check(Schema.isMinLength(1)),
  choice: upTo(3),
  disabled: Schema.Struct({ comment: Schema.Boolean, duet: Schema.Boolean, stitch: Schema.Boolean }),
  off: Schema.Struct({ comment: Schema.Boolean, duet: Schema.Boolean, stitch: Schema.Boolean }),
  brandContent: Schema.Boolean,
  brandOrganic: Schema.Boolean,
  isAigc: Schema.Boolean,
  titleLength: upTo(90),
  longest: upTo(600),
  seconds: upTo(600),
  images: upTo(34)
})

const make = (drawn: typeof Legal.Type) => {
  const { disabled, levels, off } = drawn
  const privacyLevel = levels[drawn.choice % levels.length] ?? "SELF_ONLY"
  const creatorInfo: Creator.CreatorInfo = {
    username: "creator",
    nickname: "A Creator",
    privacyLevels: levels,
    commentDisabled: disabled.comment,
    duetDisabled: disabled.duet,
    stitchDisabled: disabled.stitch,
    maxVideoDuration: Duration.seconds(drawn.longest)
  }
  const shared = {
    privacyLevel,
    title: "a".repeat(drawn.titleLength),
    disableComment: disabled.comment || off.comment,
    brandContent: drawn.brandContent && privacyLevel !== "SELF_ONLY",
    brandOrganic: drawn.brandOrganic,
    isAigc: drawn.isAigc
  }
  return drawn.kind === "Video"
    ? {
      form: Effect.runSync(
        PostForm.video(creatorInfo, { duration: Duration.seconds(Math.min(drawn.seconds, drawn.longest)) })
      ),
      post: Post.video({
        ...shared,
        media: Media.url("https://verified-domain.com/clip.mp4"),
        disableDuet: disabled.duet || off.duet,
        disableStitch: disabled.stitch || off.stitch
      })
    }
    : {
      form: PostForm.photos(creatorInfo),
      post: Post.photos({
        ...shared,
        images: Array.from({ length: drawn.images + 1 }, (_, index) => `https://verified-domain.com/${index}.jpg`),
        coverIndex: drawn.images
      })
    }
}

interface Attempt {
  readonly form: PostForm.PostForm
  readonly post: PostForm.DirectPost
}

/** A way to break a rule of the guidelines, and the field that the error names. */
interface Break {
  readonly field: string
  /** `Publisher` also checks the rules that need no creator info, for apps without a form. */
  readonly always?: true
  readonly apply: (attempt: Attempt) => Attempt
}

const withPost =
  (change: (post: PostForm.DirectPost) => PostForm.DirectPost) => ({ form, post }: Attempt): Attempt => ({
    form,
    post: change(post)
  })

/** Unchecked settings, as they come from a form or a file. */
const unchecked = (json: string): { readonly [Field in keyof PostForm.DirectPost]?: never } => JSON.parse(json)

const breaks: Readonly<Record<string, Break>> = {
  "a privacy level that the creator may not choose": {
    field: "privacyLevel",
    apply: ({ form, post }) => ({
      form: { ...form, privacyLevels: form.privacyLevels.filter(({ level }) => level !== post.privacyLevel) },
      post
    })
  },
  "no privacy level": {
    field: "privacyLevel",
    always: true,
    apply: withPost((post) => ({ ...post, ...unchecked(`{ "privacyLevel": null }`) }))
  },
  "branded content for the creator only": {
    field: "privacyLevel",
    always: true,
    apply: ({ form, post }) => ({
      form: { ...form, privacyLevels: [{ level: "SELF_ONLY", brandedContent: "Refused" }] },
      post: { ...post, privacyLevel: "SELF_ONLY", brandContent: true }
    })
  },
  "a disclosure that is neither on nor off": {
    field: "brandContent",
    always: true,
    apply: withPost((post) => ({ ...post, ...unchecked(`{ "brandContent": "false" }`) }))
  },
  "comments that were not turned on": {
    field: "disableComment",
    apply: ({ form, post }) => ({
      form: {
        ...form,
        interactions: { ...form.interactions, comment: { available: true, default: false } }
      },
      post: { ...post, disableComment: undefined }
    })
  },
  "comments that the creator's settings turn off": {
    field: "disableComment",
    apply: ({ form, post }) => ({
      form: {
        ...form,
        interactions: {
          ...form.interactions,
          comment: { available: false, offBecause: "CreatorSetting", default: false }
        }
      },
      post: { ...post, disableComment: false }
    })
  },
  "a video that is too long for the creator": {
    field: "media.duration",
    apply: ({ form, post }) => ({
      form: { ...form, duration: { longestSeconds: 180, videoSeconds: 181, exceeded: true } },
      post
    })
  },
  "the form of the other kind": {
    field: "post",
    apply: ({ form, post }) => ({ form: { ...form, kind: form.kind === "Video" ? "Photos" : "Video" }, post })
  },
  "a title that is too long": {
    field: "title",
    always: true,
    apply: withPost((post) => ({ ...post, title: "a".repeat(2201) }))
  }
}

describe.each(contractNames)("Scenario 14: guideline-breaking posts, random (%s)", (contract) => {
  it.effect.prop(
    "fail, and posts that break no rule pass the check and are sent",
    { drawn: Legal },
    ({ drawn }) =>
      Effect.gen(function*() {
        const { form, post } = make(drawn)
        assert.deepStrictEqual(PostForm.violations(form, post), [])
        const { reason, requests } = yield* attempt(contract, { form, post })
        assert.strictEqual(reason._tag, "RequestRejected")
        assert.strictEqual(requests, 1)
      }),
    { arbitrary: { runs: runs(100) } }
  )

  for (const [what, { always, apply, field }] of Object.entries(breaks)) {
    it.effect.prop(
      `with ${what} are refused before any request`,
      { drawn: Legal },
      ({ drawn }) =>
        Effect.gen(function*() {
          const broken = apply(make(drawn))
          const { reason, requests } = yield* attempt(contract, broken)
          assert(reason._tag === "InvalidInput", reason._tag)
          assert.strictEqual(reason.field, field)
          assert.strictEqual(requests, 0)
          if (always === true) {
            const unshown = yield* publishing(contract, broken.post)
            assert(unshown.reason._tag === "InvalidInput", unshown.reason._tag)
            assert.strictEqual(unshown.reason.field, field)
            assert.strictEqual(unshown.requests, 0)
          }
        }),
      { arbitrary: { runs: runs(40) } }
    )
  }
})
