/** A mistake in a post ends in an error that names field and rule, and publishes nothing. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Stream } from "effect"
import { Media, Post, Publisher, type TikTokError } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { failureOf } from "../support/failureOf.ts"
import { type Fixture, inFixture, makeFixture, run, settings } from "../support/fixture.ts"
import { pieces, smallestChunk, video } from "../support/media.ts"

interface BadPost {
  readonly what: string
  /** Receives a folder in which `empty.mp4` has no bytes. */
  readonly post: (folder: string) => Post.Post
  readonly options?: Publisher.Options
  readonly reason?: TikTokError.Reason["_tag"]
  readonly field: string
  readonly rule: RegExp
}

const clip = (media: Media.Video) => Post.video({ media, privacyLevel: "SELF_ONLY" })

const small = Media.bytes(video(1000))

/** A stream that must not be read, because its size is already wrong. */
const unread = (size: number) => Media.stream(Stream.die("the stream was read"), { size })

const titled = (title: string) => Post.video({ media: small, privacyLevel: "SELF_ONLY", title })

const photo = "https://verified-domain.com/1.jpg"

const photos = (options: Partial<Post.PhotosOptions>) =>
  Post.photos({ images: [photo, photo], privacyLevel: "SELF_ONLY", ...options })

const badSize = (what: string, post: BadPost["post"]): BadPost => ({
  what,
  post,
  field: "media.size",
  rule: /^must be 1 to 4294967296 bytes, was /
})

const sizes = [
  badSize("an empty file", (folder) => clip(Media.file(`${folder}/empty.mp4`))),
  badSize("no bytes", () => clip(Media.bytes(new Uint8Array()))),
  badSize("a draft of no bytes", () => Post.videoDraft({ media: Media.bytes(new Uint8Array()) })),
  badSize("a stream of no bytes", () => clip(unread(0))),
  badSize("a stream of negative size", () => clip(unread(-1))),
  badSize("a stream of half a byte", () => clip(unread(0.5))),
  badSize("a stream of no known size", () => clip(unread(Number.NaN))),
  badSize("a stream beyond 4 GiB", () => clip(unread(4_294_967_297)))
]

const files: ReadonlyArray<BadPost> = [
  {
    what: "a file that is missing",
    post: (folder) => clip(Media.file(`${folder}/missing.mp4`)),
    reason: "MediaUnreadable",
    field: "media.path",
    rule: /^must name a file that exists$/
  },
  {
    what: "a folder",
    post: (folder) => clip(Media.file(folder)),
    field: "media.path",
    rule: /^must name a file, not a directory$/
  },
  {
    what: "a path below a file",
    post: (folder) => clip(Media.file(`${folder}/empty.mp4/clip.mp4`)),
    reason: "MediaUnreadable",
    field: "media.path",
    rule: /^must name a file that /
  }
]

const chunkSizes: ReadonlyArray<BadPost> = [
  ...[0, -1, 1.5, Number.NaN, Infinity, 1, smallestChunk - 1, 64_000_001, 1e12].map((chunkSize) => ({
    what: `chunks of ${chunkSize} bytes`,
    post: () => clip(small),
    options: { chunkSize },
    field: "chunkSize",
    rule: /^must be a whole number of bytes from 5242880 to 64000000, was /
  })),
  {
    what: "chunks of more than half of a file that is too large for one chunk",
    post: () => clip(unread(100_000_000)),
    options: { chunkSize: 60_000_000 },
    field: "chunkSize",
    rule: /^must be at most half of 100000000 bytes/
  }
]

// "😀" is one character, one code point and two UTF-16 units.
const texts: ReadonlyArray<BadPost> = [
  { what: "a title of 2,201 units", post: () => titled("a".repeat(2201)), field: "title", rule: /2200 .* had 2201$/ },
  { what: "a title of 1,101 emoji", post: () => titled("😀".repeat(1101)), field: "title", rule: /2200 .* had 2202$/ },
  {
    what: "a photo title of 46 emoji",
    post: () => photos({ title: "😀".repeat(46) }),
    field: "title",
    rule: /at most 90 UTF-16 units, had 92$/
  },
  {
    what: "a description of 2,001 emoji",
    post: () => photos({ description: "😀".repeat(2001) }),
    field: "description",
    rule: /at most 4000 UTF-16 units, had 4002$/
  }
]

