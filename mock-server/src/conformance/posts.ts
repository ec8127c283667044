import { codeOf, expect } from "./Client.ts"
import type { ConformanceCase } from "./Options.ts"
import { CHUNK, follow, paths, postInfo, type Run, start, upload, uploadBody } from "./Run.ts"

/** Cases about posts, from the init to the outcome. */
export const postCases = (run: Run): ReadonlyArray<ConformanceCase> => {
  const { client, contract, options, urls, videos } = run

  const publishUpload = (video: Uint8Array<ArrayBuffer>, chunkSize: number) => async () => {
    const token = await options.token()
    const started = await start(run, paths.video, uploadBody(run, video.length, chunkSize), token)
    const answer = await client.post(paths.status, { publish_id: started.publishId }, token)
    expect(
      answer.status === 200 && codeOf(answer) === "ok",
      answer,
      "a status before the upload"
    )
    await upload(run, started, video, chunkSize)
    await follow(run, started.publishId, token, ["published"])
  }

  const photos = (mode: "DIRECT_POST" | "MEDIA_UPLOAD") => ({
    media_type: "PHOTO",
    post_mode: mode,
    post_info: mode === "DIRECT_POST"
      ? { ...postInfo(run).post_info, description: "Several photos" }
      : { title: "Conformance", description: "Several photos" },
    source_info: { source: "PULL_FROM_URL", photo_images: urls.photos, photo_cover_index: urls.photos.length - 1 }
  })

  return [
    {
      name: "the creator's profile has names",
      run: async () => {
        const answer = await contract.profile(client, await options.token())
        for (const field of contract.profileFields(answer)) {
          expect(typeof field === "string" && field !== "", answer, "the creator's names")
        }
      }
    },
    { name: "a video in one chunk is published", run: publishUpload(videos.small, videos.small.length) },
    {
      name: "a video in more than one chunk is published, with the remainder in the last chunk",
      run: publishUpload(videos.large, CHUNK)
    },
    {
      name: "a pulled video is published",
      run: async () => {
        const token = await options.token()
        const source_info = { source: "PULL_FROM_URL", video_url: urls.video }
        const { publishId } = await start(run, paths.video, { ...postInfo(run), source_info }, token)
        await follow(run, publishId, token, ["published"])
      }
    },
    {
      name: "photos are published",
      run: async () => {
        const token = await options.token()
        const { answer, data, publishId } = await start(run, paths.photos, photos("DIRECT_POST"), token)
        expect(data["upload_url"] === undefined, answer, "no upload_url for photos")
        await follow(run, publishId, token, ["published"])
      }
    },
    {
      name: "a video draft reaches the inbox",
      run: async () => {
        const token = await options.token()
        const size = videos.small.length
        const started = await start(run, paths.inbox, uploadBody(run, size, size, true), token)
        await upload(run, started, videos.small, size)
        await follow(run, started.publishId, token, contract.deliveredDraft)
      }
    },
    {
      name: "a photo draft reaches the inbox",
      run: async () => {
        const token = await options.token()
        const { publishId } = await start(run, paths.photos, photos("MEDIA_UPLOAD"), token)
        await follow(run, publishId, token, contract.deliveredDraft)
      }
    },
    {
      name: "two posts have two ids",
      run: async () => {
        const token = await options.token()
        const body = uploadBody(run, videos.small.length, videos.small.length)
        const first = await start(run, paths.video, body, token)
        const second = await start(run, paths.video, body, token)
        expect(first.publishId !== second.publishId, second.answer, "a different publish_id for each init")
      }
    }
  ]
}
