/** Each contract also reads the other's field names and codes where `tiktok-live`, section 14, requires it. */
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Redacted, Result } from "effect"
import { Contract, Creator, type Post } from "effect-tiktok"
import { plain } from "../support/oddResponses.ts"
import { login, publishId, stale, success, wire } from "../support/responseTable.ts"

describe("the names of the other contract", () => {
  const contracts = [Contract.catalog, Contract.live]

  it.each(contracts)("for tokens are understood in $name, flat and wrapped", ({ oauth }) => {
    const fields = { access_token: "act.1", refresh_token: "rft.1", open_id: "mara", expires_in: 60, scope: "a,b" }
    const read = [fields, { data: fields }, { data: fields, error: { code: "ok" } }, { ...fields, data: {} }].map((
      body
    ) => plain(success(oauth.exchange.decode(wire(JSON.stringify(body)), login), "tokens")))
    for (const grant of read) {
      assert.deepStrictEqual(grant, {
        creator: "mara",
        accessToken: { redacted: "act.1" },
        refreshToken: { redacted: "rft.1" },
        expiresIn: { millis: 60_000 },
        scopes: ["a", "b"]
      })
    }
    const { refreshToken } = Result.getOrThrow(oauth.refresh.decode(wire(`{"access_token":"act.2"}`), stale))
    assert.strictEqual(refreshToken && Redacted.value(refreshToken), "rft.old")
  })

  it.each(contracts)("for a status are understood in $name", (contract) => {
    const stages = {
      PROCESSING: "Processing",
      POSTING: "Processing",
      PROCESSING_UPLOAD: "Processing",
      PROCESSING_DOWNLOAD: "Processing",
      POSTED: "Published",
      PUBLISH_COMPLETE: "Published",
      SEND_TO_USER_INBOX: "SentToInbox",
      FAILED: "Failed"
    }
    const report = (data: object, kind?: Post.Post["_tag"]) =>
      Result.getOrThrow(
        contract.posts.status.decode(wire(JSON.stringify({ data, error: { code: "ok" } })), { publishId, kind })
      )
    for (const [status, stage] of Object.entries(stages)) assert.strictEqual(report({ status }, "Video").stage, stage)
    assert.strictEqual(report({ status: "POSTED" }, "VideoDraft").stage, "SentToInbox")
    for (const key of ["publicaly_available_post_id", "publicly_available_post_id", "publiclyAvailablePostId"]) {
      assert.deepStrictEqual<unknown>(report({ status: "POSTED", [key]: ["1"] }).postIds, ["1"])
    }
    const { createdAt, uploadedBytes, url } = report({
      status: "POSTED",
      uploaded_bytes: 1,
      create_time: 2,
      posted_url: "u"
    })
    assert.deepStrictEqual({ createdAt, uploadedBytes, url }, {
      createdAt: DateTime.makeUnsafe(2000),
      uploadedBytes: 1,
      url: "u"
    })
  })

  it.each(contracts)("for a profile are understood in $name", ({ user }) => {
    for (const key of ["like_count", "likes_count"]) {
      const text = JSON.stringify({ data: { user: { [key]: 7, bio_link: "b", username: "u" } }, error: { code: "ok" } })
      assert.deepStrictEqual(Result.getOrThrow(user.info.decode(wire(text), Creator.fields)), {
        bioLink: "b",
        username: "u",
        likeCount: 7
      })
    }
  })
})
