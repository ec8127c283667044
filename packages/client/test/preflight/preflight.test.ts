import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, FileSystem, Schema, Stream } from "effect"
import { type Creator, Media, Post, PostForm } from "effect-tiktok"
import * as Preflight from "effect-tiktok/Preflight"
import { registerHooks } from "node:module"
import { layerNode } from "../../../../test/support/servers.ts"
import { fileOf, files, pathOf } from "./files.ts"
import { inMemory, serverOf, withGap } from "./virtualFile.ts"

const sentences = ({ findings }: Preflight.Report) => findings.map(({ field, sentence }) => `${field} ${sentence}`)

const bytesOf = (name: string) => Media.bytes(fileOf(name))

const clip = bytesOf("late.mp4")

const privacyLevel = "SELF_ONLY"

const photos = (...images: ReadonlyArray<string>) => Post.photos({ images, privacyLevel })

const url = "https://media.example/"

const jpeg = (...segments: ReadonlyArray<string>) => Buffer.from(["ffd8ff", ...segments].join(""), "hex")

describe("sources", () => {
  it.effect("are files, blobs, bytes and media on a server, with the same report", () =>
    Effect.gen(function*() {
      const { layer } = serverOf({ [`${url}late.mp4`]: inMemory(fileOf("late.mp4")) })
      const blob = new Blob([fileOf("late.mp4")])
      const alone = yield* Preflight.check([clip, Media.blob(blob)])
      const others = yield* Preflight.check([
        Media.file(pathOf("late.mp4")),
        Media.http(`${url}late.mp4`),
        Media.url(`${url}late.mp4`)
      ]).pipe(Effect.provide([layer, layerNode]))
      const reports = [...alone.media, ...others.media]
      assert.deepStrictEqual(reports, Array.from(reports, () => alone.media[0]))
      assert.strictEqual(alone.media[0]?._tag, "Video")
      assert.deepStrictEqual([...alone.findings, ...others.findings], [])
    }))

  it.effect("need only kilobytes of an MP4 of gigabytes", () =>
    Effect.gen(function*() {
      const file = withGap(fileOf("late.mp4"), 3_500_000_000)
      const { bytesAsked, layer } = serverOf({ [`${url}large.mp4`]: file })
      const report = yield* Effect.provide(Preflight.check(Media.http(`${url}large.mp4`)), layer)
      assert.deepInclude(report.media[0], { bytes: file.size, frameRate: 30, seconds: 1 })
      assert.deepStrictEqual(report.findings, [])
      assert.isBelow(yield* bytesAsked, 20_000)
    }))

  it.effect.each(["vp9.webm", "recorded.webm", "cut-recording.webm"])(
    "are the same for a WebM in memory and on a server: %s",
    (name) =>
      Effect.gen(function*() {
        const file = files.get(name)?.() ?? assert.fail(name)
        const { bytesAsked, layer } = serverOf({ [`${url}a.webm`]: inMemory(file) })
        const alone = yield* Preflight.check(Media.bytes(file, { contentType: "video/webm" }))
        assert.deepStrictEqual(yield* Effect.provide(Preflight.check(Media.http(`${url}a.webm`)), layer), alone)
        assert.isAbove(yield* bytesAsked, 0)
      })
  )

  it.effect("need only megabytes of a WebM of gigabytes", () =>
    Effect.gen(function*() {
      const file = fileOf("recorded.webm")
      // A Void element of 3,000,000,000 bytes.
      const gap = Buffer.from("ec01000000b2d05e00", "hex")
      const head = Buffer.concat([file, gap])
      const { bytesAsked, layer } = serverOf({
        [`${url}a.webm`]: {
          size: head.length + 3_000_000_000,
          read: (start, end) => {
            const bytes = new Uint8Array(end - start)
            bytes.set(head.subarray(start, end))
            return bytes
          }
        }
      })
      const { media: [facts] } = yield* Effect.provide(Preflight.check(Media.http(`${url}a.webm`)), layer)
      assert.deepInclude(facts, { container: "WebM", bytes: head.length + 3_000_000_000 })
      assert.isBelow(yield* bytesAsked, 9_000_000)
    }))

  const endless = {
    "fill bytes": jpeg("ff".repeat(5_000_000)),
    "empty segments": jpeg("e00002".padEnd(6, "0"), "ffe00002".repeat(1_000_000)),
    "segments of 4 KiB": Buffer.concat([
      jpeg("e0"),
      ...Array.from({ length: 2000 }, () => {
        const segment = Buffer.alloc(4096)
        segment.writeUInt16BE(4094)
        segment.writeUInt16BE(0xffe0, 4094)
        return segment
      })
    ]),
    "no end": Buffer.concat([fileOf("baseline.jpg").subarray(0, 400), Buffer.alloc(30_000_000)])
  }

  it.effect.each(Object.entries(endless))(
    "need only kilobytes of a JPEG with endless %s",
    ([, file]) =>
      Effect.gen(function*() {
        const { bytesAsked, layer } = serverOf({ [`${url}a.jpg`]: inMemory(file) })
        const { findings } = yield* Effect.provide(Preflight.check(Media.url(`${url}a.jpg`)), layer)
        assert.isAtLeast(findings.length, 1)
        assert.isBelow(yield* bytesAsked, 110_000)
      })
  )

  it.effect("that cannot be read are findings, beside those of the others", () =>
    Effect.gen(function*() {
      const report = yield* Preflight.check([
        Media.file(pathOf("none.mp4")),
        Media.file(pathOf(".")),
        Media.http(`${url}none.mp4`),
        Media.stream(Stream.empty, { size: 1 }),
        bytesOf("narrow.mp4")
      ]).pipe(Effect.provide([serverOf({}).layer, layerNode]))
      assert.deepStrictEqual(sentences(report), [
        "media[0] must be readable: media.path must name a file that exists",
        "media[1] must be readable: media.path must name a file, not a directory or a pipe",
        "media[2] must be readable: media server responded with HTTP 404: status must be 206, since a range was requested",
        "media[3] must be readable: media.stream cannot be checked before it is sent: its bytes arrive once",
        "media[4].pixels must be at least 360 pixels on the shorter side, was 358"
      ])
      assert.deepStrictEqual(report.findings.map(({ severity }) => severity), [
        "Refused",
        "Refused",
        "Refused",
        "Doubtful",
        "Refused"
      ])
      assert.deepStrictEqual(report.media.map(({ _tag }) => _tag), ["Unread", "Unread", "Unread", "Unread", "Video"])
    }))

  it.effect("that grow shorter while they are read are a finding", () =>
    Effect.gen(function*() {
      const fs = yield* FileSystem.FileSystem
      const shrinking: FileSystem.FileSystem = {
        ...fs,
        open: (path, options) =>
          Effect.map(fs.open(path, options), (file) => ({ ...file, read: () => Effect.succeed(0) }))
      }
      const report = yield* Preflight.check(Media.file(pathOf("late.mp4"))).pipe(
        Effect.provideService(FileSystem.FileSystem, shrinking)
      )
      assert.include(sentences(report)[0], "the file ended at byte 0")
    }).pipe(Effect.provide(layerNode)))
})

