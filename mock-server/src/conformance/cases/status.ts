import { dataOf, expect, expectOk, expectShape, type Fields, listOf, objectOf, type Shape, textOf } from "../Client.ts"
import {
  bothContracts,
  type Case,
  catalogOnly,
  expectRefusal,
  fileSource,
  follow,
  liveOnly,
  paths,
  photoBody,
  publicPull,
  pullBody,
  type Run,
  start,
  startSmall,
  statusOf,
  upload
} from "../Run.ts"

/** Fields that only the other contract has. */
const absent = (names: ReadonlyArray<string>): Readonly<Record<string, Shape>> =>
  Object.fromEntries(names.map((name) => [name, "absent"]))

const ofCatalog = ["publiclyAvailablePostId", "create_time", "posted_time", "posted_url"]
const ofLive = ["publicaly_available_post_id", "uploaded_bytes", "downloaded_bytes"]

/** Every documented fail reason. */
const failReasons = [
  "file_format_check_failed",
  "duration_check_failed",
  "frame_rate_check_failed",
  "picture_size_check_failed",
  "internal",
  "video_pull_failed",
  "photo_pull_failed",
  "publish_cancelled",
  "auth_removed",
  "spam_risk_too_many_posts",
  "spam_risk_user_banned_from_posting",
  "spam_risk_text",
  "spam_risk"
]

const failRow = (reason: string, contracts = liveOnly): Case => ({
  id: `status/fail_reason/${reason.replaceAll(" ", "-")}`,
  name: `a post that failed as "${reason}" has this reason, with status 200 and code ok`,
  contracts,
  needs: "control",
  run: async (run) => {
    const token = await run.token()
    const { publishId } = await start(run, paths.video, pullBody(run), token)
    await run.control().change(publishId, "fail", { reason })
    const { response, data } = await statusOf(run, publishId, token)
    expectShape(response, data, { status: ["FAILED"], fail_reason: [reason] })
  }
})

const bodyRows: ReadonlyArray<Case> = [paths.status, paths.cancel].flatMap((path) => {
  const contracts = path === paths.cancel ? liveOnly : bothContracts
  const prefix = path === paths.cancel ? "cancel" : "status"
  const refused = (id: string, body: Fields, reason: "bad request" | "unknown post"): Case => ({
    id: `${prefix}/publish_id/${id.replaceAll(" ", "-")}`,
    name: `a publish_id that is ${id} is refused`,
    contracts,
    run: async (run) => expectRefusal(run, await run.client.post(path, body, await run.token()), reason)
  })
  return [
    refused("missing", {}, "bad request"),
    refused("a number", { publish_id: 7 }, "bad request"),
    refused("unknown", { publish_id: "v_pub_url~v2.1" }, "unknown post"),
    {
      id: `${prefix}/publish_id/foreign`,
      name: "a publish_id of another creator is refused",
      contracts,
      needs: "control",
      run: async (run: Run) => {
        const { publishId } = await start(run, paths.video, pullBody(run), await run.token())
        const [, openId = ""] = await run.control().creators()
        const token = await run.control().token({ openId })
        expectRefusal(run, await run.client.post(path, { publish_id: publishId }, token), "foreign post")
      }
    }
  ]
})

/** Starts a post and finds it in progress with the given fields. */
const progress = (
  id: string,
  name: string,
  begin: (run: Run, token: string) => Promise<string>,
  shapes: Fields
): Case => ({
  id: `status/progress/${id}`,
  name,
  contracts: liveOnly,
  run: async (run) => {
    const token = await run.token()
    const { response, data } = await statusOf(run, await begin(run, token), token)
    expectShape(response, data, {
      ...Object.fromEntries(Object.entries(shapes).map(([field, value]) => [field, [value]])),
      publicaly_available_post_id: "list",
      ...absent(ofCatalog)
    })
  }
})

const begin = (path: string, body: (run: Run) => unknown) => async (run: Run, token: string) =>
  (await start(run, path, body(run), token)).publishId

const fileDraft = ({ videos }: Run) => ({ source_info: fileSource(videos.small.length) })

// A bare number that JavaScript would round, within a list.
const bareIds = (count: number) =>
  new RegExp(`"publicaly_available_post_id":\\[\\d{17,19}(?:,\\d{17,19}){${count - 1}}\\]`)

/** Brings a video draft to the inbox. */
const deliver = async (run: Run, token: string): Promise<string> => {
  const started = await start(run, paths.inbox, fileDraft(run), token)
  await upload(run, started, run.videos.small)
  await follow(run, started.publishId, token, run.contract.deliveredDraft)
  return started.publishId
}

