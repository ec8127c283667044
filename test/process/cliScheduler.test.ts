/** `tiktok scheduler` against a mock, with its posts in a file and in PostgreSQL. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { randomBytes } from "node:crypto"
import { copyFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll } from "vitest"
import { begin, makeHome, only, rows } from "../support/cliHome.ts"
import { documents, type Finished, type Running, start } from "../support/command.ts"
import { freePort } from "../support/freePort.ts"
import { checked } from "../support/outputSchema.ts"
import { postgresDatabase, postgresServer } from "../support/servers.ts"

let files: Awaited<ReturnType<typeof makeHome>>

beforeAll(async () => {
  files = await makeHome()
})
afterAll(() => files.remove())

type Document = Readonly<Record<string, unknown>>

const postOf = (document: Document | undefined): Document => Object(document?.["post"])
const failureOf = ({ stderr }: Finished): Document => JSON.parse(stderr)
const mine = ["--privacy", "SELF_ONLY"]

/** Waits for a runner to say that a post is in a state. */
const reached = (runner: Running, key: string, state: string) =>
  runner.line(new RegExp(`^(?=.*"key":"${key}").*"state":"${state}"`, "m"))

/** Stops a runner, and checks what it has printed. */
const stop = async (runner: Running) => {
  runner.stop()
  const finished = await runner.finished
  assert.strictEqual(finished.exitCode, 130, finished.stderr)
  // A runner may log on stderr, such as that the other one is gone.
  return checked("scheduler run", { ...finished, stderr: "" })
}

