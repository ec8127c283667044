import { assert, describe, it } from "@effect/vitest"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createMock, type MockOptions } from "tiktok-mock-server"
import { afterAll, beforeAll } from "vitest"
import { documents, tiktok } from "../support/command.ts"
import { sha256, video } from "../support/media.ts"

let folder = ""
const clip = () => join(folder, "clip.mp4")
const bytes = video(11_000_000)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tiktok-cli-"))
  await writeFile(clip(), bytes)
})
afterAll(() => rm(folder, { recursive: true }))

/** Publishes the clip to a new mock. */
const publish = async (options: {
  readonly mock?: MockOptions
  readonly prepare?: (mock: ReturnType<typeof createMock>) => void
  readonly args?: ReadonlyArray<string>
  readonly file?: string
  readonly env?: Readonly<Record<string, string>>
} = {}) => {
  const mock = createMock({ lifecycle: { mode: "immediate" }, ...options.mock })
  options.prepare?.(mock)
  const server = await mock.listen()
  const env = {
    TIKTOK_ACCESS_TOKEN: mock.control.issueToken().accessToken,
    TIKTOK_BASE_URL: server.url,
    ...options.env
  }
  const args = options.args ?? []
  // A flag may be given once.
  const usual = ["--privacy=SELF_ONLY", "--poll-seconds=0.2"].filter((flag) =>
    !args.some((arg) => arg.split("=")[0] === flag.split("=")[0])
  )
  const finished = await tiktok(["publish", "video", options.file ?? clip(), "--json", ...usual, ...args], env)
  await server.close()
  return { ...finished, mock }
}

describe("tiktok demo", () => {
  it("publishes the sample", async () => {
    const { exitCode, stderr, stdout } = await tiktok(["demo", "--json"])
    assert.strictEqual(stderr, "")
    assert.strictEqual(exitCode, 0)
    const events = documents(stdout)
    const tags = events.map(({ _tag }) => _tag).filter((tag, index, all) => tag !== all[index - 1])
    assert.deepStrictEqual(tags.filter((tag) => tag !== "BytesSent" && tag !== "BytesConfirmed"), [
      "MockStarted",
      "LoggedIn",
      "Started",
      "Planned",
      "Initialized",
      "StatusReceived",
      "Finished"
    ])
    assert.strictEqual(events.filter(({ _tag }) => _tag === "BytesConfirmed").length, 2)
  })

  it("prints the same as text, with the URL of the post", async () => {
    const { exitCode, stdout } = await tiktok(["demo"])
    assert.strictEqual(exitCode, 0)
    assert.match(stdout, /^Mock TikTok listens at http:\/\/127\.0\.0\.1:\d+$/m)
    assert.match(stdout, /confirmed, 40 %$/m)
    assert.match(stdout, /^Published: https:\/\/www\.tiktok\.com\/@[\w.]+\/video\/\d{19}$/m)
  })

  it("takes a file of your own", async () => {
    const { exitCode, stdout } = await tiktok(["demo", clip()])
    assert.strictEqual(exitCode, 0)
    assert.include(stdout, `Publishing ${clip()}`)
  })
})

