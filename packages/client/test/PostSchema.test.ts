import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Schema } from "effect"
import { Media, Post } from "effect-tiktok"

const codec = Schema.fromJsonString(Schema.toCodecJson(Post.Schema))

const refusal = (post: unknown) => Effect.map(Effect.flip(Schema.decodeUnknownEffect(Post.Schema)(post)), String)

const named = { _tag: "Named", name: "clips/1" }

describe("a post as data", () => {
  it.effect.prop(
    "comes back from JSON as it was, for each kind",
    { data: Schema.toEncoded(Post.Schema) },
    ({ data }) =>
      Effect.gen(function*() {
        const post = yield* Schema.decodeEffect(Post.Schema)(data)
        const back = yield* Schema.decodeEffect(codec)(yield* Schema.encodeEffect(codec)(post))
        assert.deepStrictEqual(defined(back), defined(post))
        assert.deepStrictEqual(yield* Schema.encodeEffect(Post.Schema)(post), data)
      }),
    { arbitrary: { runs: 500 } }
  )

  it.effect("writes times as milliseconds", () =>
    Effect.gen(function*() {
      const post = {
        _tag: "Video",
        media: Media.named("clips/1"),
        privacyLevel: "SELF_ONLY",
        coverTimestamp: Duration.seconds(1.5)
      } as const
      assert.deepStrictEqual(JSON.parse(yield* Schema.encodeEffect(codec)(post)), {
        _tag: "Video",
        media: named,
        privacyLevel: "SELF_ONLY",
        coverTimestamp: 1500
      })
    }))

  it.effect("writes no time that has no whole milliseconds", () =>
    Effect.gen(function*() {
      const post = { _tag: "Video", media: Media.named("a"), privacyLevel: "SELF_ONLY" } as const
      for (const coverTimestamp of [Duration.micros(1n), Duration.infinity]) {
        const error = yield* Effect.flip(Schema.encodeEffect(codec)({ ...post, coverTimestamp }))
        assert.include(String(error), `["coverTimestamp"]`)
      }
    }))

  const video = { _tag: "Video", media: named, privacyLevel: "SELF_ONLY" }
  const photos = { _tag: "Photos", images: ["https://a.example/1.jpg"], privacyLevel: "SELF_ONLY" }
  it.effect.each<readonly [string, unknown, ReadonlyArray<string>]>([
    ["a video without media", { ...video, media: undefined }, [`["media"]`]],
    ["bytes", { ...video, media: { _tag: "Bytes", bytes: "AAAA" } }, [`["media"]`, "_tag is Url or Named"]],
    ["a file", { ...video, media: { _tag: "File", path: "/etc/passwd" } }, [`["media"]`, "_tag is Url or Named"]],
    ["a name without letters", { ...video, media: { _tag: "Named", name: "" } }, [`["media"]["name"]`]],
    ["half a URL", { ...video, media: { _tag: "Url", url: "/1.mp4" } }, [`["media"]["url"]`, "absolute https URL"]],
    ["a URL in clear", { ...video, media: { _tag: "Url", url: "http://a.example/1.mp4" } }, [`["media"]["url"]`]],
    ["half a URL among images", { ...photos, images: [...photos.images, "2.jpg"] }, [`["images"][1]`]],
    ["a level that is none", { ...video, privacyLevel: "PRIVATE" }, [`["privacyLevel"]`, "SELF_ONLY"]],
    ["a post that says not who may see it", { ...video, privacyLevel: undefined }, [`["privacyLevel"]`]],
    ["a switch in words", { ...video, disableDuet: "false" }, [`["disableDuet"]`]],
    ["a part of a millisecond", { ...video, coverTimestamp: 1.5 }, [`["coverTimestamp"]`]],
    ["a time before the start", { ...video, coverTimestamp: -1 }, [`["coverTimestamp"]`]],
    ["a draft with a title", { _tag: "VideoDraft", media: named, title: "a" }, [`["title"]`, "has no such setting"]],
    ["a draft of photos with a level", { ...photos, _tag: "PhotosDraft" }, [`["privacyLevel"]`, "has no such setting"]],
    ["photos with duets", { ...photos, disableDuet: true }, [`["disableDuet"]`, "has no such setting"]],
    ["a kind that is none", { ...video, _tag: "Story" }, ["_tag is Video, VideoDraft, Photos or PhotosDraft"]]
  ])("refuses %s and names the field", ([, post, parts]) =>
    Effect.gen(function*() {
      const text = yield* refusal(post)
      for (const part of parts) assert.include(text, part)
    }))
})

describe("Post.fromData", () => {
  it.effect("asks what a name means, and nothing else", () =>
    Effect.gen(function*() {
      const asked: Array<string> = []
      const open = (name: string) =>
        Effect.sync(() => {
          asked.push(name)
          return Media.file(`/clips/${name}.mov`)
        })
      const at = Media.url("https://a.example/1.mp4")
      const photos = { _tag: "PhotosDraft", images: ["https://a.example/1.jpg"] } as const
      assert.deepStrictEqual(
        yield* Post.fromData({ _tag: "VideoDraft", media: at }, open),
        Post.videoDraft({ media: at })
      )
      assert.deepStrictEqual(yield* Post.fromData(photos, open), photos)
      assert.deepStrictEqual(asked, [])
      assert.deepStrictEqual(
        yield* Post.fromData({ _tag: "VideoDraft", media: Media.named("a") }, open),
        Post.videoDraft({ media: Media.file("/clips/a.mov") })
      )
      assert.deepStrictEqual(asked, ["a"])
    }))
})

/** JSON has no word for a setting that is `undefined`. */
const defined = (post: Post.Data) => Object.fromEntries(Object.entries(post).filter(([, value]) => value !== undefined))
