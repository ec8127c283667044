import { Duration, Effect, Schema } from "effect"
import { Media, Post, Publisher } from "effect-tiktok"
import * as Preflight from "effect-tiktok/Preflight"
import * as Account from "../actions/account.ts"
import * as Posts from "../actions/posts.ts"
import * as Events from "../CommandEvent.ts"
import { type Account as GivenAccount, accountFields, allowedFile, inSession, type Pinned, targetOf } from "./pinned.ts"
import { addTool } from "./tool.ts"

const encode = Schema.encodeSync(Schema.toCodecJson(Events.CommandEvent))

/** Adds the tools that change nothing. */
export const addReadingTools = Effect.fnUntraced(function*(pinned: Pinned) {
  const account = accountFields(pinned)
  const at = (given: GivenAccount) => <E, R>(action: Effect.Effect<Events.CommandEvent, E, R>) =>
    Effect.flatMap(targetOf(pinned, given), (target) => Effect.map(inSession(target)(action), encode))

  yield* addTool({
    name: "whoami",
    title: "Who is logged in",
    description:
      "Whose account a profile uses, with which app, server and scopes. Asks TikTok, which proves the login.",
    input: account,
    result: Events.WhoAmI,
    changes: "Nothing",
    handle: (input) => at(input)(Account.whoami)
  })
  yield* addTool({
    name: "creators",
    title: "Creators",
    description: "The creators who have logged in to the profiles of this server.",
    input: {},
    result: Events.Creators,
    changes: "Nothing",
    handle: () =>
      Effect.map(Account.creators, ({ creators, ...event }) =>
        encode({
          ...event,
          creators: creators.filter(({ profile }) => pinned.targets.some((target) => target.profile === profile))
        }))
  })
  yield* addTool({
    name: "creator_info",
    title: "What the creator may post",
    description: "Privacy levels that the creator may choose, what the creator turned off, and the longest video.",
    input: account,
    result: Events.CreatorInfo,
    changes: "Nothing",
    handle: (input) => at(input)(Account.creatorInfo)
  })
  yield* addTool({
    name: "check_file",
    title: "Check media",
    description: "What TikTok would refuse in videos (MP4, MOV, WebM) and photos (JPEG, WebP). Sends nothing.",
    input: {
      files: Schema.Array(Schema.NonEmptyString).check(Schema.isMinLength(1), Schema.isMaxLength(35)).annotate({
        description: `Paths in ${pinned.folders.join(" or ")}`
      }),
      draft: Schema.optionalKey(Schema.Boolean).annotate({ description: "The files go to the creator's inbox" }),
      maxSeconds: Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThan(0))).annotate({
        description: "Longest video that the creator may post, if known"
      })
    },
    result: Events.Checked,
    changes: "Nothing",
    handle: ({ draft, files, maxSeconds }) =>
      Effect.gen(function*() {
        const paths = yield* Effect.forEach(files, (file) => allowedFile(pinned, file))
        const { findings, media } = yield* Preflight.check(paths.map((path) => Media.file(path)), {
          draft,
          info: { maxVideoDuration: maxSeconds === undefined ? undefined : Duration.seconds(maxSeconds) }
        })
        return encode({
          _tag: "Checked",
          files: media.map((facts, index) => ({
            file: files[index] ?? "",
            facts,
            findings: findings.filter((finding) => finding.index === index)
          }))
        })
      })
  })
  yield* addTool({
    name: "status",
    title: "How a post stands",
    description: "Asks TikTok once how a post stands, by the publish id of execute_plan or pending.",
    input: { ...account, publishId: Post.PublishId },
    result: Publisher.StatusReceived,
    changes: "Nothing",
    handle: ({ publishId, ...input }) => at(input)(Posts.status(publishId))
  })
  yield* addTool({
    name: "list_videos",
    title: "Newest videos",
    description: "The creator's newest public videos, with their counts. Needs the scope video.list.",
    input: {
      ...account,
      count: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 }))).annotate({
        description: "How many; 20 by default"
      })
    },
    result: Events.Videos,
    changes: "Nothing",
    handle: ({ count = 20, ...input }) => at(input)(Posts.listVideos(count))
  })
  yield* addTool({
    name: "pending",
    title: "Publishes without an outcome",
    description: "Publishes of a profile whose outcome is not known yet, by this server or by the command tiktok.",
    input: account,
    result: Events.PendingPublishes,
    changes: "Nothing",
    handle: (input) => at(input)(Posts.pending)
  })
  yield* addTool({
    name: "quota",
    title: "Room under TikTok's limits",
    description: "The limits of TikTok for the creator and the app, and when there is room. Sends nothing.",
    input: account,
    result: Events.QuotaLeft,
    changes: "Nothing",
    handle: (input) => at(input)(Posts.quotaLeft)
  })
})
