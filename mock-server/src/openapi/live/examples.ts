const credentials = { client_key: "mock-client-key", client_secret: "mock-client-secret" }

/** 50 MB in chunks of 10 MB; the rest goes into the last one. */
const file = { source: "FILE_UPLOAD", video_size: 50_000_123, chunk_size: 10_000_000, total_chunk_count: 5 }

const url = { source: "PULL_FROM_URL", video_url: "https://verified-domain.com/video.mp4" }

const id = "v_pub_file~v2-1.7412345678901234567"

/** Requests that the mock takes, for a person to begin with. */
export const examples = {
  token: {
    "A code": {
      ...credentials,
      grant_type: "authorization_code",
      code: "code*with!signs",
      redirect_uri: "http://localhost:3000/callback"
    },
    "A refresh token": { ...credentials, grant_type: "refresh_token", refresh_token: "rft.1" },
    "The app itself": { ...credentials, grant_type: "client_credentials" }
  },
  revoke: { "A creator's token": { ...credentials, token: "act.1" } },
  videoInit: {
    "An upload": {
      post_info: {
        title: "Look #at this @friend",
        privacy_level: "SELF_ONLY",
        disable_comment: false,
        disable_duet: true,
        disable_stitch: true,
        video_cover_timestamp_ms: 1_000,
        brand_content_toggle: false,
        brand_organic_toggle: false,
        is_aigc: false
      },
      source_info: file
    },
    "A video that TikTok pulls": { post_info: { privacy_level: "SELF_ONLY" }, source_info: url }
  },
  inboxInit: { "An upload": { source_info: file }, "A video that TikTok pulls": { source_info: url } },
  photoInit: {
    "A post": {
      media_type: "PHOTO",
      post_mode: "DIRECT_POST",
      post_info: {
        title: "The sea",
        description: "Waves #sea",
        privacy_level: "SELF_ONLY",
        disable_comment: false,
        auto_add_music: true
      },
      source_info: {
        source: "PULL_FROM_URL",
        photo_images: ["https://verified-domain.com/1.jpg", "https://verified-domain.com/2.webp"],
        photo_cover_index: 1
      }
    },
    "A draft": {
      media_type: "PHOTO",
      post_mode: "MEDIA_UPLOAD",
      post_info: { title: "The sea", description: "Waves #sea" },
      source_info: {
        source: "PULL_FROM_URL",
        photo_images: ["https://verified-domain.com/1.jpg"],
        photo_cover_index: 0
      }
    }
  },
  publishId: { "A post": { publish_id: id } },
  videoList: { "The first page": { max_count: 20 }, "An older page": { cursor: 1_700_000_000_000, max_count: 20 } },
  videoQuery: { "One video": { filters: { video_ids: ["7412345678901234567"] } } }
} as const
