import { type Answer, dataOf, expect, expectShape, type Fields, fieldsOf, listOf, type Shape } from "../Client.ts"
import {
  bothContracts,
  type Case,
  catalogOnly,
  expectRefusal,
  follow,
  liveOnly,
  paths,
  publicPull,
  type Run,
  start
} from "../Run.ts"

const creatorFields: Readonly<Record<string, Shape>> = {
  open_id: "text",
  display_name: "text",
  avatar_large_url: /^https:/,
  avatar_medium_url: /^https:/,
  avatar_small_url: /^https:/,
  avatar_size: "number",
  is_verified: "boolean",
  bio_description: "string",
  bio_link: "string",
  profile_deep_link: /^https:\/\/www\.tiktok\.com\/@/,
  follower_count: "number",
  following_count: "number",
  video_count: "number",
  like_count: "number"
}

const infoFields: Readonly<Record<string, Shape>> = {
  creator_avatar_url: /^https:/,
  creator_username: "text",
  creator_nickname: "text",
  privacy_level_options: "list",
  comment_disabled: "boolean",
  duet_disabled: "boolean",
  stitch_disabled: "boolean",
  max_video_post_duration_sec: "number"
}

/** Fields of the user info by scope. */
const userFields: Readonly<Record<string, Readonly<Record<string, Shape>>>> = {
  "user.info.basic": {
    open_id: "text",
    union_id: "text",
    avatar_url: /^https:/,
    avatar_url_100: /^https:/,
    avatar_large_url: /^https:/,
    display_name: "text"
  },
  "user.info.profile": {
    bio_description: "string",
    profile_deep_link: /^https:\/\/www\.tiktok\.com\/@/,
    is_verified: "boolean",
    username: "text"
  },
  "user.info.stats": {
    follower_count: "number",
    following_count: "number",
    likes_count: "number",
    video_count: "number"
  }
}

const videoFields: Readonly<Record<string, Shape>> = {
  id: /^\d{17,19}$/,
  create_time: "number",
  cover_image_url: /^https:/,
  share_url: /^https:\/\/www\.tiktok\.com\/@/,
  video_description: "string",
  duration: "number",
  height: "number",
  width: "number",
  title: "string",
  embed_html: /^<iframe/,
  embed_link: /^https:/,
  like_count: "number",
  comment_count: "number",
  share_count: "number",
  view_count: "number",
  is_aigc: "boolean"
}

const names = (fields: Readonly<Record<string, Shape>>) => Object.keys(fields).join(",")

const userOf = (answer: Answer): Fields => fieldsOf(answer, dataOf(answer), "user")

const expectOnly = (answer: Answer, fields: Fields, expected: ReadonlyArray<string>) =>
  expect(
    Object.keys(fields).toSorted().join() === expected.toSorted().join(),
    answer,
    `only the fields ${expected.join(", ")}`
  )

const askInfo = ({ client }: Run, token: string, body: unknown = "") => client.post(paths.creatorInfo, body, token)

/** Changes of an account, and what the creator info says then. */
const accounts: ReadonlyArray<
  readonly [id: string, name: string, changes: Fields, expected: Readonly<Record<string, Shape>>]
> = [
  ["comments-off", "an account without comments", { commentsOff: true }, { comment_disabled: [true] }],
  ["duets-off", "an account without duets", { duetsOff: true }, { duet_disabled: [true] }],
  ["stitches-off", "an account without stitches", { stitchesOff: true }, { stitch_disabled: [true] }],
  ["open", "an open account", {}, { comment_disabled: [false], duet_disabled: [false], stitch_disabled: [false] }],
  ["private", "a private account", { privateAccount: true }, { duet_disabled: [true], stitch_disabled: [true] }],
  ["duration", "a creator with ten minutes", { maxVideoSeconds: 600 }, { max_video_post_duration_sec: [600] }],
  ["duration-short", "a creator with three minutes", { maxVideoSeconds: 180 }, { max_video_post_duration_sec: [180] }]
]