const limited = (maxVideoDuration: Duration.Duration) => ({ info: { maxVideoDuration } })

describe("limits", () => {
  it.effect("are the creator's for a direct post", () =>
    Effect.gen(function*() {
      const direct = Post.video({ media: bytesOf("trimmed.mp4"), privacyLevel })
      const report = yield* Preflight.check(direct, limited(Duration.millis(0)))
      assert.deepStrictEqual(report.findings, [{
        index: 0,
        field: "media.duration",
        rule: "duration",
        value: 1,
        limit: { max: 0 },
        source: "CreatorInfo",
        severity: "Refused",
        sentence: "must be at most 0 seconds, was 1"
      }])
    }).pipe(Effect.provide([serverOf({}).layer, layerNode])))

  it.effect("leave a part of a second in doubt", () =>
    Effect.gen(function*() {
      const { findings } = yield* Preflight.check(clip, limited(Duration.millis(500)))
      assert.deepStrictEqual(findings.map(({ severity }) => severity), ["Doubtful"])
    }))

  it.effect("are ten minutes for a draft, whatever the creator's are", () =>
    Effect.gen(function*() {
      const draft = Post.videoDraft({ media: clip })
      const report = yield* Preflight.check(draft, limited(Duration.millis(0)))
      assert.deepStrictEqual(report.findings, [])
      // The unit of the header is a hundredth of a millisecond instead of a millisecond.
      const slow = fileOf("late.mp4")
      slow.writeUInt32BE(10, slow.indexOf("mdhd", 0, "latin1") + 16)
      const { findings } = yield* Preflight.check(Media.bytes(slow), { draft: true })
      assert.deepInclude(findings, {
        index: 0,
        field: "media.duration",
        rule: "duration",
        value: 1536,
        limit: { max: 600 },
        source: "MediaTransferGuide",
        severity: "Refused",
        sentence: "must be at most 600 seconds, was 1536"
      })
    }).pipe(Effect.provide([serverOf({}).layer, layerNode])))

  it.effect("of size are decimal, and in doubt up to the binary unit", () =>
    Effect.gen(function*() {
      const jpeg = fileOf("baseline.jpg")
      const severities = yield* Effect.forEach([20_000_000, 20_000_001, 20_971_521], (size) =>
        Effect.map(
          Preflight.check(Media.bytes(Buffer.concat([jpeg, Buffer.alloc(size - jpeg.length)]))),
          ({ findings }) => findings.map(({ rule, severity }) => `${severity} ${rule}`)
        ))
      assert.deepStrictEqual(severities, [[], ["Doubtful size"], ["Refused size"]])
      const { layer } = serverOf({ [`${url}a.mp4`]: withGap(fileOf("late.mp4"), 2 ** 32) })
      const { findings } = yield* Effect.provide(Preflight.check(Media.http(`${url}a.mp4`)), layer)
      assert.deepStrictEqual(findings.map(({ limit, rule, severity }) => [severity, rule, limit]), [
        ["Refused", "size", { max: 4_000_000_000 }]
      ])
    }))

  it.effect("are 35 photos", () =>
    Effect.gen(function*() {
      const { layer } = serverOf({ [`${url}a.jpg`]: inMemory(fileOf("baseline.jpg")) })
      const count = (length: number) =>
        Preflight.check(photos(...Array.from({ length }, () => `${url}a.jpg`))).pipe(Effect.provide([layer, layerNode]))
      assert.deepStrictEqual(sentences(yield* count(35)), [])
      assert.deepStrictEqual(sentences(yield* count(36)), ["images must be at most 35, were 36"])
      const listed = yield* Preflight.check(Array.from({ length: 36 }, () => bytesOf("baseline.jpg")))
      assert.deepStrictEqual(sentences(listed), ["media must be at most 35, were 36"])
      const named = yield* Preflight.check([bytesOf("baseline.jpg"), bytesOf("large.jpg")])
      assert.deepStrictEqual(named.findings.map(({ field }) => field), ["media[1].shorterSide"])
    }))
})

