import { DateTime, Duration, Effect, Result, Schema } from "effect"
import { Checkpoint, Creator, Outcome, Post, PostForm } from "effect-tiktok"
import * as Preflight from "effect-tiktok/Preflight"
import { quotaLeft } from "../actions/posts.ts"
import { present } from "../output/present.ts"
import { bytes as sizeOf } from "../output/progress.ts"
import { currentCreator } from "../session.ts"
import { ToolRefused } from "./failure.ts"
import { accountFields, inSession, type Pinned, targetOf } from "./pinned.ts"
import { digestOf, type PlannedPost, postFields, toPost } from "./plannedPost.ts"
import { makePlans } from "./plans.ts"
import { addTool } from "./tool.ts"

const Problem = Schema.Struct({ field: Schema.String, message: Schema.String })

const PlanAnswer = Schema.TaggedStruct("Plan", {
  state: Schema.Literals(["Ready", "NotReady"]),
  /** For `execute_plan`. Absent if the plan is not ready. */
  planId: Schema.optionalKey(Schema.String),
  expiresAt: Schema.optionalKey(Schema.String),
  remedy: Schema.optionalKey(Schema.String),
  profile: Schema.String,
  creator: Post.CreatorId,
  displayName: Schema.optionalKey(Schema.String),
  username: Schema.optionalKey(Schema.String),
  willHappen: Schema.Array(Schema.String),
  title: Schema.optionalKey(Schema.String),
  description: Schema.optionalKey(Schema.String),
  /** Without a problem, the plan is ready. */
  problems: Schema.Array(Problem),
  warnings: Schema.Array(Problem),
  /** What the creator agrees to. */
  declaration: Schema.optionalKey(Schema.String),
  /** Of the declaration. */
  links: Schema.optionalKey(Schema.Array(Schema.String)),
  facts: Schema.Array(Preflight.Facts),
  /** How an earlier publish under the same key ended. */
  earlier: Schema.optionalKey(Outcome.Outcome),
  roomInSeconds: Schema.Finite,
  digest: Schema.String,
  key: Schema.String
})

const ExecutionAnswer = Schema.TaggedStruct("Execution", {
  planId: Schema.String,
  key: Schema.String,
  profile: Schema.String,
  creator: Post.CreatorId,
  state: Schema.Literals(["Running", "Ended"]),
  remedy: Schema.optionalKey(Schema.String),
  /** Whether an earlier call has started it. */
  isRepeated: Schema.optionalKey(Schema.Boolean),
  outcome: Schema.optionalKey(Outcome.Outcome)
})

const encodePlan = Schema.encodeSync(Schema.toCodecJson(PlanAnswer))
const encodeExecution = Schema.encodeSync(Schema.toCodecJson(ExecutionAnswer))

/** Adds the tools that plan a post and execute the plan. */
export const addPublishingTools = Effect.fnUntraced(function*(pinned: Pinned) {
  const plans = yield* makePlans(pinned)

  yield* addTool({
    name: "plan_post",
    title: "Plan a post",
    description:
      "Says what a post would do, what TikTok would refuse in its media, and which of TikTok's guidelines it breaks. " +
      "Posts nothing. A plan that is ready has a planId for execute_plan, which is valid for ten minutes.",
    input: {
      ...accountFields(pinned),
      ...postFields,
      key: Schema.optionalKey(Schema.NonEmptyString).annotate({
        description:
          "Name of the post, under which it is posted once. By default the same media with the same settings " +
          "are the same post; to post them again on purpose, give a name"
      })
    },
    result: PlanAnswer,
    changes: "Nothing",
    handle: ({ creator: name, key: given, profile, ...input }) =>
      Effect.gen(function*() {
        const target = yield* targetOf(pinned, { ...present({ creator: name, profile }) })
        const planned = yield* toPost(pinned, input)
        return yield* inSession(target)(Effect.gen(function*() {
          const creator = yield* currentCreator
          const digest = digestOf(target, creator, planned)
          const key = given ?? `mcp ${digest}`
          const { declaration, facts, names, problems, warnings } = yield* judge(creator, planned)
          const store = yield* Checkpoint.CheckpointStore
          const earlier = yield* store.get(key)
          const { limits } = yield* quotaLeft
          const calls = limits.filter(({ calls }) => calls.includes(callOf[planned.post._tag]))
          const ready = problems.length === 0
          const plan = ready
            ? yield* plans.add({ target, creator, input, digest, key, isOwnKey: given === undefined })
            : undefined
          return encodePlan({
            _tag: "Plan",
            state: ready ? "Ready" : "NotReady",
            ...present({
              planId: plan?.planId,
              expiresAt: plan && DateTime.formatIso(DateTime.makeUnsafe(plan.expiresAt))
            }),
            ...(pinned.mayPublish
              ? {}
              : { remedy: "This server is read-only. A person can start it with --allow-publish." }),
            profile: target.profile,
            creator,
            ...names,
            willHappen: willHappen(planned, earlier?.outcome, earlier !== undefined),
            ...present({ title: input.title, description: input.description }),
            problems,
            warnings,
            ...present({ declaration: declaration?.text, links: declaration?.links.map(({ url }) => url) }),
            facts,
            ...present({ earlier: earlier?.outcome }),
            roomInSeconds: Math.max(0, ...calls.map(({ roomInSeconds }) => roomInSeconds)),
            digest,
            key
          })
        }))
      })
  })

  yield* addTool({
    name: "execute_plan",
    title: "Execute a plan",
    description:
      "Posts what a plan of plan_post says, once. A repeated call posts nothing: it answers with the outcome, or " +
      "waits for it while the state is Running. Ask a person before the first call." +
      (pinned.mayPublish ? "" : " This server is read-only, so it refuses."),
    input: {
      planId: Schema.NonEmptyString,
      waitSeconds: Schema.optionalKey(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 600 }))).annotate({
        description: "How long to wait for the outcome; 45 by default, because many agents give up after 60"
      })
    },
    result: ExecutionAnswer,
    changes: "Posts",
    handle: ({ planId, waitSeconds = 45 }) =>
      Effect.gen(function*() {
        if (!pinned.mayPublish) {
          return yield* new ToolRefused({
            code: "ReadOnly",
            says: "this server is read-only, so nothing was posted",
            remedy: "A person can start it with --allow-publish."
          })
        }
        const { plan, ...execution } = yield* plans.execute(planId, Duration.seconds(waitSeconds))
        const about = { planId, key: plan.key, profile: plan.target.profile, creator: plan.creator }
        return encodeExecution(
          execution.state === "Running"
            ? {
              _tag: "Execution",
              ...about,
              state: "Running",
              remedy: "Call execute_plan again with the same planId: it waits on, and posts nothing twice."
            }
            : { _tag: "Execution", ...about, ...execution }
        )
      })
  })
})

