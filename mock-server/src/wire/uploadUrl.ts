import type { Upload } from "../engine/records.ts"
import type { Settings } from "./Backend.ts"
import { baseUrlOf } from "./baseUrl.ts"
import { type MockContext, socketOf } from "./RequestContext.ts"

/** Where an API takes uploads. */
export interface UploadPlace {
  /** The real host, which the fetch of the mock answers for. */
  readonly origin: string
  readonly path: string
}

/** Writes the address of an upload so that the client who asked can reach it. */
export const uploadUrlOf = (c: MockContext, settings: Settings, upload: Upload, place: UploadPlace): string => {
  const token = upload.token === "" ? "" : `&upload_token=${encodeURIComponent(upload.token)}`
  const path = `${settings.prefix}${place.path}?upload_id=${encodeURIComponent(upload.uploadId)}${token}`
  // In memory there is no address of ours, so the real one is given.
  const isReal = settings.publicUrl === undefined && socketOf(c) === undefined
  return (isReal ? place.origin : baseUrlOf(c, settings)) + path
}
