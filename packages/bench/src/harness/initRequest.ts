/** The request that measures the mock's speed: the init of a video in five chunks. */
export const initRequest = {
  path: "/v2/post/publish/video/init/",
  body: JSON.stringify({
    post_info: {
      title: "Short films about long walks, number twelve #walking #film",
      privacy_level: "PUBLIC_TO_EVERYONE",
      disable_comment: false,
      disable_duet: false,
      disable_stitch: true,
      video_cover_timestamp_ms: 1000
    },
    source_info: { source: "FILE_UPLOAD", video_size: 50_000_123, chunk_size: 10_000_000, total_chunk_count: 5 }
  })
}

/** The response of a server without state. */
export const initResponse = {
  data: {
    publish_id: "v_pub_file~v2-1.7301458842906374145",
    upload_url: "https://open-upload.tiktokapis.com/video/?upload_id=67890&upload_token=Xza123"
  },
  error: { code: "ok", message: "", log_id: "20261101120000010244034182BF0F1A2C" }
}