describe("tiktok publish video", () => {
  it("publishes a file and exits with 0", async () => {
    const { exitCode, mock, stdout } = await publish({ args: ["--title", "Hello", "--disable-duet"] })
    assert.strictEqual(exitCode, 0)
    const [post] = mock.control.posts()
    assert.strictEqual(post?.sha256, sha256(bytes))
    assert.strictEqual(post?.caption, "Hello")
    assert.strictEqual(documents(stdout).at(-1)?.["_tag"], "Finished")
  })

  it.each([
    ["an unknown flag", ["--bogus"], "--bogus"],
    ["an unknown privacy level", ["--privacy", "FRIENDS"], "FRIENDS"],
    ["a chunk size that is too small", ["--chunk-size", "1"], "--chunk-size must be"],
    ["a title that is too long", ["--title", "🎬".repeat(1101)], "--title must have"],
    ["a contract that does not exist", ["--contract", "v1"], "--contract"],
    ["a base URL that is none", ["--base-url", "mock"], "--base-url (or TIKTOK_BASE_URL) must be an http or https URL"],
    ["no time between status calls", ["--poll-seconds", "0"], "--poll-seconds must be more than 0, was \"0\""],
    [
      "a negative time between status calls",
      ["--poll-seconds", "-1"],
      "--poll-seconds must be more than 0, was \"-1\""
    ],
    [
      "a time between status calls that is no number",
      ["--poll-seconds", "NaN"],
      "--poll-seconds must be a number, was \"NaN\""
    ],
    ["a negative deadline", ["--deadline-seconds", "-1"], "--deadline-seconds must be 0 or more, was \"-1\""]
  ])("exits with 2 for %s, says so and sends nothing", async (_, args, said) => {
    const { exitCode, mock, stderr } = await publish({ args })
    assert.strictEqual(exitCode, 2)
    assert.include(String(documents(stderr)[0]?.["message"]), said)
    assert.deepStrictEqual(mock.control.posts(), [])
  })

  it("accepts any time above 0 between status calls", async () => {
    const { exitCode, stderr } = await publish({ args: ["--poll-seconds", "0.0000001"] })
    assert.strictEqual(exitCode, 0, stderr)
  })

  it("exits with 2 for a missing file", async () => {
    const { exitCode, stderr } = await publish({ file: join(folder, "missing.mp4") })
    assert.strictEqual(exitCode, 2)
    assert.match(stderr, /<file> names \S+missing.mp4, which is not there/)
  })

  it("exits with 3 without a token", async () => {
    const { exitCode, stderr } = await publish({ env: { TIKTOK_ACCESS_TOKEN: "" } })
    assert.strictEqual(exitCode, 3)
    assert.include(stderr, "TIKTOK_ACCESS_TOKEN")
  })

  it("exits with 3 for a token that TikTok rejects", async () => {
    assert.strictEqual((await publish({ env: { TIKTOK_ACCESS_TOKEN: "v.wrong" } })).exitCode, 3)
  })

  it("exits with 4 when TikTok refuses", async () => {
    const { exitCode, stderr } = await publish({ mock: { scenario: "unaudited-app" } })
    assert.strictEqual(exitCode, 4)
    assert.include(stderr, "AppUnaudited")
  })

  it("exits with 5 when TikTok gives up on the post", async () => {
    const text = join(folder, "text.mp4")
    await writeFile(text, "this is no video")
    const { exitCode, stdout } = await publish({ file: text })
    assert.strictEqual(exitCode, 5)
    assert.include(stdout, "Unsupported video codec")
  })

  it("exits with 5 when there is no server", async () => {
    const { exitCode, stderr } = await publish({ env: { TIKTOK_BASE_URL: "http://127.0.0.1:9" } })
    assert.strictEqual(exitCode, 5)
    assert.include(stderr, "Unreachable")
  })

  it("exits with 6 when the outcome is not known in time", async () => {
    const { exitCode, stdout } = await publish({
      mock: { lifecycle: { mode: "manual" } },
      args: ["--deadline-seconds", "0.5"]
    })
    assert.strictEqual(exitCode, 6)
    assert.include(stdout, "StillProcessing")
  })
})

const fixture = (name: string) =>
  new URL(`../../packages/client/test/preflight/files/${name}`, import.meta.url).pathname

describe("tiktok check", () => {
  it("exits with 2 if TikTok would refuse a file, and prints one document", async () => {
    const { exitCode, stderr, stdout } = await tiktok(["check", fixture("late.mp4"), fixture("narrow.mp4"), "--json"])
    assert.deepStrictEqual([exitCode, stderr], [2, ""])
    const [event] = documents(stdout)
    assert.strictEqual(event?.["_tag"], "Checked")
    assert.include(stdout, `"severity":"Refused"`)
  })

  it("exits with 0 for files that TikTok may only doubt, and prints a table", async () => {
    const { exitCode, stdout } = await tiktok(["check", fixture("pcm.mov"), fixture("baseline.jpg")])
    assert.strictEqual(exitCode, 0)
    assert.match(stdout, /pcm\.mov +doubtful {2}QuickTime, H\.264, 360 × 640/)
    assert.match(stdout, /baseline\.jpg +good {6}JPEG, 1080 × 1920/)
  })

  it("applies the limits of the creator and of drafts", async () => {
    const long = await tiktok(["check", fixture("variable-slow.mp4"), "--max-seconds", "0.5"])
    assert.include(long.stdout, "duration must be at most 0.5 seconds, was 1.7")
    const draft = await tiktok(["check", fixture("early.mp4"), "--max-seconds", "0.5", "--draft"])
    assert.strictEqual(draft.exitCode, 0)
    assert.notInclude(draft.stdout, "duration")
  })
})
