/** The journeys of the library, without Effect. */
import { assert, describe, it } from "@effect/vitest"
import { create, type PublishEvent, type WebhookEvent } from "effect-tiktok/promise"
import { randomBytes } from "node:crypto"
import { sha256, smallestChunk, video } from "../support/media.ts"
import { app, each, promises, roads } from "../support/promises.ts"

const bytes = video(2 * smallestChunk + 777_777)
const small = video(1000)
const quick = { pollEvery: 1 }
const post = { _tag: "Video", privacyLevel: "SELF_ONLY", title: "Hello #world" } as const

describe.each(roads)("a program of promises over %s", (road) => {
  it("logs a creator in, and knows who it is", async () => {
    await using fixture = await promises(road)
    const { creator, mock, tiktok } = fixture
    const tokens = await tiktok.tokens.get(creator)
    assert.strictEqual(creator, mock.control.creators()[0]?.openId)
    assert.instanceOf(tokens?.expiresAt, Date)
    assert.strictEqual(tokens?.accessToken, await tiktok.auth.accessToken(creator))
    const profile = await tiktok.creator.profile(creator, { only: ["displayName", "followerCount"] })
    assert.strictEqual(profile.displayName, mock.control.creators()[0]?.displayName)
    const { maxVideoDuration, privacyLevels } = await tiktok.creator.info(creator)
    assert.include(privacyLevels, "SELF_ONLY")
    assert.isAtLeast(maxVideoDuration ?? 0, 60_000)
  })

  it("uploads a file in chunks, and yields every step as a plain object", async () => {
    await using fixture = await promises(road)
    const { creator, mock, tiktok } = fixture
    const media = { file: await fixture.file(bytes) }
    const events = await each(
      tiktok.publisher.publishStream(creator, { ...post, media }, { ...quick, chunkSize: smallestChunk })
    )
    const [seen] = mock.control.posts()
    assert.strictEqual(seen?.sha256, sha256(bytes))
    assert.strictEqual(seen?.caption, "Hello #world")
    assert.strictEqual(seen?.chunks.length, 2)
    const steps = events.map((event) => event._tag).filter((tag, index, all) => tag !== all[index - 1])
    assert.strictEqual(steps[0], "Planned")
    assert.includeMembers(steps, ["Initialized", "BytesSent", "BytesConfirmed"])
    assert.deepStrictEqual(events.at(-1), {
      _tag: "Finished",
      outcome: { _tag: "Published", publishId: seen?.publishId ?? "", postIds: [] }
    })
    const [planned] = events
    assert.instanceOf(planned?._tag === "Planned" && planned.plan.media?.modifiedAt, Date)
    for (const event of events) assert.strictEqual(Object.getPrototypeOf(event), Object.prototype)
  })

  it("takes a Blob, bytes, an iterable of bytes, and a URL that TikTok fetches", async () => {
    await using fixture = await promises(road)
    const { creator, mock, tiktok } = fixture
    async function* pieces() {
      yield small.subarray(0, 300)
      yield small.subarray(300)
    }
    const sources = [
      new Blob([small], { type: "video/mp4" }),
      small,
      { stream: pieces(), size: small.length },
      { url: "https://verified-domain.com/video.mp4" }
    ]
    for (const media of sources) {
      const outcome = await tiktok.publisher.publish(creator, { ...post, media }, quick)
      assert.strictEqual(outcome._tag, "Published")
    }
    const sums = mock.control.posts().map((seen) => seen.sha256)
    assert.deepStrictEqual(sums.slice(0, 3), [sha256(small), sha256(small), sha256(small)])
  })

  it("speaks the catalog's contract too", async () => {
    await using fixture = await promises(road, { contract: "catalog" })
    const { creator, mock, tiktok } = fixture
    assert.strictEqual(mock.control.tokens()[0]?.contract, "catalog")
    assert.strictEqual((await tiktok.publisher.publish(creator, { ...post, media: small }, quick))._tag, "Published")
    const error: unknown = await tiktok.creator.info(creator).catch((error: unknown) => error)
    assert.deepNestedInclude(error, { "reason._tag": "Unsupported", "reason.contract": "catalog" })
  })

  it("publishes photos, and sends drafts to the inbox", async () => {
    await using fixture = await promises(road)
    const { creator, mock, tiktok } = fixture
    const images = ["https://verified-domain.com/1.jpg", new URL("https://verified-domain.com/2.jpg")]
    const photos = { _tag: "Photos", images, coverIndex: 1, privacyLevel: "SELF_ONLY", description: "A walk" } as const
    assert.strictEqual((await tiktok.publisher.publish(creator, photos, quick))._tag, "Published")
    assert.strictEqual(mock.control.posts()[0]?.description, "A walk")
    const draft = await tiktok.publisher.publish(creator, { _tag: "VideoDraft", media: small }, quick)
    assert.deepStrictEqual(draft, { _tag: "SentToInbox", publishId: mock.control.posts()[1]?.publishId ?? "" })
  })

  it("asks for the status of a post, and lists the creator's videos", async () => {
    await using fixture = await promises(road)
    const { creator, mock, tiktok } = fixture
    const publish = { ...post, privacyLevel: "PUBLIC_TO_EVERYONE", media: small } as const
    const { publishId = "" } = await tiktok.publisher.publish(creator, publish, quick).then((outcome) =>
      outcome._tag === "Published" ? outcome : assert.fail(outcome._tag)
    )
    assert.strictEqual((await tiktok.poller.get(creator, publishId)).stage, "Published")
    assert.strictEqual((await tiktok.poller.outcome(creator, publishId))._tag, "Published")
    mock.clock.advance(24 * 3600 * 1000)
    const [newest] = await each(tiktok.videos.list(creator))
    assert.strictEqual(newest?.title ?? newest?.description, "Hello #world")
    assert.instanceOf(newest?.createdAt, Date)
    assert.deepStrictEqual(await tiktok.videos.query(creator, [newest?.id ?? ""]), [newest])
    assert.deepStrictEqual(await each(tiktok.videos.list(creator, { before: new Date(0) })), [])
  })

  it("refreshes a token that TikTok rejects, for its own calls and for the program's", async () => {
    await using fixture = await promises(road)
    const { creator, mock, tiktok } = fixture
    const old = await tiktok.auth.accessToken(creator)
    mock.control.expireToken(old)
    assert.isDefined((await tiktok.creator.info(creator)).nickname)
    const renewed = await tiktok.auth.accessToken(creator)
    assert.notStrictEqual(renewed, old)
    const refreshed = await tiktok.auth.refresh(creator)
    assert.notStrictEqual(refreshed.accessToken, renewed)
    assert.strictEqual(mock.journal.find({ operation: "token.refresh" }).length, 2)
  })

  it("resumes in another process what a closed one has left in a folder, and posts it once", async () => {
    const encryptionKey = randomBytes(32).toString("base64")
    await using fixture = await promises(road)
    const { creator, folder, mock, options, tiktok } = fixture
    const shared = { ...options, store: `${folder}/store`, encryptionKey }
    const first = await create(shared)
    const tokens = await tiktok.tokens.get(creator)
    assert(tokens !== undefined)
    await first.tokens.set(tokens)
    const media = { file: await fixture.file(bytes) }
    const events: Array<PublishEvent["_tag"]> = []
    const settings = { ...quick, key: "order 1", chunkSize: smallestChunk }
    try {
      for await (const event of first.publisher.publishStream(creator, { ...post, media }, settings)) {
        events.push(event._tag)
        if (event._tag === "BytesConfirmed") await first.close()
      }
      assert.fail("the publish ended")
    } catch (error) {
      assert.strictEqual(Object(error).name, "AbortError")
    }
    await using second = await create(shared)
    const [pending] = await second.publisher.pending()
    assert.strictEqual(pending?._tag, "Resumable")
    assert.strictEqual(pending?._tag === "Resumable" && pending.phase, "Uploading")
    assert.strictEqual((await second.checkpoints.get("order 1"))?.confirmed, smallestChunk)
    assert.strictEqual((await second.publisher.resume("order 1", quick))._tag, "Published")
    assert.deepStrictEqual(mock.control.posts().map((seen) => seen.sha256), [sha256(bytes)])
    assert.strictEqual((await second.publisher.publish(creator, { ...post, media }, settings))._tag, "Published")
    assert.strictEqual(mock.control.posts().length, 1)
  })

  it("recovers what was left, and reports it", async () => {
    await using fixture = await promises(road, { mock: { lifecycle: { mode: "manual" } } })
    const { creator, mock, tiktok } = fixture
    const media = { url: "https://verified-domain.com/video.mp4" }
    const aborted = new AbortController()
    const left = tiktok.publisher.publishStream(creator, { ...post, media }, {
      ...quick,
      key: "left",
      signal: aborted.signal
    })
    try {
      for await (const event of left) if (event._tag === "StatusReceived") aborted.abort(new Error("enough"))
    } catch (error) {
      assert.strictEqual(Object(error).message, "enough")
    }
    mock.control.completePost(mock.control.posts()[0]?.publishId ?? "")
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const stop = new AbortController()
    await tiktok.publisher.recover({ ...quick, every: 10, report: resolve, signal: stop.signal })
    const report = await promise
    stop.abort()
    assert.deepNestedInclude(report, { "_tag": "Ended", "pending.key": "left", "outcome._tag": "Published" })
  })

  it("receives the mock's webhooks, which bring a publish its outcome", async () => {
    const arrived: Array<Promise<WebhookEvent>> = []
    await using fixture = await promises(road, {
      mock: {
        lifecycle: { mode: "manual" },
        webhook: {
          url: "http://localhost:3000/hooks",
          send: async (url, init) => {
            const request = new Request(url, init)
            const event = tiktok.webhooks.receive({ headers: request.headers, body: await request.text() })
            arrived.push(event)
            assert.isTrue(await tiktok.webhooks.publish(await event))
            assert.isFalse(await tiktok.webhooks.publish(await event))
            return new Response()
          }
        }
      }
    })
    const { creator, mock, tiktok } = fixture
    const outcome = tiktok.publisher.publish(creator, { ...post, media: small }, {
      pollEvery: 3_600_000,
      webhooks: tiktok.webhooks.events()
    })
    await mock.journal.waitFor({ operation: "status" })
    mock.control.completePost(mock.control.posts()[0]?.publishId ?? "")
    await mock.webhooks.deliver()
    assert.strictEqual((await outcome)._tag, "Published")
    const [event] = await Promise.all(arrived)
    assert.strictEqual(event?._tag, "PublishCompleted")
    assert.instanceOf(event?.createdAt, Date)
  })

  it("takes the furthest of the events that its hub remembers, until their signal aborts", async () => {
    await using fixture = await promises(road, { mock: { lifecycle: { mode: "manual" } } })
    const { creator, mock, tiktok: { poller, publisher, webhooks } } = fixture
    const starting = publisher.publishStream(creator, { ...post, media: small })
    for await (const event of starting) if (event._tag === "StatusReceived") break
    const publishId = mock.control.posts()[0]?.publishId ?? ""
    const about = {
      clientKey: app.clientKey,
      creator,
      createdAt: new Date(0),
      publishId,
      publishType: "DIRECT_PUBLISH"
    }
    await webhooks.publish({ ...about, _tag: "PublishFailed", failReason: "internal" })
    await webhooks.publish({ ...about, _tag: "PublishCompleted" })
    const stop = new AbortController()
    for (const options of [undefined, { signal: stop.signal }]) {
      const outcome = await poller.outcome(creator, publishId, { pollEvery: 1, webhooks: webhooks.events(options) })
      assert.strictEqual(outcome._tag, "Published")
    }
    stop.abort()
    mock.control.completePost(publishId)
    const ended = webhooks.events({ signal: stop.signal })
    assert.strictEqual((await poller.outcome(creator, publishId, { pollEvery: 1, webhooks: ended }))._tag, "Published")
  })

  it("revokes the app's access", async () => {
    await using fixture = await promises(road)
    const { creator, tiktok } = fixture
    await tiktok.auth.revoke(creator)
    assert.isUndefined(await tiktok.tokens.get(creator))
  })
})
