import assert from "node:assert/strict"
import type { MockFetch } from "../../src/index.ts"
import { chunkHeaders, mp4, paths, singleChunk } from "../support.ts"

/** Twenty requests as they come in a day: one post with its bytes, many questions, and some nonsense. */
export const twenty = async (fetch: MockFetch, url: string, accessToken: string): Promise<void> => {
  const media = mp4(64 * 1024)
  const headers = { authorization: `Bearer ${accessToken}`, "content-type": "application/json" }
  const ask = async (path: string, body: string, init: RequestInit = {}) => {
    const response = await fetch(path.startsWith("http") ? path : url + path, {
      method: "POST",
      headers,
      body,
      ...init
    })
    return { status: response.status, text: await response.text() }
  }
  const begun = await ask(paths.video, JSON.stringify(singleChunk(media.length)))
  const { data }: { readonly data: { readonly publish_id: string; readonly upload_url: string } } = JSON.parse(
    begun.text
  )
  const range = { headers: chunkHeaders(0, media.length - 1, media.length), method: "PUT" }
  const put = await fetch(data.upload_url, { ...range, body: media })
  assert.equal(put.status, 201)
  const again = await fetch(data.upload_url, { ...range, body: media })
  assert.equal(again.status, 416)
  const status = JSON.stringify({ publish_id: data.publish_id })
  for (let count = 0; count < 8; count++) assert.equal((await ask(paths.status, status)).status, 200)
  for (let count = 0; count < 5; count++) assert.equal((await ask(paths.creatorInfo, "")).status, 200)
  assert.equal((await ask(paths.video, "{")).status, 400)
  assert.equal((await ask(paths.video, JSON.stringify({ title: "x".repeat(10_000) }))).status, 400)
  assert.equal((await ask("/v2/nowhere/", "x")).status, 404)
  assert.equal((await ask(paths.status, status, { headers: {} })).status, 401)
}