/** Cases about the status of posts. */
export const statusCases: ReadonlyArray<Case> = [
  ...bodyRows,
  ...failReasons.map((reason) => failRow(reason)),
  failRow("Unsupported video codec", catalogOnly),
  progress(
    "upload",
    "an upload is PROCESSING_UPLOAD before its first byte",
    async (run, token) => (await startSmall(run, token)).publishId,
    {
      status: "PROCESSING_UPLOAD",
      uploaded_bytes: 0,
      downloaded_bytes: undefined
    }
  ),
  progress("pull", "a pull is PROCESSING_DOWNLOAD", begin(paths.video, pullBody), {
    status: "PROCESSING_DOWNLOAD",
    uploaded_bytes: undefined
  }),
  progress("photos", "photos are PROCESSING_DOWNLOAD", begin(paths.photos, photoBody), {
    status: "PROCESSING_DOWNLOAD",
    uploaded_bytes: undefined
  }),
  progress("draft", "a draft is PROCESSING_UPLOAD before its first byte", begin(paths.inbox, fileDraft), {
    status: "PROCESSING_UPLOAD",
    uploaded_bytes: 0
  }),
  {
    id: "status/processing-after-upload",
    name: "an uploaded video is still PROCESSING_UPLOAD while TikTok processes it",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      const token = await run.token()
      const started = await startSmall(run, token)
      await upload(run, started, run.videos.small)
      const { response, data } = await statusOf(run, started.publishId, token)
      expectShape(response, data, { status: ["PROCESSING_UPLOAD"], uploaded_bytes: [run.videos.small.length] })
    }
  },
  {
    id: "status/downloaded-bytes",
    name: "the status of a finished pull counts the downloaded bytes",
    contracts: liveOnly,
    run: async (run) => {
      const token = await run.token()
      const { publishId } = await start(run, paths.video, pullBody(run), token)
      const { response, data } = await follow(run, publishId, token, ["published"])
      expect(Number(data["downloaded_bytes"]) > 0, response, "downloaded_bytes")
      expectShape(response, data, { uploaded_bytes: "absent" })
    }
  },
  {
    id: "status/private",
    name: "a private post is complete without a public id",
    contracts: liveOnly,
    run: async (run) => {
      const token = await run.token()
      const { publishId } = await start(run, paths.video, pullBody(run), token)
      const { response, data } = await follow(run, publishId, token, ["published"])
      expectShape(response, data, { status: ["PUBLISH_COMPLETE"] })
      expect(/"publicaly_available_post_id":\[\]/.test(response.text), response, "no post id")
    }
  },
  {
    id: "status/public",
    name: "a public post has no id before moderation, and then a list with one number above 2^53",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      const token = await run.token()
      await run.control().changeRules({
        lifecycle: { mode: "after", millis: 0, pullMillis: 0, moderationMillis: 60_000 }
      })
      const { publishId } = await start(run, paths.video, publicPull(run), token)
      const { response } = await follow(run, publishId, token, ["published"])
      expect(/"publicaly_available_post_id":\[\]/.test(response.text), response, "no id before moderation")
      await run.control().advance(60_000)
      const later = await statusOf(run, publishId, token)
      expectShape(later.response, later.data, absent(ofCatalog))
      expect(bareIds(1).test(later.response.text), later.response, "one bare number of 17 to 19 digits")
      const listed = await run.client.post(`${paths.videoList}?fields=id`, {}, token)
      const [video = {}] = listOf(listed, dataOf(listed), "videos")
      expect(
        later.response.text.includes(textOf(listed, video, "id")),
        later.response,
        "the id of the listed video, not rounded"
      )
    }
  },
  {
    id: "status/hidden",
    name: "a post that is hidden has no public id any more",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      const token = await run.token()
      await run.control().changeRules({ lifecycle: { mode: "immediate" } })
      const { publishId } = await start(run, paths.video, publicPull(run), token)
      await run.control().change(publishId, "hide")
      const { response } = await follow(run, publishId, token, ["published"])
      expect(/"publicaly_available_post_id":\[\]/.test(response.text), response, "no post id")
    }
  },
  {
    id: "status/inbox",
    name: "a draft is SEND_TO_USER_INBOX, and PUBLISH_COMPLETE with every post that the creator makes of it",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      const token = await run.token()
      const publishId = await deliver(run, token)
      const before = await statusOf(run, publishId, token)
      expectShape(before.response, before.data, { status: ["SEND_TO_USER_INBOX"] })
      for (const privacy of ["PUBLIC_TO_EVERYONE", "PUBLIC_TO_EVERYONE", "SELF_ONLY"]) {
        await run.control().change(publishId, "publish", { privacy })
      }
      await run.control().advance(60_000)
      const { response, data } = await statusOf(run, publishId, token)
      expectShape(response, data, { status: ["PUBLISH_COMPLETE"] })
      expect(bareIds(2).test(response.text), response, "the ids of the two public posts")
    }
  },
  {
    id: "status/draft",
    name: "a draft in the inbox is POSTED without an id",
    contracts: catalogOnly,
    run: async (run) => {
      const token = await run.token()
      const { response, data } = await statusOf(run, await deliver(run, token), token)
      expectShape(response, data, { status: ["POSTED"], publiclyAvailablePostId: "absent", posted_url: "absent" })
    }
  },
  {
    id: "status/processing",
    name: "a post in progress has only its status",
    contracts: catalogOnly,
    run: async (run) => {
      const token = await run.token()
      const { publishId } = await start(run, paths.photos, photoBody(run), token)
      const { response, data } = await statusOf(run, publishId, token)
      expectShape(response, data, {
        status: ["PROCESSING"],
        fail_reason: "absent",
        ...absent([...ofCatalog, ...ofLive])
      })
    }
  },
  {
    id: "status/posting",
    name: "a post passes through POSTING before it is POSTED",
    contracts: catalogOnly,
    needs: "control",
    run: async (run) => {
      const token = await run.token()
      const { publishId } = await start(run, paths.photos, photoBody(run), token)
      const seen = new Set<unknown>()
      for (let step = 0; step < 100 && !seen.has("POSTED"); step++) {
        const { data } = await statusOf(run, publishId, token)
        seen.add(data["status"])
        await run.control().advance(200)
      }
      const { response } = await statusOf(run, publishId, token)
      expect(
        [...seen].join() === "PROCESSING,POSTING,POSTED",
        response,
        `PROCESSING, POSTING and POSTED, not ${[...seen].join()}`
      )
    }
  },
  {
    id: "status/posted",
    name: "a posted video has its id, two times in seconds and its URL",
    contracts: catalogOnly,
    run: async (run) => {
      const token = await run.token()
      const { publishId } = await start(run, paths.video, publicPull(run), token)
      const { response, data } = await follow(run, publishId, token, ["published"])
      expectShape(response, data, {
        status: ["POSTED"],
        publiclyAvailablePostId: /^\d{17,19}$/,
        create_time: "number",
        posted_time: "number",
        posted_url: /^https:\/\/www\.tiktok\.com\/@[^/]+\/video\/\d+$/,
        ...absent(ofLive)
      })
      expect(Number(data["create_time"]) < 1e11, response, "create_time in seconds")
      expect(Number(data["posted_time"]) >= Number(data["create_time"]), response, "a posted_time after create_time")
      expect(
        String(data["posted_url"]).endsWith(`/${String(data["publiclyAvailablePostId"])}`),
        response,
        "the id in the URL"
      )
    }
  }
]

