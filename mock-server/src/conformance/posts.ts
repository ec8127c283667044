import { codeOf, expect } from "./Client.ts"
import type { ConformanceCase } from "./Options.ts"
import { CHUNK, follow, paths, postInfo, type Run, start, upload, uploadBody } from "./Run.ts"

/** The life of a post, from its init to its end. */
export const postCases = (run: Run): ReadonlyArray<ConformanceCase> => {
  const { client, contract, options, urls, videos } = run

  const uploaded = (video: Uint8Array<ArrayBuffer>, chunkSize: number) => async () => {
    const token = await options.token()
    const begun = await start(run, paths.video, uploadBody(run, video.length, chunkSize), token)
    const answer = await client.post(paths.status, { publish_id: begun.publishId }, token)
    expect(
      answer.status === 200 && codeOf(answer) === "ok",
      answer,
      "a post that can be asked for before its bytes came"
    )
    await upload(run, begun, video, chunkSize)
    await follow(run, begun.publishId, token, ["published"])
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
      name: "the creator's profile is given",
      run: async () => {
        const answer = await contract.profile(client, await options.token())
        for (const field of contract.profileFields(answer)) {
          expect(typeof field === "string" && field !== "", answer, "the creator's names")
        }
      }
    },
    { name: "a video in one chunk is published", run: uploaded(videos.small, videos.small.length) },
    {
      name: "a video in several chunks is published, the last of which takes the rest",
      run: uploaded(videos.large, CHUNK)
    },
    {
      name: "a video that is pulled is published",
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
      name: "a draft of a video comes to the inbox",
      run: async () => {
        const token = await options.token()
        const size = videos.small.length
        const begun = await start(run, paths.inbox, uploadBody(run, size, size, true), token)
        await upload(run, begun, videos.small, size)
        await follow(run, begun.publishId, token, contract.deliveredDraft)
      }
    },
    {
      name: "a draft of photos comes to the inbox",
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
        expect(first.publishId !== second.publishId, second.answer, "another publish_id for another init")
      }
    }
  ]
}