describe("tiktok scheduler", () => {
  it("publishes what is due from a file of the state folder", async () => {
    await using tools = await begin(files.home)
    await tools.login()
    const later = postOf(only(
      "scheduler add video",
      await tools.run("scheduler add video", [
        files.clip,
        ...mine,
        "--title",
        "In May",
        "--at",
        "2050-05-01T09:00",
        "--zone",
        "Europe/Berlin",
        "--key",
        "may"
      ])
    ))
    assert.include(later, { key: "may", state: "Scheduled", startsAt: Date.parse("2050-05-01T07:00Z") })
    const now = ["--at", "now", "--key", "now"]
    await tools.run("scheduler add video", [files.clip, ...mine, "--title", "Now", ...now])
    const again = await tools.run("scheduler add video", [files.clip, ...mine, "--title", "Now", ...now])
    assert.strictEqual(only("scheduler add video", again)?.["_tag"], "ScheduledPost")
    const photo = ["https://verified-domain.com/1.jpg", "--at", "now", "--key", "photo", "--draft"]
    only("scheduler add photos", await tools.run("scheduler add photos", photo))

    const runner = start(["scheduler", "run", "--json"], tools.env)
    await reached(runner, "now", "Published")
    await reached(runner, "photo", "SentToInbox")
    const second = await tools.run("scheduler run")
    assert.strictEqual(second.exitCode, 4)
    assert.include(failureOf(second)["message"], "another `tiktok scheduler run`")
    assert.include((await stop(runner))[0], { _tag: "SchedulerStarted", store: "SQLite" })
    assert.sameMembers(tools.mock.control.posts().map(({ caption }) => caption), ["Now", ""])

    const all = rows(only("scheduler list", await tools.run("scheduler list"))?.["posts"])
    assert.deepStrictEqual(all.map(({ key }) => key), ["now", "photo", "may"])
    const waiting = await tools.run("scheduler list", ["--state", "Scheduled", "--count", "1"])
    assert.lengthOf(rows(only("scheduler list", waiting)?.["posts"]), 1)
    const first = only("scheduler list", await tools.run("scheduler list", ["--count", "1"]))
    const rest = only("scheduler list", await tools.run("scheduler list", ["--after", String(first?.["cursor"])]))
    assert.deepStrictEqual(rows(rest?.["posts"]).map(({ key }) => key), ["photo", "may"])

    const id = String(later["id"])
    const moved = await tools.run("scheduler move", [id, "--at", "2051-05-01T07:00Z"])
    assert.include(postOf(only("scheduler move", moved)), { startsAt: Date.parse("2051-05-01T07:00Z") })
    assert.include(postOf(only("scheduler cancel", await tools.run("scheduler cancel", [id]))), { state: "Canceled" })
    const shown = only("scheduler show", await tools.run("scheduler show", [id]))
    assert.deepStrictEqual(
      rows(shown?.["history"]).map(({ event }) => Object(event).state),
      ["Scheduled", "Scheduled", "Canceled"]
    )
  })

  it("says what a person has to do, and does it", async () => {
    await using tools = await begin(files.home)
    await tools.login()
    const clip = join(files.home, "gone.mp4")
    await copyFile(files.clip, clip)
    const args = [clip, ...mine, "--at", "now", "--key", "gone"]
    const id = String(postOf(only("scheduler add video", await tools.run("scheduler add video", args)))["id"])
    const folder = await makeHome()
    const runner = start(["scheduler", "run", "--json", "--folder", folder.home], tools.env)
    await reached(runner, "gone", "NeedsAttention")
    const text = await start(["scheduler", "show", id], tools.env).finished
    assert.match(text.stdout, /^gone: NeedsAttention/)
    assert.include(text.stdout, "is not in ")
    await stop(runner)
    await folder.remove()
    const retried = await tools.run("scheduler retry", [id])
    assert.include(postOf(only("scheduler retry", retried)), { state: "Scheduled" })
    const anywhere = start(["scheduler", "run", "--json"], tools.env)
    await reached(anywhere, "gone", "Published")
    await stop(anywhere)
    const settled = await tools.run("scheduler settle", [id, "published"])
    assert.strictEqual(settled.exitCode, 2)
    assert.include(Object(failureOf(settled)["error"]).reason, { _tag: "WrongState", id, state: "Published" })
  })

  it("refuses bad input with its flag and rule", async () => {
    await using tools = await begin(files.home)
    const add = (...args: ReadonlyArray<string>) => tools.run("scheduler add video", [files.clip, ...mine, ...args])
    const nobody = await add("--at", "now")
    assert.strictEqual(nobody.exitCode, 3)
    assert.include(failureOf(nobody)["message"], "run `tiktok login`")
    await tools.login()
    for (
      const [exitCode, message, finished] of [
        [2, /^--at must not be in the past/, await add("--at", "2020-01-01T00:00Z")],
        [2, /^--at must be/, await add("--at", "tomorrow")],
        [2, /^--at must be/, await add("--at", "2030-02-30T00:00Z")],
        [2, /^--zone /, await add("--at", "2050-01-01T00:00", "--zone", "Mars/Base")],
        [2, /^--zone says nothing/, await add("--at", "2050-01-01T00:00Z", "--zone", "Europe/Berlin")],
        [2, /--privacy/, await tools.run("scheduler add video", [files.clip, "--at", "now"])],
        [2, /which is not there/, await tools.run("scheduler add video", ["nothing.mp4", ...mine, "--at", "now"])],
        [2, /belongs to no scheduled post/, await tools.run("scheduler show", ["nothing"])],
        [2, /^--after must be the cursor/, await tools.run("scheduler list", ["--after", "x"])],
        [2, /^--folder names/, await tools.run("scheduler run", ["--folder", join(files.home, "nowhere")])],
        [2, /^TIKTOK_DATABASE_URL must be a URL/, await tools.run("scheduler list", [], { TIKTOK_DATABASE_URL: "x" })],
        [
          5,
          /^the schedule could not be read: .*ECONNREFUSED/,
          await tools.run("scheduler list", [], { TIKTOK_DATABASE_URL: "postgres://a@127.0.0.1:1/a" })
        ]
      ] as const
    ) {
      assert.strictEqual(finished.exitCode, exitCode, finished.stderr)
      assert.match(String(failureOf(finished)["message"]), message)
      assert.deepStrictEqual(documents(finished.stdout), [])
    }
    only("scheduler add video", await add("--at", "2050-01-01T00:00Z", "--key", "one"))
    const other = await add("--at", "2050-01-01T00:00Z", "--key", "one", "--title", "Another")
    assert.strictEqual(other.exitCode, 2)
    assert.include(Object(failureOf(other)["error"]).reason, { _tag: "KeyConflict", key: "one" })
  })

  it.live.skipIf(!postgresServer.isThere)(
    "keeps logins and posts in PostgreSQL for several runners",
    () =>
      Effect.gen(function*() {
        const url = yield* postgresDatabase
        const tokenKey = randomBytes(32).toString("base64")
        yield* Effect.promise(async () => {
          await using tools = await begin(files.home)
          const shared = { TIKTOK_DATABASE_URL: url, TIKTOK_TOKEN_KEY: tokenKey }
          const keyless = await tools.run("whoami", [], { TIKTOK_DATABASE_URL: url })
          assert.strictEqual(keyless.exitCode, 2)
          assert.include(failureOf(keyless)["message"], "TIKTOK_TOKEN_KEY must be set")
          await tools.login([], 0, shared)
          const runners: Array<Running> = []
          for (const machine of ["one", "two"]) {
            const address = `127.0.0.1:${await freePort()}`
            runners.push(start(["scheduler", "run", "--json", "--folder", files.home, "--address", address], {
              ...tools.env,
              ...shared,
              XDG_STATE_HOME: join(files.home, machine)
            }))
          }
          await Promise.all(runners.map((runner) => runner.line(/"SchedulerStarted"/)))
          const args = ["clip.mp4", ...mine, "--at", "now", "--key", "shared"]
          only("scheduler add video", await tools.run("scheduler add video", args, shared))
          await Promise.all(runners.map((runner) => reached(runner, "shared", "Published")))
          for (const runner of runners) {
            assert.include((await stop(runner))[0], { _tag: "SchedulerStarted", store: "PostgreSQL" })
          }
          assert.lengthOf(tools.mock.control.posts(), 1)
        })
      })
  )
})
