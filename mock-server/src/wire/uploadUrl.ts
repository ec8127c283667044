import type { Upload } from "../engine/Upload.ts"
import type { Settings } from "./Backend.ts"
import { type MockContext, socketOf } from "./Exchange.ts"

/** Path of every upload. */
export const UPLOAD_PATH = "/upload/v1/video/"

/** Writes the address of an upload so that the client who asked can reach it. */
export const uploadUrlOf = (c: MockContext, settings: Settings, upload: Upload): URL => {
  const url = new URL((settings.publicUrl ?? originOf(c)).replace(/\/$/, "") + UPLOAD_PATH)
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

/** In memory there is no address of ours: the fetch of the mock takes TikTok's. */
const originOf = (c: MockContext): string =>
  socketOf(c) === undefined ? "https://upload.tiktokapis.com" : new URL(c.req.url).origin
