import { Effect } from "effect"
import type { MockOptions, TokenOptions } from "../../src/index.ts"
import { demoApp, publicCreator, type Scenario } from "../../src/scenarios/Scenario.ts"
import { dataOf, inMemory, paths, singleChunk, text, type WireResponse, type World } from "../support.ts"

export const credentials = { client_key: "mock-client-key", client_secret: "mock-client-secret" }

export const redirect_uri = "https://yourdomain.com/callback"

/** RFC 7636's own verifier, and its digest in TikTok's encoding and in the RFC's. */
export const pkce = {
  verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
  hex: "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3",
  base64url: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
}

/** A world in memory whose creator is logged in to the live contract. */
export const live = (options?: MockOptions) => inMemory(options, "live")

/** Headers that carry another token of the live contract. */
export const as = ({ mock }: World, options: TokenOptions) => ({
  authorization: `Bearer ${mock.control.issueToken({ contract: "live", ...options }).accessToken}`
})

/** Open ids of the creator with the public account, and of the one with the private account. */
export const creatorsOf = ({ mock }: World) => {
  const [mara = "", jonas = ""] = mock.control.creators().map(({ openId }) => openId)
  return { mara, jonas }
}

/** Body of a direct post with other settings. */
export const withInfo = (post_info: object) => ({ ...singleChunk(100), post_info })

/** Body of a direct post with another source. */
export const withSource = (source_info: object) => ({ ...singleChunk(100), source_info })

export const pulledVideo = { source: "PULL_FROM_URL", video_url: "https://verified-domain.com/video.mp4" }

/** Body of a draft of a video. */
export const draft = { source_info: singleChunk(100).source_info }

/** Body of a photo post. */
export const photos = (changes: object = {}, info: object = {}) => ({
  media_type: "PHOTO",
  post_mode: "DIRECT_POST",
  post_info: { title: "Sea", description: "Waves #sea", privacy_level: "SELF_ONLY", ...info },
  source_info: {
    source: "PULL_FROM_URL",
    photo_images: ["https://verified-domain.com/1.jpg", "https://verified-domain.com/2.webp"],
    photo_cover_index: 1
  },
  ...changes
})

/** Body of a draft of photos. */
export const photoDraft = photos({ post_mode: "MEDIA_UPLOAD" })

/** Logs in and gives the code. */
export const login = ({ mock }: World, parameters: Record<string, string> = {}) =>
  Effect.promise(async () => {
    const query = new URLSearchParams({
      client_key: credentials.client_key,
      scope: "user.info.basic,video.publish",
      response_type: "code",
      redirect_uri,
      ...parameters
    })
    const callback = await mock.control.consent(`https://www.tiktok.com${paths.authorize}?${query.toString()}`)
    return new URL(callback).searchParams.get("code") ?? ""
  })

export const exchange = (world: World, code: string, changes: Record<string, string> = {}) =>
  world.form(paths.token, { ...credentials, grant_type: "authorization_code", code, redirect_uri, ...changes })

export const refresh = (world: World, refresh_token: string, changes: Record<string, string> = {}) =>
  world.form(paths.token, { ...credentials, grant_type: "refresh_token", refresh_token, ...changes })

/** A response without an envelope. */
export const flat = (response: WireResponse): Readonly<Record<string, string | number | undefined>> =>
  JSON.parse(response.text)

/** Status and `error` of a response of the OAuth endpoints. */
export const oauthOutcome = (response: WireResponse) => `${response.status} ${flat(response)["error"] ?? "ok"}`

/** Begins a post and gives its id. */
export const begin = (world: World, path: string, body: object) =>
  Effect.map(world.post(path, body), (response) => text(dataOf(response), "publish_id"))

export const statusOf = (world: World, publish_id: string) => world.post(paths.status, { publish_id })

/** A starting state with a post of an hour ago. */
export const withHistory: Scenario = {
  name: "with-history",
  description: "A creator has posted.",
  history: [{
    appId: demoApp.clientKeys[0],
    creator: publicCreator.openId,
    contract: "live",
    kind: "video",
    draft: false,
    caption: "",
    privacy: "PUBLIC_TO_EVERYONE",
    ageSeconds: 3_600,
    failReason: undefined
  }]
}