/** A privacy level as it comes from a file or a form. */
const read = (json: string): Post.VideoOptions & Post.PhotosOptions => JSON.parse(json)

const badLevel = (what: string, post: BadPost["post"]): BadPost => ({
  what,
  post,
  field: "privacyLevel",
  rule: /^must be one of PUBLIC_TO_EVERYONE, .*SELF_ONLY$/
})

const levels = ["\"PRIVATE\"", "\"EVERYONE\"", "\"self_only\"", "\"\"", "null", "3", "[\"SELF_ONLY\"]"]

const privacyLevels = [...levels.map((level) => `{ "privacyLevel": ${level} }`), "{}"].flatMap((json) => [
  badLevel(`a video with ${json}`, () => Post.video({ ...read(json), media: small })),
  badLevel(`photos with ${json}`, () => Post.photos({ ...read(json), images: [photo] }))
])

const badUrl = (what: string, post: BadPost["post"], field = "media.url"): BadPost => ({
  what,
  post,
  field,
  rule: /^must be an absolute https URL$/
})

const urls = [
  "http://verified-domain.com/1.jpg",
  "ftp://verified-domain.com/1.jpg",
  "file:///etc/passwd",
  "//verified-domain.com/1.jpg",
  "/1.jpg",
  "1.jpg",
  "https://",
  "https://verified domain.com/1.jpg",
  ""
].flatMap((url) => [
  badUrl(`a video at "${url}"`, () => clip(Media.url(url))),
  badUrl(`a draft at "${url}"`, () => Post.videoDraft({ media: Media.url(url) })),
  badUrl(`a second photo at "${url}"`, () => photos({ images: [photo, url] }), "images[1]")
])

const counts: ReadonlyArray<BadPost> = [
  ...[0, 36].map((count) => ({
    what: `${count} photos`,
    post: () => photos({ images: Array.from({ length: count }, () => photo) }),
    field: "images",
    rule: new RegExp(`^must be 1 to 35 URLs, were ${count}$`)
  })),
  ...[-1, 2, 0.5, Number.NaN].map((coverIndex) => ({
    what: `photo ${coverIndex} of two as the cover`,
    post: () => photos({ coverIndex }),
    field: "coverIndex",
    rule: new RegExp(`^must be 0 to 1, was ${coverIndex}$`)
  })),
  ...[-1, 0.5, Infinity, 2_147_483_648].map((coverTimestamp) => ({
    what: `a cover at ${coverTimestamp} milliseconds`,
    post: () => Post.video({ media: small, privacyLevel: "SELF_ONLY", coverTimestamp }),
    field: "coverTimestamp",
    rule: /^must be a whole number of milliseconds, from 0 to 2147483647$/
  }))
]

const badPosts = [...sizes, ...files, ...chunkSizes, ...texts, ...privacyLevels, ...urls, ...counts]

const publish = (fixture: Fixture, post: Post.Post, options?: Publisher.Options) =>
  Publisher.Publisher.use((publisher) => publisher.publish(fixture.creator, post, options))

const assertNames = (error: TikTokError.TikTokError, { field, reason, rule }: Omit<BadPost, "post">) => {
  assert.strictEqual(error.reason._tag, reason ?? "InvalidInput", error.message)
  assert("field" in error.reason)
  assert.strictEqual(error.reason.field, field)
  assert.match(error.reason.rule, rule)
  assert.include(error.message, `${field} ${error.reason.rule}`)
  assert.isFalse(error.retryable)
}

