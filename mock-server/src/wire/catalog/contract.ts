import type { Contract } from "../Contract.ts"
import { queryCreator } from "./creator.ts"
import { dialect } from "./dialect.ts"
import { fail, refuse } from "./envelope.ts"
import { initInbox, initPhotos, initVideo } from "./publish.ts"
import { fetchStatus } from "./status.ts"
import { issueTokenPair } from "./token.ts"
import { putChunk } from "./upload.ts"

/** The API as the endpoint reference specifies it. */
export const catalog: Contract = {
  dialect,
  refuse,
  fail,
  operations: {
    "token.exchange": issueTokenPair,
    "token.refresh": issueTokenPair,
    "video.init": initVideo,
    "photo.init": initPhotos,
    "inbox.init": initInbox,
    upload: putChunk,
    status: fetchStatus,
    creator: queryCreator
  }
}