describe("a post", () => {
  it.effect("of photos must have photos, each named by its place", () =>
    Effect.gen(function*() {
      const { layer } = serverOf({
        [`${url}0.mp4`]: inMemory(fileOf("baseline.jpg")),
        [`${url}1.jpg`]: inMemory(fileOf("late.mp4")),
        [`${url}2.jpg`]: inMemory(fileOf("large.jpg"))
      })
      const report = yield* Effect.provide(
        Preflight.check(photos(`${url}0.mp4`, `${url}1.jpg`, `${url}2.jpg`)),
        [layer, layerNode]
      )
      assert.deepStrictEqual(sentences(report), [
        "images[1].format must be JPEG or WebP, was neither",
        "images[2].shorterSide must be at most 1080 pixels, was 1086"
      ])
    }))

  it.effect("of a video must have a video", () =>
    Effect.gen(function*() {
      const report = yield* Preflight.check(Post.video({ media: bytesOf("baseline.jpg"), privacyLevel }))
      assert.deepStrictEqual(sentences(report), ["media.container must be one of MP4, QuickTime, WebM, was JPEG"])
    }).pipe(Effect.provide([serverOf({}).layer, layerNode])))
})

describe("orFail", () => {
  it.effect("fails with the first finding that TikTok refuses, and ignores what is doubtful", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Preflight.orFail([bytesOf("pcm.mov"), bytesOf("rate-15.mp4")]))
      assert.strictEqual(error.message, "Preflight.orFail: media[1].frameRate must be 23 to 60 frames a second, was 15")
      assert.strictEqual(error.reason._tag, "InvalidInput")
      const { findings } = yield* Preflight.orFail(bytesOf("pcm.mov"))
      assert.deepStrictEqual(findings.map(({ severity }) => severity), ["Doubtful", "Doubtful"])
    }))
})

