import { expect, textOf } from "./Client.ts"
import type { ConformanceCase } from "./Options.ts"
import { CHUNK, chunksOf, expectRefusal, follow, paths, postInfo, type Run, start, upload, uploadBody } from "./Run.ts"

/** Cases about refusals. */
export const errorCases = (run: Run): ReadonlyArray<ConformanceCase> => {
  const { client, contract, options, videos } = run
  const { expireUpload } = options
  const [firstChunk, secondChunk] = chunksOf(videos.large.length, CHUNK)

  return [
    {
      name: "a call without a token is refused",
      run: async () => expectRefusal(run, await client.post(paths.status, { publish_id: "x" }, undefined), "bad token")
    },
    {
      name: "a token that was never issued is refused",
      run: async () =>
        expectRefusal(run, await client.post(paths.status, { publish_id: "x" }, contract.unknownToken), "bad token")
    },
    {
      name: "a body that is not JSON is refused",
      run: async () => expectRefusal(run, await client.post(paths.video, "{", await options.token()), "bad body")
    },
    {
      name: "a body without its source is refused",
      run: async () =>
        expectRefusal(run, await client.post(paths.video, postInfo(run), await options.token()), "bad body")
    },
    {
      name: "a wrong chunk count is refused",
      run: async () => {
        const body = uploadBody(run, videos.large.length, CHUNK)
        const source_info = { ...body.source_info, total_chunk_count: 100 }
        expectRefusal(run, await client.post(paths.video, { ...body, source_info }, await options.token()), "bad plan")
      }
    },
    {
      name: "an unverified URL is refused",
      run: async () => {
        const source_info = { source: "PULL_FROM_URL", video_url: "https://not-verified.example/video.mp4" }
        const answer = await client.post(paths.video, { ...postInfo(run), source_info }, await options.token())
        expectRefusal(run, answer, "foreign url")
      }
    },
    {
      name: "a status call for an unknown post is refused",
      run: async () => {
        const answer = await client.post(paths.status, { publish_id: "v_pub_url~v2.0" }, await options.token())
        expectRefusal(run, answer, "unknown post")
      }
    },
    {
      name: "a chunk out of order is refused with the expected range, and the upload continues",
      run: async () => {
        if (firstChunk === undefined || secondChunk === undefined) throw new Error("the large video has two chunks")
        const token = await options.token()
        const started = await start(run, paths.video, uploadBody(run, videos.large.length, CHUNK), token)
        const url = contract.chunkUrl(textOf(started.answer, started.data, "upload_url"), 2)
        const bytes = videos.large.slice(secondChunk.first, secondChunk.last + 1)
        const answer = await client.put(url, bytes, secondChunk)
        expect(answer.status === 416, answer, "status 416")
        expect(answer.headers.get("content-range") !== null, answer, "a Content-Range with the received bytes")
        await upload(run, started, videos.large, CHUNK)
        await follow(run, started.publishId, token, ["published"])
      }
    },
    {
      name: "a chunk with a wrong length is refused, and can be sent again",
      run: async () => {
        const token = await options.token()
        const size = videos.small.length
        const started = await start(run, paths.video, uploadBody(run, size, size), token)
        const url = contract.chunkUrl(textOf(started.answer, started.data, "upload_url"), 1)
        const answer = await client.put(url, videos.small.slice(1), { first: 0, last: size - 1, total: size })
        expect(answer.status === 400, answer, "status 400")
        await upload(run, started, videos.small, size)
        await follow(run, started.publishId, token, ["published"])
      }
    },
    {
      name: "a chunk of an unknown upload is refused",
      run: async () => {
        const size = videos.small.length
        const started = await start(run, paths.video, uploadBody(run, size, size), await options.token())
        const url = new URL(textOf(started.answer, started.data, "upload_url"))
        url.searchParams.set("upload_id", "0")
        const answer = await client.put(url.href, videos.small, { first: 0, last: size - 1, total: size })
        expect(answer.status === 404, answer, "status 404")
      }
    },
    ...(expireUpload === undefined ? [] : [{
      name: "a chunk of an expired upload is refused",
      run: async () => {
        const size = videos.small.length
        const started = await start(run, paths.video, uploadBody(run, size, size), await options.token())
        await expireUpload(started.publishId)
        const url = contract.chunkUrl(textOf(started.answer, started.data, "upload_url"), 1)
        const answer = await client.put(url, videos.small, { first: 0, last: size - 1, total: size })
        expect(answer.status === 403, answer, "status 403")
      }
    }])
  ]
}