describe.each(settings)("a publish in $contract over $transport", (setting) => {
  it.effect.each(badPosts)(
    "refuses $what before it sends anything",
    ({ options, post, ...expected }) =>
      inFixture(makeFixture(setting), function*(fixture) {
        const fs = yield* FileSystem.FileSystem
        const folder = yield* Effect.orDie(fs.makeTempDirectoryScoped())
        yield* Effect.orDie(fs.writeFile(`${folder}/empty.mp4`, new Uint8Array()))
        const error = yield* failureOf(publish(fixture, post(folder), options))
        assertNames(error, expected)
        assert.lengthOf(fixture.mock.control.posts(), 0)
        assert.lengthOf(fixture.mock.journal.entries(), 0)
      })
  )

  it.effect.each([
    { what: "a title of 2,200 units", post: titled("a".repeat(2200)) },
    { what: "a title of 1,100 emoji", post: titled("😀".repeat(1100)) },
    { what: "a photo title of 45 emoji", post: photos({ title: "😀".repeat(45) }) },
    { what: "a description of 2,000 emoji", post: photos({ description: "😀".repeat(2000) }) },
    { what: "35 photos, the last as the cover", post: photos({ images: Array(35).fill(photo), coverIndex: 34 }) }
  ])("takes $what", ({ post }) =>
    inFixture(makeFixture(setting), function*(fixture) {
      const { _tag } = yield* publish(fixture, post)
      assert.strictEqual(_tag, "Published")
    }))

  const content = video(2 * smallestChunk + 1000)
  const announced = (media: Uint8Array, after: Stream.Stream<Uint8Array, string> = Stream.empty) =>
    clip(Media.stream(Stream.concat(pieces(media), after), { size: content.length }))

  const streams = [
    {
      what: "ends in its first chunk",
      post: announced(content.subarray(0, 1000)),
      field: "media.size",
      rule: /ended after 1000$/
    },
    { what: "has no bytes after all", post: announced(new Uint8Array()), field: "media.size", rule: /ended after 0$/ },
    { what: "is one byte short", post: announced(content.subarray(1)), field: "media.size", rule: /ended after \d+$/ },
    {
      what: "is one byte long",
      post: announced(content, Stream.make(new Uint8Array(1))),
      field: "media.size",
      rule: /^must be the stream's exact length; 10486760 bytes were announced, the stream has more$/
    },
    {
      what: "never ends",
      post: announced(content, Stream.forever(Stream.make(new Uint8Array(1000)))),
      field: "media.size",
      rule: /has more$/
    },
    {
      what: "fails at once",
      post: announced(new Uint8Array(), Stream.fail("disk gone")),
      field: "media.stream",
      rule: /^failed while it was read$/
    },
    {
      what: "fails after its first chunk",
      post: announced(content.subarray(0, smallestChunk + 1000), Stream.fail("disk gone")),
      field: "media.stream",
      rule: /^failed while it was read$/
    },
    {
      what: "fails where it should end",
      post: announced(content, Stream.fail("disk gone")),
      field: "media.stream",
      rule: /^failed while it was read$/
    }
  ]

  for (const chunkSize of [smallestChunk, undefined]) {
    it.effect.each(streams)(
      `never publishes a stream that $what, in ${chunkSize === undefined ? "one chunk" : "two chunks"}`,
      ({ post, ...expected }) =>
        Effect.gen(function*() {
          const fixture = yield* makeFixture(setting, { mock: { lifecycle: { mode: "immediate" } } })
          const error = yield* run(fixture, failureOf(publish(fixture, post, { chunkSize })))
          assertNames(error, { ...expected, reason: "MediaUnreadable" })
          yield* TestClock.adjust("2 days")
          const [seen, ...others] = fixture.mock.control.posts()
          assert.lengthOf(others, 0)
          assert(seen !== undefined)
          assert.strictEqual(seen.stage, "awaiting-upload")
          assert.isBelow(seen.bytesReceived, content.length)
          assert.strictEqual(error.publishId, seen.publishId)
        })
    )
  }
})
