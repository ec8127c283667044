import type { Upload } from "../engine/Upload.ts"
import { baseUrlOf } from "./address.ts"
import type { Settings } from "./Backend.ts"
import { type MockContext, socketOf } from "./Exchange.ts"

/** Where an API takes uploads. */
export interface UploadPlace {
  /** The real host, which the fetch of the mock answers for. */
  readonly origin: string
  readonly path: string
}

/** Writes the address of an upload so that the client who asked can reach it. */
export const uploadUrlOf = (c: MockContext, settings: Settings, upload: Upload, place: UploadPlace): URL => {
  // In memory there is no address of ours, so the real one is given.
  const isReal = settings.publicUrl === undefined && socketOf(c) === undefined
  const url = new URL((isReal ? place.origin : baseUrlOf(c, settings)) + settings.prefix + place.path)
  url.searchParams.set("upload_id", upload.uploadId)
  if (upload.token !== "") url.searchParams.set("upload_token", upload.token)
  return url
}

/**
 * Reads the query of an upload. The catalog writes `{upload_url}?part_number=1` although the address has a query
 * already, so a second question mark is taken for an ampersand.
 */
export const uploadQuery = (c: MockContext): URLSearchParams => {
  const [, ...parts] = c.req.url.split("?")
  return new URLSearchParams(parts.join("&"))
}
