const credentials = { client_key: "mock-client-key", client_secret: "mock-client-secret" }

/** 50 MB in chunks of 10 MB. The last chunk contains the remainder. */
const file = { source: "FILE_UPLOAD", video_size: 50_000_123, chunk_size: 10_000_000, total_chunk_count: 5 }

const url = { source: "PULL_FROM_URL", video_url: "https://verified-domain.com/video.mp4" }

const id = "v_pub_file~v2-1.7412345678901234567"

/** Requests that the mock accepts. */
export const examples = {
  token: {
    "A code": {
      ...credentials,
      grant_type: "authorization_code",
      code: "code*with!signs",
      redirect_uri: "http://localhost:3000/callback"
    },
    "A refresh token": { ...credentials, grant_type: "refresh_token", refresh_token: "rft.1" },
    "A client token": { ...credentials, grant_type: "client_credentials" }
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
    "A pull": { post_info: { privacy_level: "SELF_ONLY" }, source_info: url }
  },
  inboxInit: { "An upload": { source_info: file }, "A pull": { source_info: url } },
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

const ok = { code: "ok", message: "", log_id: "20261122040100000000000000000001" }

const uploadUrl =
  "https://open-upload.tiktokapis.com/video/?upload_id=7412345678901234567&upload_token=2b6e2c5e-0000-4000-8000-000000000000"

const creatorInfo = {
  creator_avatar_url: "https://p16-sign.tiktokcdn.com/avatar.jpeg",
  creator_username: "creator",
  creator_nickname: "A Creator",
  privacy_level_options: ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
  comment_disabled: false,
  duet_disabled: false,
  stitch_disabled: true,
  max_video_post_duration_sec: 300
}

/** Responses as in TikTok's documents. */
export const responseExamples = {
  token: {
    "A creator's tokens": {
      access_token: "act.2",
      expires_in: 86_400,
      open_id: "-000abc",
      refresh_token: "rft.2",
      refresh_expires_in: 31_536_000,
      scope: "user.info.basic,video.publish",
      token_type: "Bearer"
    },
    "A client token": { access_token: "clt.1", expires_in: 7_200, token_type: "Bearer" },
    "An error": {
      error: "invalid_grant",
      error_description: "Authorization code is expired",
      log_id: "20261122010100000000000000000001"
    }
  },
  creatorInfo: {
    "A public account": { data: creatorInfo, error: ok },
    "No posts left today": {
      data: creatorInfo,
      error: {
        code: "spam_risk_too_many_posts",
        message: "Please review our integration guidelines",
        log_id: "20261122030300000000000000000001"
      }
    }
  },
  started: {
    "An upload": { data: { publish_id: id, upload_url: uploadUrl }, error: ok },
    "A pull": { data: { publish_id: "v_pub_url~v2.7412345678901234567" }, error: ok }
  },
  startedDraft: {
    "An upload": { data: { publish_id: "v_inbox_file~v2.7412345678901234567", upload_url: uploadUrl }, error: ok }
  },
  startedPhotos: { "A post": { data: { publish_id: "p_pub_url~v2.7412345678901234567" }, error: ok } },
  status: {
    "In progress": { data: { status: "PROCESSING_UPLOAD", uploaded_bytes: 10_000_000 }, error: ok },
    "In the creator's inbox": { data: { status: "SEND_TO_USER_INBOX", uploaded_bytes: 50_000_123 }, error: ok },
    // A real id is above 2^53, which an example cannot contain.
    "Published": {
      data: { status: "PUBLISH_COMPLETE", publicaly_available_post_id: [7_412_345_678], uploaded_bytes: 50_000_123 },
      error: ok
    },
    "Failed": { data: { status: "FAILED", fail_reason: "file_format_check_failed", uploaded_bytes: 12 }, error: ok }
  },
  canceled: { "Canceled": { error: ok } }
} as const