describe("input", () => {
  const wrong: ReadonlyArray<readonly [string, any, any, string]> = [
    ["no media", undefined, undefined, "media must be made by"],
    ["text", "clip.mp4", undefined, "media must be made by"],
    ["a list with a hole", [clip, undefined], undefined, "media[1] must be made by"],
    ["bytes of a list that are none", [clip, Media.bytes(JSON.parse("[1]"))], undefined, "media[1].bytes must be"],
    ["bytes that are none", Media.bytes(JSON.parse("[1]")), undefined, "media.bytes must be a Uint8Array"],
    ["photos without a list", { _tag: "Photos" }, undefined, "images must be a list"],
    [
      "a photo at http",
      photos("https://a.example/0.jpg", "http://a.example/1.jpg"),
      undefined,
      "images[1] must be an absolute https URL"
    ],
    ["options that are text", clip, "draft", "options must be an object"],
    ["a draft that is text", clip, { draft: "yes" }, "options.draft must be true or false"],
    ["a duration that is text", clip, { info: { maxVideoDuration: "1 minute" } }, "options.info must be info"]
  ]
  for (const [name, subject, options, message] of wrong) {
    it.effect(`is refused: ${name}`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(Preflight.check(subject, options))
        assert.include(error.message, `Preflight.check: ${message}`)
      }).pipe(Effect.provide([serverOf({}).layer, layerNode])))
  }
})

describe("mediabunny", () => {
  it.effect("is named where it is missing, and photos do not need it", () =>
    Effect.gen(function*() {
      yield* Effect.acquireRelease(
        Effect.sync(() =>
          registerHooks({
            resolve: (specifier, context, next) => {
              if (specifier === "mediabunny") throw new Error("Cannot find package")
              return next(specifier, context)
            }
          })
        ),
        (hooks) => Effect.sync(() => hooks.deregister())
      )
      const error = yield* Effect.flip(Preflight.check(clip))
      assert.strictEqual(
        error.message,
        "Preflight.check: mediabunny must be installed to check a video: npm install mediabunny"
      )
      assert.deepStrictEqual((yield* Preflight.check(bytesOf("baseline.jpg"))).findings, [])
    }))
})

describe("a report", () => {
  it.effect("is what JSON carries", () =>
    Effect.gen(function*() {
      const report = yield* Preflight.check([clip, bytesOf("large.jpg"), Media.bytes(Buffer.from("no video"))])
      const text = JSON.stringify(yield* Schema.encodeEffect(Preflight.Report)(report))
      assert.deepStrictEqual(yield* Schema.decodeUnknownEffect(Preflight.Report)(JSON.parse(text)), JSON.parse(text))
    }))

  const info: Creator.CreatorInfo = {
    privacyLevels: [privacyLevel],
    commentDisabled: false,
    duetDisabled: false,
    stitchDisabled: false,
    maxVideoDuration: Duration.seconds(0)
  }
  const off = { disableComment: true, disableDuet: true, disableStitch: true }

  it.effect("tells a form how long the video is, and what its media break", () =>
    Effect.gen(function*() {
      const media = bytesOf("rate-61.mp4")
      const report = yield* Preflight.check([media, bytesOf("pcm.mov")])
      const form = yield* PostForm.video({ ...info, maxVideoDuration: Duration.seconds(1) }, { report })
      assert.deepStrictEqual(form.duration, { longestSeconds: 1, videoSeconds: 0, exceeded: false })
      const post = Post.video({ ...off, media, privacyLevel })
      assert.deepStrictEqual(PostForm.violations(form, post), [])
      assert.deepStrictEqual(
        PostForm.violations(form, post, report).map(({ message }) => message),
        ["media[0].frameRate must be 23 to 60 frames a second, was 61"]
      )
      const error = yield* Effect.flip(PostForm.check(form, post, report))
      assert.include(error.message, "PostForm.check: media[0].frameRate")
      assert.deepStrictEqual(PostForm.warnings(form, post, report).map(({ field }) => field), [
        "media[1].contentType",
        "media[1].audio"
      ])
    }))

  it.effect("and its form name a video that is too long once", () =>
    Effect.gen(function*() {
      const report = yield* Preflight.check(clip, { info })
      const form = yield* PostForm.video(info, { report })
      const post = Post.video({ ...off, media: clip, privacyLevel })
      assert.deepStrictEqual(
        PostForm.violations(form, post, report).map(({ message }) => message),
        ["media.duration must be at most 0 seconds for this creator, was 1"]
      )
    }))
})
