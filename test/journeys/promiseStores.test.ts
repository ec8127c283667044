/** Stores that processes of promises share, and what happens where a package is missing. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { create } from "effect-tiktok/promise"
import { execFile } from "node:child_process"
import { randomBytes } from "node:crypto"
import { promisify } from "node:util"
import { sha256, smallestChunk, video } from "../support/media.ts"
import { hasOwnPostgres, ownPostgres } from "../support/ownPostgres.ts"
import { hasOwnRedis, ownRedis, volatile } from "../support/ownRedis.ts"
import { app, promises } from "../support/promises.ts"

const encryptionKey = randomBytes(32).toString("base64")
const post = { _tag: "Video", privacyLevel: "SELF_ONLY" } as const

const stores = {
  "a folder": { isHere: true, open: Effect.succeed("folder") },
  "a Redis": { isHere: hasOwnRedis, open: Effect.map(ownRedis(volatile), ({ url }) => url) },
  "a PostgreSQL": { isHere: hasOwnPostgres, open: Effect.map(ownPostgres, ({ url }) => url) }
}

const share = async (place: string) => {
  await using fixture = await promises("memory")
  const { creator, folder, mock, options, tiktok } = fixture
  const store = place === "folder" ? `${folder}/deep/store` : place
  const shared = { ...options, store, encryptionKey, prefix: "promises_", maxWait: 0 }
  await using first = await create(shared)
  await using second = await create(shared)
  const tokens = await tiktok.tokens.get(creator)
  assert(tokens !== undefined)
  await first.tokens.set(tokens)
  assert.deepStrictEqual(await second.tokens.get(creator), tokens)

  const key = { key: "order 1", pollEvery: 1 }
  const outcomes = await Promise.all(
    [first, second].map(({ publisher }) => publisher.publish(creator, { ...post, media: video(1000) }, key))
  )
  assert.deepStrictEqual(outcomes[0], outcomes[1])
  assert.strictEqual(mock.control.posts().length, 1)
  assert.strictEqual((await second.checkpoints.closedSince(new Date(0))).length, 1)
  assert.strictEqual(await first.checkpoints.prune(0), 1)

  const limit = { name: "posts", key: "posts", limit: 1, window: 60_000 }
  const { giveBack } = await first.quota.take([limit])
  assert.isAbove(await second.quota.nextSlot([limit]), 50_000)
  await giveBack()
  assert.strictEqual(await second.quota.nextSlot([limit]), 0)
  await second.quota.pause(limit, { duration: 5000 })
  assert.isAbove(await first.quota.nextSlot([limit]), 4000)
  await first.quota.reset(limit)
  assert.strictEqual(await second.quota.nextSlot([limit]), 0)

  const full = { limit, used: 0, left: 1, freeIn: 0 }
  assert.deepStrictEqual(await first.quota.usage([limit]), [full])
  await first.quota.take([limit])
  assert.deepInclude((await second.quota.usage([limit]))[0], { used: 1, left: 0 })

  // Events of one program reach the other over a server, and stay in their process in a folder.
  const event = { _tag: "PublishCompleted", creator, publishId: "p", createdAt: new Date(1_700_000_000_000) } as const
  assert.isTrue(await first.webhooks.publish(event))
  const hearer = place === "folder" ? first : second
  for await (const heard of hearer.webhooks.events()) {
    assert.deepStrictEqual(heard, event)
    break
  }
  assert.strictEqual(await second.webhooks.publish(event), place === "folder")

  assert.deepStrictEqual(await second.tokens.list(), [creator])
  await second.tokens.remove(creator)
  assert.deepStrictEqual(await first.tokens.list(), [])
  assert.isUndefined(await first.tokens.get(creator))
}

describe.each(Object.entries(stores))("two programs that share %s", (_, { isHere, open }) => {
  it.live.skipIf(!isHere)(
    "use one login, publish a key once and count one limit",
    () => Effect.scoped(Effect.flatMap(open, (place) => Effect.promise(() => share(place))))
  )
})

const ruleOf = (packages: string) => `needs packages that are not installed: npm install ${packages}`

/** A program in a project that has none of the optional packages. */
const program = `
import { registerHooks } from "node:module"
registerHooks({
  resolve(specifier, context, next) {
    if (!/^@effect\\/(?:platform-node|sql-pg)/.test(specifier)) return next(specifier, context)
    throw Object.assign(new Error("not installed"), { code: "ERR_MODULE_NOT_FOUND" })
  }
})
const { create } = await import("effect-tiktok/promise")
const { creator, encryptionKey, file, options, tokens } = JSON.parse(process.argv[1])
const missing = []
for (const store of ["redis://127.0.0.1:1", "postgres://u@127.0.0.1:1/tiktok"]) {
  await create({ ...options, store, encryptionKey }).catch(({ reason }) => missing.push(reason))
}
await using tiktok = await create(options)
await tiktok.tokens.set({ ...tokens, expiresAt: new Date(tokens.expiresAt) })
const post = { _tag: "Video", privacyLevel: "SELF_ONLY", media: { file } }
const outcome = await tiktok.publisher.publish(creator, post, { pollEvery: 1, chunkSize: ${smallestChunk} })
console.log(JSON.stringify({ missing, outcome }))
`

describe("a program without optional packages", () => {
  it("publishes a file in chunks with fetch, and is told which packages a store needs", async () => {
    await using fixture = await promises("fetch")
    const { creator, mock, options: { baseUrl }, tiktok } = fixture
    const bytes = video(2 * smallestChunk + 1)
    const options = { contract: "live", ...app, baseUrl, store: "memory" }
    const tokens = { refreshExpiresAt: undefined, ...await tiktok.tokens.get(creator) }
    const given = {
      creator,
      encryptionKey,
      file: await fixture.file(bytes),
      options,
      tokens: { ...tokens, refreshExpiresAt: undefined }
    }
    const node = promisify(execFile)
    const { stderr, stdout } = await node(
      process.execPath,
      ["--input-type=module", "--eval", program, JSON.stringify(given)],
      { cwd: import.meta.dirname }
    )
    assert.strictEqual(stderr, "")
    const { missing, outcome } = JSON.parse(stdout)
    assert.deepStrictEqual(missing, [
      { _tag: "InvalidInput", field: "store", rule: ruleOf("@effect/platform-node redis") },
      { _tag: "InvalidInput", field: "store", rule: ruleOf("@effect/sql-pg") }
    ])
    assert.strictEqual(outcome._tag, "Published")
    assert.deepStrictEqual(mock.control.posts().map((seen) => [seen.sha256, seen.chunks.length]), [[sha256(bytes), 2]])
  })
})
