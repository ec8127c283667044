import { dataOf, expect, expectShape, type Fields, fieldsOf, listOf, type Shape, type WireResponse } from "../Client.ts"
import { type Case, expectRefusal, follow, liveOnly, paths, publicPull, type Run, start } from "../Run.ts"

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

type AskFields = (run: Run, token: string, query: string) => Promise<WireResponse>

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

const videosOf = (response: WireResponse) => listOf(response, dataOf(response), "videos")

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

const titlesOf = (response: WireResponse) => videosOf(response).map(({ title }) => title).join()

const badBodies: ReadonlyArray<readonly [id: string, path: string, body: Fields]> = [
  ["video-list/bad-body/21", paths.videoList, { max_count: 21 }],
  ["video-list/bad-body/0", paths.videoList, { max_count: 0 }],
  ["video-list/bad-body/cursor-text", paths.videoList, { cursor: "1" }],
  ["video-query/bad-body/no-filters", paths.videoQuery, {}],
  ["video-query/bad-body/no-ids", paths.videoQuery, { filters: { video_ids: [] } }],
  ["video-query/bad-body/21-ids", paths.videoQuery, { filters: { video_ids: Array.from({ length: 21 }, String) } }],
  ["video-query/bad-body/numbers", paths.videoQuery, { filters: { video_ids: [1] } }]
]

/** Cases about the list and the query of videos, and about the fields of both and of user info. */
export const videoCases: ReadonlyArray<Case> = [
  ...fieldRows,
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
      const response = await list(run, await publish(run, ["sea"]), { max_count: 1 })
      const [video = {}] = videosOf(response)
      expectShape(response, video, { ...videoFields, title: ["sea"], video_description: ["sea"], is_aigc: [false] })
      expect(Number(video["create_time"]) < 1e11, response, "create_time in seconds")
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
      const response = await list(run, token, {})
      expectShape(response, videosOf(response)[0] ?? {}, { is_aigc: [true] })
    }
  },
  {
    id: "video-list/long-title",
    name: "a listed video has at most 150 characters of its title",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      const response = await list(run, await publish(run, ["x".repeat(200)]), {})
      const [video = {}] = videosOf(response)
      expectShape(response, video, { title: /^x{150}$/, video_description: /^x{150}$/ })
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
      const response = await list(run, token, {})
      expect(titlesOf(response) === "public", response, "the public video alone")
    }
  },
  {
    id: "video-list/older",
    name: "the list continues with the videos that the creator had before, and the profile counts both",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      const token = await publish(run, ["new"])
      await run.control().changeCreator({ videos: 3 })
      const response = await list(run, token, {})
      expect(
        videosOf(response).length === 4 && titlesOf(response).startsWith("new,"),
        response,
        "four videos, the new one first"
      )
      const profile = await run.client.get(`${paths.userInfo}?fields=video_count`, token)
      expectShape(profile, fieldsOf(profile, dataOf(profile), "user"), { video_count: [4] })
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
