import { assert, describe, it } from "@effect/vitest"
import { create } from "effect-tiktok/promise"
import { createMock } from "tiktok-mock-server"
import { failed, finishLogin, publish, type Session, startLogin } from "./routes.ts"

const origin = "https://app.test"

const put = (key: string) =>
  new Request(`${origin}/videos/${key}`, {
    method: "PUT",
    headers: { "content-length": "12" },
    body: new TextEncoder().encode("\0\0\0\0ftypisom")
  })

describe("routes of a web framework", () => {
  it("log a creator in, publish a body once, and answer failures", async () => {
    const mock = createMock({ lifecycle: { mode: "immediate" } })
    await using tiktok = await create({
      contract: "live",
      clientKey: "mock-client-key",
      clientSecret: "mock-client-secret",
      store: "memory",
      fetch: mock.fetch
    })
    const session: Session = {}
    assert.strictEqual((await publish(tiktok, session, "1", put("1"))).status, 401)

    mock.control.updateApp({ redirectUris: [`${origin}/callback`] })
    const page = await startLogin(tiktok, session, origin)
    const callback = await mock.control.consent(page.headers.get("location") ?? "")
    assert.strictEqual((await finishLogin(tiktok, session, new Request(callback))).status, 200)
    assert.isUndefined(session.login)

    for (const attempt of [1, 2]) {
      const response = await publish(tiktok, session, "1", put("1"))
      assert.include(await response.json(), { _tag: "Published" }, `attempt ${attempt}`)
    }
    assert.strictEqual(mock.control.posts().length, 1)

    mock.faults.add({ match: { operation: "video.init" }, effect: { kind: "code", code: "spam_risk_too_many_posts" } })
    const refused = await publish(tiktok, session, "2", put("2")).catch(failed)
    assert.strictEqual(refused.status, 409)
    assert.strictEqual(refused.headers.get("retry-after"), "86400")
  })
})
