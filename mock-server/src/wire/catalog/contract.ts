import { JSON_TYPE } from "../body.ts"
import { consentRoutes } from "../consent/routes.ts"
import type { ContractApi } from "../ContractApi.ts"
import { contractRules } from "./contractRules.ts"
import { queryCreator } from "./creator.ts"
import { fail, refuse } from "./envelope.ts"
import { initInbox, initPhotos, initVideo, uploadEndpoint } from "./publish.ts"
import { fetchStatus } from "./status.ts"
import { issueTokenPair } from "./token.ts"
import { putChunk } from "./upload.ts"

/** The API as the endpoint reference specifies it. */
export const catalog: ContractApi = {
  rules: contractRules,
  refuse,
  fail,
  tokenRequests: JSON_TYPE,
  routes: [
    ...consentRoutes,
    { method: "POST", path: "/v2/oauth/token/", operation: "token.exchange", handle: issueTokenPair },
    { method: "POST", path: "/v2/post/publish/video/init/", operation: "video.init", handle: initVideo },
    { method: "POST", path: "/v2/post/publish/content/init/", operation: "photo.init", handle: initPhotos },
    { method: "POST", path: "/v2/post/publish/inbox/video/init/", operation: "inbox.init", handle: initInbox },
    { method: "PUT", path: uploadEndpoint.path, operation: "upload", handle: putChunk },
    { method: "POST", path: "/v2/post/publish/status/fetch/", operation: "status", handle: fetchStatus },
    { method: "GET", path: "/v2/creator_info/query/", operation: "creator.info", handle: queryCreator }
  ]
}
