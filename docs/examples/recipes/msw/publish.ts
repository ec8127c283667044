const API = "https://open.tiktokapis.com/v2/post/publish"

/** The code under test: it uses TikTok's own URLs and knows nothing about a mock. */
export const publish = async (token: string, video: Blob): Promise<string> => {
  const begun = await call(token, "/video/init/", {
    post_info: { title: "Hello from a test", privacy_level: "SELF_ONLY" },
    source_info: { source: "FILE_UPLOAD", video_size: video.size, chunk_size: video.size, total_chunk_count: 1 }
  })
  await fetch(begun.upload_url, {
    method: "PUT",
    headers: { "Content-Type": "video/mp4", "Content-Range": `bytes 0-${video.size - 1}/${video.size}` },
    body: video
  })
  const { status } = await call(token, "/status/fetch/", { publish_id: begun.publish_id })
  return status
}

const call = async (token: string, path: string, body: unknown) => {
  const answer = await fetch(API + path, {
    method: "POST",
    headers: { "Authorization": `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(body)
  })
  const { data, error } = JSON.parse(await answer.text())
  if (error.code !== "ok") throw new Error(error.code)
  return data
}
