const credentials = { client_key: "YOUR_CLIENT_KEY", client_secret: "YOUR_CLIENT_SECRET" }

const file = { source: "FILE_UPLOAD", video_size: 52_428_800, chunk_size: 5_242_880, total_chunk_count: 10 }

/** The sample requests of the reference. The scenario `catalog-examples` responds as documented. */
export const examples = {
  token: {
    "A code": {
      ...credentials,
      code: "authorization_code_from_callback",
      grant_type: "authorization_code",
      redirect_uri: "https://yourdomain.com/callback"
    },
    "A refresh token": { ...credentials, grant_type: "refresh_token", refresh_token: "existing_refresh_token" }
  },
  videoInit: {
    "An upload": {
      post_info: {
        title: "My Video Caption",
        privacy_level: "PRIVATE",
        disable_comment: false,
        disable_duet: false,
        disable_stitch: false,
        video_cover_timestamp_ms: 1_000,
        brand_content_toggle: false,
        brand_organic_toggle: false,
        is_aigc: false
      },
      source_info: file
    },
    "A pull": {
      post_info: { title: "My Video Caption", privacy_level: "PRIVATE" },
      source_info: { source: "PULL_FROM_URL", video_url: "https://verified-domain.com/video.mp4" }
    }
  },
  photoInit: {
    "A post": {
      media_type: "PHOTO",
      post_mode: "DIRECT_POST",
      post_info: {
        title: "Photo Caption (Max 90 chars)",
        description: "Longer description (Max 4000 chars)",
        privacy_level: "PUBLIC_TO_EVERYONE",
        disable_comment: false
      },
      source_info: {
        source: "PULL_FROM_URL",
        photo_images: [
          "https://verified-domain.com/photo1.jpg",
          "https://verified-domain.com/photo2.jpg",
          "https://verified-domain.com/photo3.jpg"
        ],
        photo_cover_index: 0
      }
    }
  },
  inboxInit: {
    "An upload": {
      upload_source: "FILE_UPLOAD",
      post_info: { title: "", privacy_level: "PRIVATE" },
      source_info: file
    }
  },
  status: { "A post": { publish_id: "p_pub_url~v2.1234567890" } }
} as const

const ok = { code: "ok", log_id: "1234567890" }

/** The sample responses of the reference, each with the log_id that some of them omit. */
export const responseExamples = {
  token: {
    "A creator's tokens": {
      data: {
        access_token: "v.c0e1234567890abcdef",
        refresh_token: "v.c0e1234567890abcdef",
        expires_in: 86_400,
        scope: "user.info.basic,video.publish",
        open_id: "1234567890123456789",
        token_type: "Bearer"
      },
      error: ok
    }
  },
  started: {
    "A post": {
      data: {
        publish_id: "p_pub_url~v2.1234567890",
        upload_url: "https://upload.tiktokapis.com/upload/v1/video/?upload_id=abc123",
        upload_url_expires_in: 3_600
      },
      error: ok
    }
  },
  startedPhotos: { "A post": { data: { publish_id: "p_pub_url~v2.1234567890" }, error: ok } },
  startedDraft: {
    "A draft": {
      data: {
        publish_id: "p_inbox~v2.1234567890",
        upload_url: "https://upload.tiktokapis.com/upload/v1/video/?upload_id=abc123&part_number=1"
      },
      error: ok
    }
  },
  status: {
    "In progress": { data: { status: "PROCESSING" }, error: ok },
    "Posted": {
      data: {
        status: "POSTED",
        publiclyAvailablePostId: "7284629384759284729",
        create_time: 1_702_656_000,
        posted_time: 1_702_656_120,
        posted_url: "https://www.tiktok.com/@username/video/7284629384759284729"
      },
      error: ok
    },
    "Failed": { data: { status: "FAILED", fail_reason: "Unsupported video codec" }, error: ok }
  },
  user: {
    "Every field": {
      data: {
        user: {
          open_id: "1234567890123456789",
          display_name: "TikTok User",
          avatar_large_url: "https://p16-sign.tiktokcdn.com/...",
          avatar_medium_url: "https://p16-sign.tiktokcdn.com/...",
          avatar_small_url: "https://p16-sign.tiktokcdn.com/...",
          avatar_size: 100,
          is_verified: true,
          bio_description: "My bio text",
          bio_link: "https://example.com",
          profile_deep_link: "https://www.tiktok.com/@username",
          follower_count: 50_000,
          following_count: 100,
          video_count: 150,
          like_count: 2_000_000
        }
      },
      error: ok
    }
  }
} as const