const accountRows = accounts.map(([id, name, changes, expected]): Case => ({
  id: `creator-info/account/${id}`,
  name: `creator info tells the settings of ${name}`,
  contracts: liveOnly,
  needs: "control",
  run: async (run) => {
    await run.control().changeCreator(changes)
    const answer = await askInfo(run, await run.token())
    expectShape(answer, dataOf(answer), expected)
  }
}))

const options: ReadonlyArray<readonly [id: string, isPrivate: boolean, levels: ReadonlyArray<string>]> = [
  ["public", false, ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]],
  ["private", true, ["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]]
]

const optionRows = options.map(([id, privateAccount, levels]): Case => ({
  id: `creator-info/privacy_level_options/${id}`,
  name: `a ${id} account is offered ${levels.join(", ")}`,
  contracts: liveOnly,
  needs: "control",
  run: async (run) => {
    await run.control().changeCreator({ privateAccount })
    const answer = await askInfo(run, await run.token())
    const { privacy_level_options: offered } = dataOf(answer)
    expect(Array.isArray(offered) && offered.toSorted().join() === levels.toSorted().join(), answer, levels.join(", "))
  }
}))

const creatorRows: ReadonlyArray<Case> = [
  {
    id: "creator-query/all-fields",
    name: "the creator has the fourteen fields of the full URL",
    contracts: catalogOnly,
    run: async (run) => {
      const answer = await run.client.get(`${paths.creatorQuery}?fields=${names(creatorFields)}`, await run.token())
      expectShape(answer, userOf(answer), creatorFields)
    }
  },
  {
    id: "creator-query/no-fields",
    name: "without fields the creator has all fourteen",
    contracts: catalogOnly,
    run: async (run) => {
      const answer = await run.client.get(paths.creatorQuery, await run.token())
      expectOnly(answer, userOf(answer), Object.keys(creatorFields))
    }
  },
  {
    id: "creator-query/some-fields",
    name: "the creator has only the requested fields",
    contracts: catalogOnly,
    run: async (run) => {
      const answer = await run.client.get(`${paths.creatorQuery}?fields=like_count,display_name`, await run.token())
      expectOnly(answer, userOf(answer), ["like_count", "display_name"])
    }
  },
  {
    id: "creator-query/content-type",
    name: "a GET may have the type application/json",
    contracts: catalogOnly,
    run: async (run) => {
      const answer = await run.client.send(paths.creatorQuery, {
        headers: {
          authorization: `Bearer ${await run.token()}`,
          "content-type": "application/json; charset=UTF-8"
        }
      })
      expectShape(answer, userOf(answer), creatorFields)
    }
  },
  ...["likes_count", "open_id,"].map((fields): Case => ({
    id: `creator-query/unknown-field/${fields}`,
    name: `the fields "${fields}" are refused`,
    contracts: catalogOnly,
    run: async (run) => {
      const path = `${paths.creatorQuery}?fields=${fields}`
      expectRefusal(run, await run.client.get(path, await run.token()), "bad request")
    }
  })),
  {
    id: "creator-info/fields",
    name: "creator info has its eight fields",
    contracts: liveOnly,
    run: async (run) => {
      const answer = await askInfo(run, await run.token())
      const data = dataOf(answer)
      expectShape(answer, data, infoFields)
      const { privacy_level_options: offered } = data
      expect(Array.isArray(offered) && offered.includes("SELF_ONLY"), answer, "SELF_ONLY among the privacy levels")
    }
  },
  ...[["empty object", {}], ["other fields", { a: 1 }]].map(([id, body]): Case => ({
    id: `creator-info/body/${String(id).replace(" ", "-")}`,
    name: `creator info ignores a body with ${String(id)}`,
    contracts: liveOnly,
    run: async (run) => {
      const answer = await askInfo(run, await run.token(), body)
      expectShape(answer, dataOf(answer), infoFields)
    }
  })),
  {
    id: "creator-info/plain-type",
    name: "creator info accepts application/json without a charset",
    contracts: liveOnly,
    run: async (run) => {
      const headers = { "content-type": "application/json" }
      const answer = await run.client.post(paths.creatorInfo, "", await run.token(), headers)
      expectShape(answer, dataOf(answer), infoFields)
    }
  },
  ...accountRows,
  ...optionRows
]

const fieldScopeRow = (field: string, scope: string, shape: Shape): Case => ({
  id: `user-info/scope/${field}`,
  name: `user info needs ${scope} for ${field}`,
  contracts: liveOnly,
  needs: "control",
  run: async (run) => {
    const path = `${paths.userInfo}?fields=${field}`
    const granted = await run.client.get(path, await run.control().token({ scopes: [scope] }))
    expectShape(granted, userOf(granted), { [field]: shape })
    const others = Object.keys(userFields).filter((other) => other !== scope)
    const answer = await run.client.get(path, await run.control().token({ scopes: others }))
    expectRefusal(run, answer, "field outside scope")
  }
})

const userRows: ReadonlyArray<Case> = [
  ...Object.entries(userFields).map(([scope, fields]): Case => ({
    id: `user-info/fields/${scope}`,
    name: `user info has the fields of ${scope}, and only the requested ones`,
    contracts: liveOnly,
    run: async (run) => {
      const answer = await run.client.get(`${paths.userInfo}?fields=${names(fields)}`, await run.token())
      expectShape(answer, userOf(answer), fields)
      expectOnly(answer, userOf(answer), Object.keys(fields))
    }
  })),
  ...Object.entries(userFields).flatMap(([scope, fields]) =>
    Object.entries(fields).map(([field, shape]) => fieldScopeRow(field, scope, shape))
  )
]

type AskFields = (run: Run, token: string, query: string) => Promise<Answer>

const withFields: Readonly<Record<string, AskFields>> = {
  "user-info": ({ client }, token, query) => client.get(paths.userInfo + query, token),
  "video-list": ({ client }, token, query) => client.post(paths.videoList + query, {}, token),
  "video-query": ({ client }, token, query) =>
    client.post(paths.videoQuery + query, { filters: { video_ids: ["1"] } }, token)
}

const badFields = { missing: "", empty: "?fields=", unknown: "?fields=id,like" }

const fieldRows = Object.entries(withFields).flatMap(([id, ask]) =>
  Object.entries(badFields).map(([what, query]): Case => ({
    id: `${id}/bad-fields/${what}`,
    name: `${what} fields are refused`,
    contracts: liveOnly,
    run: async (run) => expectRefusal(run, await ask(run, await run.token(), query), "bad request")
  }))
)

const videosOf = (answer: Answer) => listOf(answer, dataOf(answer), "videos")

const list = (run: Run, token: string, body: unknown, fields = names(videoFields)) =>
  run.client.post(`${paths.videoList}?fields=${fields}`, body, token)

const query = (run: Run, token: string, ids: unknown) =>
  run.client.post(`${paths.videoQuery}?fields=id,title`, { filters: { video_ids: ids } }, token)

/** Publishes public videos, a second apart. Returns a token. */
const publish = async (run: Run, titles: ReadonlyArray<string>): Promise<string> => {
  await run.control().changeRules({
    lifecycle: { mode: "immediate" },
    limits: { initsPerMinute: null, postsPerDay: null }
  })
  await run.control().changeCreator({ videos: 0 })
  const token = await run.token()
  for (const title of titles) {
    const { publishId } = await start(run, paths.video, publicPull(run, title), token)
    await follow(run, publishId, token, ["published"])
    await run.control().advance(2_000)
  }
  return token
}

const titlesOf = (answer: Answer) => videosOf(answer).map(({ title }) => title).join()

const badBodies: ReadonlyArray<readonly [id: string, path: string, body: Fields]> = [
  ["video-list/bad-body/21", paths.videoList, { max_count: 21 }],
  ["video-list/bad-body/0", paths.videoList, { max_count: 0 }],
  ["video-list/bad-body/cursor-text", paths.videoList, { cursor: "1" }],
  ["video-query/bad-body/no-filters", paths.videoQuery, {}],
  ["video-query/bad-body/no-ids", paths.videoQuery, { filters: { video_ids: [] } }],
  ["video-query/bad-body/21-ids", paths.videoQuery, { filters: { video_ids: Array.from({ length: 21 }, String) } }],
  ["video-query/bad-body/numbers", paths.videoQuery, { filters: { video_ids: [1] } }]
]

const videoRows: ReadonlyArray<Case> = [
  ...badBodies.map(([id, path, body]): Case => ({
    id,
    name: `${JSON.stringify(body).slice(0, 60)} is refused`,
    contracts: liveOnly,
    run: async (run) =>
      expectRefusal(run, await run.client.post(`${path}?fields=id`, body, await run.token()), "bad request")
  })),
  {
    id: "video-list/pages",
    name: "public videos come newest first, ten a page by default, from a cursor in milliseconds",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      const titles = Array.from({ length: 12 }, (_, index) => `video ${index}`)
      const token = await publish(run, titles)
      const first = await list(run, token, {})
      expect(titlesOf(first) === titles.toReversed().slice(0, 10).join(), first, "the ten newest")
      expectShape(first, dataOf(first), { cursor: "number", has_more: [true] })
      const { cursor } = dataOf(first)
      expect(Number(cursor) > 1e12, first, "a cursor in milliseconds")
      const second = await list(run, token, { cursor, max_count: 20 })
      expect(titlesOf(second) === "video 1,video 0", second, "the two oldest")
      expectShape(second, dataOf(second), { has_more: [false] })
    }
  },
  {
    id: "video-list/video",
    name: "a listed video has the fields of the video object, with create_time in seconds",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      const answer = await list(run, await publish(run, ["sea"]), { max_count: 1 })
      const [video = {}] = videosOf(answer)
      expectShape(answer, video, { ...videoFields, title: ["sea"], video_description: ["sea"], is_aigc: [false] })
      expect(Number(video["create_time"]) < 1e11, answer, "create_time in seconds")
    }
  },
  {
    id: "video-list/aigc",
    name: "a listed video says that it is labeled as made by AI",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      const token = await publish(run, [])
      const { post_info, source_info } = publicPull(run)
      const { publishId } = await start(
        run,
        paths.video,
        { post_info: { ...post_info, is_aigc: true }, source_info },
        token
      )
      await follow(run, publishId, token, ["published"])
      const answer = await list(run, token, {})
      expectShape(answer, videosOf(answer)[0] ?? {}, { is_aigc: [true] })
    }
  },
  {
    id: "video-list/long-title",
    name: "a listed video has at most 150 characters of its title",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      const answer = await list(run, await publish(run, ["x".repeat(200)]), {})
      const [video = {}] = videosOf(answer)
      expectShape(answer, video, { title: /^x{150}$/, video_description: /^x{150}$/ })
    }
  },
  {
    id: "video-list/private",
    name: "a private post is not listed",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      const token = await publish(run, ["public"])
      const body = { ...publicPull(run, "private"), post_info: { title: "private", privacy_level: "SELF_ONLY" } }
      const { publishId } = await start(run, paths.video, body, token)
      await follow(run, publishId, token, ["published"])
      const answer = await list(run, token, {})
      expect(titlesOf(answer) === "public", answer, "the public video alone")
    }
  },
  {
    id: "video-query/own",
    name: "a query finds the creator's own videos by id, and leaves out the others",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      const token = await publish(run, ["own"])
      const [own = {}] = videosOf(await list(run, token, {}))
      const found = await query(run, token, [own["id"], "1"])
      expect(titlesOf(found) === "own", found, "the creator's video alone")
      const [, openId = ""] = await run.control().creators()
      const foreign = await query(run, await run.control().token({ openId }), [own["id"]])
      expect(videosOf(foreign).length === 0, foreign, "no video of another creator")
    }
  }
]

/** Cases about creators, users and their videos. */
export const profileCases: ReadonlyArray<Case> = [
  ...creatorRows,
  ...userRows,
  ...fieldRows,
  ...videoRows,
  {
    id: "profile/names",
    name: "the creator's profile has names",
    contracts: bothContracts,
    run: async (run) => {
      const answer = await run.contract.profile(run.client, await run.token())
      const data = dataOf(answer)
      const fields = run.contract.name === "live"
        ? [data["creator_username"], data["creator_nickname"]]
        : [userOf(answer)["display_name"]]
      for (const field of fields) expect(typeof field === "string" && field !== "", answer, "the creator's names")
    }
  }
]
