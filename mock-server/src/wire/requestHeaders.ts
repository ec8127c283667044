import type { IncomingHttpHeaders } from "node:http"
import { bearerOf } from "../engine/access.ts"
import { mediaTypeIn } from "./body.ts"
import type { RequestHeaders } from "./RequestContext.ts"

export const readHeaders = (headers: IncomingHttpHeaders): RequestHeaders => ({
  headers,
  bearer: bearerOf(headers.authorization),
  mediaType: mediaTypeIn(headers["content-type"])
})
