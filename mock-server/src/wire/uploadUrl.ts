import type { Upload } from "../engine/records.ts"
import type { Settings } from "./Backend.ts"
import { baseUrlOf } from "./baseUrl.ts"
import { type MockContext, socketOf } from "./RequestContext.ts"

/** Where a contract receives uploads. */
export interface UploadEndpoint {
  /** TikTok's host, which the mock's `fetch` serves. */
  readonly origin: string
  readonly path: string
}

/** Makes an upload URL that the client of the request can reach. */
export const uploadUrlOf = (c: MockContext, settings: Settings, upload: Upload, endpoint: UploadEndpoint): string => {
  const token = upload.token === "" ? "" : `&upload_token=${encodeURIComponent(upload.token)}`
  const path = `${settings.prefix}${endpoint.path}?upload_id=${encodeURIComponent(upload.uploadId)}${token}`
  // In memory there is no server, so the URL has TikTok's host.
  const isReal = settings.publicUrl === undefined && socketOf(c) === undefined
  return (isReal ? endpoint.origin : baseUrlOf(c, settings)) + path
}
