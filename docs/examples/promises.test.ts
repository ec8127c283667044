import { assert, describe, it } from "@effect/vitest"
import { create, type TikTok, TikTokError } from "effect-tiktok/promise"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createMock, type Mock } from "tiktok-mock-server"
import * as Examples from "./promises.ts"

const app = { clientKey: "mock-client-key", clientSecret: "mock-client-secret" }
const media = new TextEncoder().encode("\0\0\0\0ftypisom")
const post = { _tag: "Video", media, privacyLevel: "SELF_ONLY" } as const

const opened = async (mock: Mock): Promise<readonly [TikTok, string]> => {
  const tiktok = await create({ contract: "live", ...app, store: "memory", fetch: mock.fetch })
  const login = await Examples.begin(tiktok)
  const callback = await mock.control.consent(login.url)
  const { creator } = await Examples.finish(tiktok, JSON.stringify(login), callback)
  return [tiktok, creator]
}

const described = (promise: Promise<unknown>): Promise<string> =>
  promise.then(() => assert.fail("no error"), Examples.describe)

describe("the promises of the guide", () => {
  it("are there for CommonJS", () => {
    const { create: required }: { readonly create: unknown } = createRequire(import.meta.url)("./commonjs.cjs")
    assert.isFunction(required)
  })

  it("read lists only as far as the loop does, and call what the library does not have", async () => {
    const mock = createMock({ lifecycle: { mode: "immediate" } })
    const tiktok = await create({ contract: "live", ...app, store: "memory", fetch: mock.fetch })
    const login = await tiktok.auth.authorize({
      redirectUri: "http://localhost/callback",
      scopes: ["user.info.basic", "video.publish", "video.list"]
    })
    const { creator } = await tiktok.auth.complete(login, await mock.control.consent(login.url))
    for (const title of ["old", "new"]) {
      mock.clock.advance(8 * 86_400_000)
      await tiktok.publisher.publish(creator, { ...post, privacyLevel: "PUBLIC_TO_EVERYONE", title })
    }
    const found = await Examples.lastWeek(tiktok, creator, new Date(mock.clock.now()))
    assert.deepStrictEqual(found.map(({ title }) => title), ["new"])

    const server = await mock.listen()
    const response = await Examples.get(tiktok, creator, `${server.url}/v2/user/info/?fields=open_id`)
    assert.nestedPropertyVal(response, "data.user.open_id", creator)
    await server.close()
    await tiktok.close()
  })

  it("publish a file", async () => {
    const mock = createMock({ lifecycle: { mode: "immediate" } })
    const server = await mock.listen()
    const folder = await mkdtemp(join(tmpdir(), "promises-"))
    const before = process.cwd()
    process.chdir(folder)
    await writeFile("clip.mp4", media)
    const visit = async (url: string) => mock.control.consent(url)
    const outcome = await Examples.publishOnce({ ...app, baseUrl: server.url }, visit)
    assert.strictEqual(outcome._tag, "Published")
    process.chdir(before)
    await rm(folder, { recursive: true })
    await server.close()
  })

  it("show progress, and take webhooks", async () => {
    const mock = createMock({ lifecycle: { mode: "immediate" } })
    const [tiktok, creator] = await opened(mock)
    assert.strictEqual((await Examples.publishWithProgress(tiktok, creator, post))?._tag, "Published")
    assert.strictEqual((await Examples.publishWithWebhooks(tiktok, creator, post))._tag, "Published")
    const body = JSON.stringify({ client_key: app.clientKey, event: "authorization.removed", content: "{}" })
    const send = (header: string) =>
      Examples.webhook(
        tiktok,
        new Request("http://localhost/hooks", { method: "POST", body, headers: { "TikTok-Signature": header } })
      )
    assert.strictEqual((await send(await tiktok.webhooks.testHeader(body))).status, 200)
    assert.strictEqual((await send("t=1,s=00")).status, 401)
    await tiktok.close()
  })

  it("describe an error, and stop in time", async () => {
    const mock = createMock({ lifecycle: { mode: "immediate" } })
    const [tiktok, creator] = await opened(mock)
    const { publisher } = tiktok
    assert.strictEqual(await described(publisher.publish("nobody", post)), "send nobody through the login")
    assert.strictEqual(
      await described(publisher.publish(creator, { ...post, coverTimestamp: -1 })),
      "coverTimestamp must be a number of milliseconds, from 0 to 36500 days"
    )
    mock.faults.add({ match: { operation: "upload" }, effect: { kind: "hang" } })
    const error: unknown = await Examples.publishInTime(tiktok, creator, post, 1).catch((reason: unknown) => reason)
    assert.strictEqual(Object(error).name, "TimeoutError")
    assert.notInstanceOf(error, TikTokError)
    await tiktok.close()
  })

  it("tell a person what cannot resume", async () => {
    const mock = createMock()
    const [tiktok, creator] = await opened(mock)
    mock.faults.add({ match: { operation: "photo.init" }, effect: { kind: "lose-response" }, times: 1 })
    const images = ["https://verified-domain.com/1.jpg"]
    await tiktok.publisher.publish(
      creator,
      { _tag: "Photos", images, privacyLevel: "SELF_ONLY" },
      { key: "order 2" }
    )
    assert.match(await new Promise<string>((told) => Examples.recoverAll(tiktok, told)), /^order 2: ./)
    await tiktok.close()
  })
})