const cancelable = (id: string, name: string, path: string, body: (run: Run) => unknown): Case => ({
  id: `cancel/${id}`,
  name,
  contracts: liveOnly,
  run: async (run) => {
    const token = await run.token()
    const { publishId } = await start(run, path, body(run), token)
    const response = await run.client.post(paths.cancel, { publish_id: publishId }, token)
    expectOk(response)
    expectShape(response, objectOf(response), { data: "absent" })
    const { response: after, data } = await statusOf(run, publishId, token)
    expectShape(after, data, { status: ["FAILED"], fail_reason: ["publish_cancelled"] })
    const again = await run.client.post(paths.cancel, { publish_id: publishId }, token)
    expectRefusal(run, again, "not cancelable")
  }
})

/** Cases about canceling posts. */
export const cancelCases: ReadonlyArray<Case> = [
  cancelable("video", "a video is canceled while it is pulled, once", paths.video, pullBody),
  cancelable("photos", "photos are canceled while they are pulled, once", paths.photos, photoBody),
  {
    id: "cancel/upload",
    name: "an upload cannot be canceled",
    contracts: liveOnly,
    run: async (run) => {
      const token = await run.token()
      const { publishId } = await startSmall(run, token)
      expectRefusal(run, await run.client.post(paths.cancel, { publish_id: publishId }, token), "not cancelable")
    }
  },
  {
    id: "cancel/published",
    name: "a published post cannot be canceled",
    contracts: liveOnly,
    run: async (run) => {
      const token = await run.token()
      const { publishId } = await start(run, paths.video, pullBody(run), token)
      await follow(run, publishId, token, ["published"])
      expectRefusal(run, await run.client.post(paths.cancel, { publish_id: publishId }, token), "not cancelable")
    }
  }
]
