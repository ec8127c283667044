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
  const token = upload.token === "" ? "" : `&upload_token=${encode(upload.token)}`
  const path = `${settings.prefix}${place.path}?upload_id=${encode(upload.uploadId)}${token}`
  // In memory there is no address of ours, so the real one is given.
  const isReal = settings.publicUrl === undefined && socketOf(c) === undefined
  return (isReal ? place.origin : baseUrlOf(c, settings)) + path
}

// Only a scenario has ids that must be encoded, which takes its time.
const encode = (id: string) => /^[\w-]*$/.test(id) ? id : encodeURIComponent(id)

/**
 * Reads the query of an upload. The catalog writes `{upload_url}?part_number=1` although the address has a query
 * already, so a second question mark is taken for an ampersand.
 */
export const uploadQuery = (c: MockContext): URLSearchParams => {
  return new URLSearchParams(c.get("context").search.slice(1).replaceAll("?", "&"))
}