const callOf = {
  Video: "video.init",
  VideoDraft: "inbox.init",
  Photos: "photo.init",
  PhotosDraft: "photo.draft"
} as const

/** What the guidelines and a look at the media say of a post. */
const judge = Effect.fnUntraced(function*(creator: Post.CreatorId, { post }: PlannedPost) {
  const isDirect = post._tag === "Video" || post._tag === "Photos"
  const info = isDirect
    ? yield* Creator.Creator.use(({ info }) => info(creator)).pipe(
      // Without creator info in the API, TikTok decides at the post.
      Effect.catchReason("TikTokError", "Unsupported", () => Effect.undefined)
    )
    : undefined
  const checked = yield* Effect.result(Preflight.check(post, info === undefined ? {} : { info }))
  const report = Result.isSuccess(checked) ? checked.success : undefined
  const unchecked = Result.isFailure(checked) ? [checked.failure.reason] : []
  const facts = report?.media ?? []
  const names = present({ displayName: info?.nickname, username: info?.username })
  if (!isDirect || info === undefined) {
    return {
      facts,
      names,
      problems: [...unchecked, ...(report === undefined ? [] : Preflight.refusals(report))].map(problemOf),
      warnings: (report?.findings ?? []).flatMap(({ field, sentence, severity }) =>
        severity === "Doubtful" ? [{ field, message: sentence }] : []
      ),
      declaration: undefined
    }
  }
  const form = post._tag === "Video" ? yield* PostForm.video(info, { report }) : PostForm.photos(info)
  return {
    facts,
    names,
    problems: [...unchecked, ...PostForm.violations(form, post, report)].map(problemOf),
    warnings: PostForm.warnings(form, post, report).map(problemOf),
    declaration: PostForm.declaration(form, post)
  }
})

/** The rule may quote a name or a value out of a file. */
const problemOf = ({ field, rule }: { readonly field: string; readonly rule: string }) => ({ field, message: rule })

const places = {
  Video: "Posts a video to the creator's profile",
  VideoDraft: "Sends a video to the inbox of the creator, who finishes and posts it in TikTok",
  Photos: "Posts photos to the creator's profile",
  PhotosDraft: "Sends photos to the inbox of the creator, who finishes and posts them in TikTok"
} as const

const willHappen = (
  { bytes, media, post }: PlannedPost,
  earlier: Outcome.Outcome | undefined,
  isKnown: boolean
): ReadonlyArray<string> => {
  if (earlier?._tag === "Published" || earlier?._tag === "SentToInbox") {
    return [
      "Nothing: a post was already sent under this key. By default the key stands for the post itself; to send it again " +
      "on purpose, plan it with another key."
    ]
  }
  return [
    ...(isKnown && earlier?._tag !== "Failed" ? ["Goes on with a publish that an earlier run left."] : []),
    ...(earlier?._tag === "Failed" ? ["Tries again: TikTok has nothing of the earlier try, which failed."] : []),
    `${places[post._tag]}.`,
    bytes === undefined
      ? `TikTok fetches ${media.length === 1 ? "the media" : `${media.length} photos`} from the given URL${
        media.length === 1 ? "" : "s"
      }.`
      : `Uploads ${sizeOf(bytes)} with the SHA-256 ${media[0]}.`,
    ...(post._tag === "Video" || post._tag === "Photos"
      ? [
        `Who may see it: ${post.privacyLevel}.`,
        `Comments are ${post.disableComment === true ? "off" : "on"}.`,
        ...(post.brandContent === true
          ? ["TikTok labels it as a paid partnership."]
          : post.brandOrganic === true
          ? ["TikTok labels it as promotional content."]
          : []),
        ...(post.isAigc === true ? ["TikTok labels it as made with artificial intelligence."] : [])
      ]
      : [])
  ]
}
