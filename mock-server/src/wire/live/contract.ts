import { FORM } from "../body.ts"
import { consentRoutes } from "../consent/routes.ts"
import type { ContractApi } from "../ContractApi.ts"
import { contractRules } from "./contractRules.ts"
import { queryCreator } from "./creator.ts"
import { queryProfile } from "./profile.ts"
import { initInbox, initPhotos, initVideo, uploadEndpoint } from "./publish.ts"
import { fail, refuse } from "./responses.ts"
import { cancel, fetchStatus } from "./status.ts"
import { issueTokens, revoke } from "./token.ts"
import { putChunk } from "./upload.ts"
import { listVideos, queryVideos } from "./videos.ts"

/** The API as TikTok publishes it. */
export const live: ContractApi = {
  rules: contractRules,
  refuse,
  fail,
  tokenRequests: FORM,
  routes: [
    ...consentRoutes,
    { method: "POST", path: "/v2/oauth/token/", operation: "token.exchange", handle: issueTokens },
    { method: "POST", path: "/v2/oauth/revoke/", operation: "token.revoke", handle: revoke },
    { method: "POST", path: "/v2/post/publish/creator_info/query/", operation: "creator.info", handle: queryCreator },
    { method: "POST", path: "/v2/post/publish/video/init/", operation: "video.init", handle: initVideo },
    { method: "POST", path: "/v2/post/publish/inbox/video/init/", operation: "inbox.init", handle: initInbox },
    { method: "POST", path: "/v2/post/publish/content/init/", operation: "photo.init", handle: initPhotos },
    { method: "PUT", path: uploadEndpoint.path, operation: "upload", handle: putChunk },
    { method: "POST", path: "/v2/post/publish/status/fetch/", operation: "status", handle: fetchStatus },
    { method: "POST", path: "/v2/post/publish/cancel/", operation: "cancel", handle: cancel },
    { method: "GET", path: "/v2/user/info/", operation: "user.info", handle: queryProfile },
    { method: "POST", path: "/v2/video/list/", operation: "video.list", handle: listVideos },
    { method: "POST", path: "/v2/video/query/", operation: "video.query", handle: queryVideos }
  ]
}
