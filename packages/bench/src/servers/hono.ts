/** The least that the mock does, on Hono with a schema. */
import { getRequestListener, type HttpBindings } from "@hono/node-server"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Hono } from "hono"
import { createServer } from "node:http"
import { initRequest, initResponse } from "../harness/initRequest.ts"
import { listen } from "./listen.ts"

const Count = Schema.Int.check(Schema.isGreaterThan(0))

const decode = Schema.decodeUnknownResult(Schema.Struct({
  post_info: Schema.Struct({
    title: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(2_200))),
    privacy_level: Schema.optionalKey(Schema.String),
    disable_comment: Schema.optionalKey(Schema.Boolean),
    disable_duet: Schema.optionalKey(Schema.Boolean),
    disable_stitch: Schema.optionalKey(Schema.Boolean),
    brand_content_toggle: Schema.optionalKey(Schema.Boolean),
    brand_organic_toggle: Schema.optionalKey(Schema.Boolean),
    is_aigc: Schema.optionalKey(Schema.Boolean),
    video_cover_timestamp_ms: Schema.optionalKey(Schema.Int)
  }),
  source_info: Schema.Union([
    Schema.Struct({
      source: Schema.Literal("FILE_UPLOAD"),
      video_size: Count,
      chunk_size: Count,
      total_chunk_count: Count
    }),
    Schema.Struct({ source: Schema.Literal("PULL_FROM_URL"), video_url: Schema.String })
  ])
}))

const app = new Hono<{ Bindings: HttpBindings }>()

app.post(initRequest.path, async (c) => {
  const decoded = decode(await c.req.json())
  return Result.isSuccess(decoded) ? c.json(initResponse) : c.json({ error: { code: "invalid_params" } }, 400)
})

app.put("/discard", async (c) => {
  let received = 0
  for await (const piece of c.env.incoming) received += piece.length
  return c.json({ received }, received === Number(c.req.header("content-length")) ? 201 : 400)
})

listen(createServer(getRequestListener(app.fetch)))
