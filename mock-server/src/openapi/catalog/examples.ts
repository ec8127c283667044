const credentials = { client_key: "YOUR_CLIENT_KEY", client_secret: "YOUR_CLIENT_SECRET" }

const file = { source: "FILE_UPLOAD", video_size: 52_428_800, chunk_size: 5_242_880, total_chunk_count: 10 }

/** The reference's own sample requests; the scenario `catalog-examples` answers them as documented. */
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
    "A video that TikTok pulls": {
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
