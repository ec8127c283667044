import { expect, expectShape, textOf } from "../Client.ts"
import {
  bothContracts,
  type Case,
  CHUNK,
  fileSource,
  follow,
  liveOnly,
  paths,
  photoBody,
  pullBody,
  type Run,
  start,
  statusOf,
  upload,
  uploadBody
} from "../Run.ts"

const publishUpload = (file: "small" | "large") => async (run: Run) => {
  const video = run.videos[file]
  const chunkSize = file === "small" ? video.length : CHUNK
  const token = await run.token()
  const started = await start(run, paths.video, uploadBody(run, video.length, chunkSize), token)
  const { response, data } = await statusOf(run, started.publishId, token)
  expect(run.contract.stateOf(data["status"]) === "in progress", response, "a post in progress before the upload")
  await upload(run, started, video, chunkSize)
  await follow(run, started.publishId, token, ["published"])
}

/** Cases about posts from the init to the outcome. */
export const postCases: ReadonlyArray<Case> = [
  {
    id: "flow/video-in-one-chunk",
    name: "a video in one chunk is published",
    contracts: bothContracts,
    run: publishUpload("small")
  },
  {
    id: "flow/video-in-chunks",
    name: "a video in more than one chunk is published, with the remainder in the last chunk",
    contracts: bothContracts,
    run: publishUpload("large")
  },
  {
    id: "flow/pulled-video",
    name: "a pulled video is published",
    contracts: bothContracts,
    run: async (run) => {
      const token = await run.token()
      const { publishId } = await start(run, paths.video, pullBody(run), token)
      await follow(run, publishId, token, ["published"])
    }
  },
  {
    id: "flow/photos",
    name: "photos are published",
    contracts: bothContracts,
    run: async (run) => {
      const token = await run.token()
      const { publishId } = await start(run, paths.photos, photoBody(run), token)
      await follow(run, publishId, token, ["published"])
    }
  },
  {
    id: "flow/video-draft",
    name: "a video draft reaches the inbox",
    contracts: bothContracts,
    run: async (run) => {
      const token = await run.token()
      const { small } = run.videos
      const started = await start(run, paths.inbox, { source_info: fileSource(small.length) }, token)
      textOf(started.response, started.data, "upload_url")
      await upload(run, started, small)
      await follow(run, started.publishId, token, run.contract.deliveredDraft)
    }
  },
  {
    id: "flow/unaudited-draft",
    name: "the creator can make a public post of a draft by an unaudited app",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      await run.control().changeApp({ audited: false })
      const token = await run.token()
      const { small } = run.videos
      const started = await start(run, paths.inbox, { source_info: fileSource(small.length) }, token)
      await upload(run, started, small)
      await follow(run, started.publishId, token, ["in the inbox"])
      await run.control().change(started.publishId, "publish", { privacy: "PUBLIC_TO_EVERYONE" })
      await run.control().advance(60_000)
      const { response, data } = await follow(run, started.publishId, token, ["published"])
      expectShape(response, data, { publicaly_available_post_id: "list" })
      expect(/"publicaly_available_post_id":\[\d+\]/.test(response.text), response, "the id of the public post")
    }
  },
  {
    id: "flow/photo-draft",
    name: "a photo draft reaches the inbox",
    contracts: bothContracts,
    run: async (run) => {
      const token = await run.token()
      const { publishId } = await start(run, paths.photos, photoBody(run, "MEDIA_UPLOAD"), token)
      await follow(run, publishId, token, run.contract.deliveredDraft)
    }
  }
]
