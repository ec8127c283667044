/** Every command of an operator against a mock, its documents against the published schema. */
import { assert, describe, it } from "@effect/vitest"
import { readFile, stat, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { join } from "node:path"
import type { MockOptions } from "tiktok-mock-server"
import { afterAll, beforeAll } from "vitest"
import { begin as beginIn, makeHome, only, rows } from "../support/cliHome.ts"
import { start, tiktok } from "../support/command.ts"
import { freePort } from "../support/freePort.ts"
import { checked } from "../support/outputSchema.ts"

let files: Awaited<ReturnType<typeof makeHome>>
const begin = (options?: MockOptions) => beginIn(files.home, options)

beforeAll(async () => {
  files = await makeHome()
})
afterAll(() => files.remove())

const quick = ["--poll-seconds", "0.2"]
const mine = ["--privacy", "SELF_ONLY", ...quick]

const failure = ({ stderr }: { readonly stderr: string }): string => String(JSON.parse(stderr).message)

describe("logins", () => {
  it("say who logged in by name, and end with a revocation", async () => {
    await using tools = await begin()
    const logged = await tools.login()
    assert.strictEqual(logged.exitCode, 0, logged.stderr)
    assert.include(checked("login", logged).at(-1), { _tag: "LoggedIn", displayName: "Mara Films" })
    const me = only("whoami", await tools.run("whoami"))
    assert.include(me, { displayName: "Mara Films", profile: "default", source: "Login", contract: "live" })
    const listed = only("creators", await tools.run("creators"))
    assert.include(JSON.stringify(listed), "\"isCurrent\":true")
    assert.include(JSON.stringify(only("creator info", await tools.run("creator info"))), "SELF_ONLY")
    assert.strictEqual(only("logout", await tools.run("logout"))?.["_tag"], "LoggedOut")
    assert.lengthOf(tools.mock.journal.find({ operation: "token.revoke" }), 1)
    const after = await tools.run("whoami")
    assert.strictEqual(after.exitCode, 3)
    assert.deepStrictEqual(checked("whoami", after), [])
    assert.deepStrictEqual(only("creators", await tools.run("creators"))?.["creators"], [])
  })

  it("are kept in profiles with their app, server and file of the secret", async () => {
    await using tools = await begin()
    const bare = { TIKTOK_CLIENT_SECRET: "", TIKTOK_CLIENT_KEY: "", TIKTOK_BASE_URL: "" }
    const named = ["--profile", "shop", "--client-secret-file", files.secretFile]
    const logged = await tools.login(named, 1, { TIKTOK_CLIENT_SECRET: "" })
    assert.strictEqual(logged.exitCode, 0, logged.stderr)
    assert.strictEqual((await tools.login()).exitCode, 0)
    const shop = only("whoami", await tools.run("whoami", ["--profile", "shop"], bare))
    assert.include(shop, { profile: "shop", clientKey: "mock-client-key", baseUrl: tools.server.url })
    assert.notInclude(
      await readFile(join(tools.state, "effect-tiktok/profiles/shop/profile.json"), "utf8"),
      "mock-client-secret"
    )
    assert.strictEqual((await stat(join(tools.state, "effect-tiktok/profiles/shop/profile.json"))).mode & 0o777, 0o600)
    const me = only("whoami", await tools.run("whoami"))
    assert.notStrictEqual(me?.["creator"], shop?.["creator"])
    const both = only("creators", await tools.run("creators"))
    assert.lengthOf(rows(both?.["creators"]), 2)
    const wrong = await tools.run("whoami", ["--profile", "../x"])
    assert.strictEqual(wrong.exitCode, 2)
    assert.include(failure(wrong), "--profile (or TIKTOK_PROFILE) must be letters")
  })

  it("of several creators are chosen by name", async () => {
    await using tools = await begin()
    await tools.login()
    await tools.login([], 1)
    const first = only("whoami", await tools.run("whoami", ["--creator", "Mara Films"]))
    assert.strictEqual(first?.["displayName"], "Mara Films")
    const nobody = await tools.run("whoami", ["--creator", "Nobody"])
    assert.strictEqual(nobody.exitCode, 3)
    assert.match(failure(nobody), /"Nobody" has not logged in; there are .*Mara Films/)
    assert.notStrictEqual(only("whoami", await tools.run("whoami"))?.["creator"], first?.["creator"])
  })
})

describe("posts", () => {
  it("are published, drafted, followed, listed and counted", async () => {
    await using tools = await begin()
    const scopes = "user.info.basic,video.publish,video.upload,video.list"
    assert.strictEqual((await tools.login(["--scopes", scopes])).exitCode, 0)
    const photos = ["https://verified-domain.com/1.jpg", "https://verified-domain.com/2.jpg"]
    for (
      const [command, args, outcome] of [
        ["publish video", [files.clip, ...mine, "--cover-seconds", "1"], "Published"],
        ["publish video", ["https://verified-domain.com/x.mp4", ...mine], "Published"],
        ["publish photos", [...photos, ...mine, "--cover-index", "1"], "Published"],
        ["draft video", [files.clip, ...quick], "SentToInbox"],
        ["draft photos", [...photos, ...quick], "SentToInbox"]
      ] as const
    ) {
      const finished = await tools.run(command, args)
      assert.strictEqual(finished.exitCode, 0, finished.stderr)
      assert.include(checked(command, finished).at(-1)?.["outcome"], { _tag: outcome })
    }
    const [post] = tools.mock.control.posts()
    const status = only("status", await tools.run("status", [post?.publishId ?? ""]))
    assert.include(status?.["report"], { stage: "Published" })
    const followed = checked("status", await tools.run("status", [post?.publishId ?? "", "--follow", ...quick]))
    assert.deepStrictEqual(followed.map(({ _tag }) => _tag), ["StatusReceived", "Finished"])
    assert.strictEqual(only("list", await tools.run("list", ["--count", "2"]))?.["_tag"], "Videos")
    assert.deepStrictEqual(only("pending", await tools.run("pending"))?.["pending"], [])
    const limits = only("quota", await tools.run("quota"))?.["limits"]
    assert.include(JSON.stringify(limits), "\"name\":\"video init\"")
  })

  it("count against limits over several commands", async () => {
    await using tools = await begin({ limits: "off" })
    await tools.login()
    for (let count = 0; count < 5; count++) {
      assert.strictEqual(
        (await tools.run("draft video", [files.clip, "--key", `draft ${count}`, ...quick])).exitCode,
        0
      )
    }
    const limits = rows(only("quota", await tools.run("quota"))?.["limits"])
    assert.isAbove(Number(limits.find(({ name }) => name === "pending drafts")?.["roomInSeconds"]), 80_000)
  })

  it("are resumed by their name, or cannot be", async () => {
    await using tools = await begin({ lifecycle: { mode: "manual" } })
    await tools.login()
    const late = await tools.run("publish video", [files.clip, "--key", "order 1", ...mine, "--deadline-seconds", "0"])
    assert.strictEqual(late.exitCode, 6)
    const pending = only("pending", await tools.run("pending"))
    assert.include(JSON.stringify(pending), "\"key\":\"order 1\"")
    const [post] = tools.mock.control.posts()
    tools.mock.control.completePost(post?.publishId ?? "")
    const resumed = await tools.run("resume", ["order 1", ...quick])
    assert.strictEqual(resumed.exitCode, 0, resumed.stderr)
    assert.include(checked("resume", resumed).at(-1)?.["outcome"], { _tag: "Published" })
    const unknown = await tools.run("resume", ["order 2"])
    assert.strictEqual(unknown.exitCode, 2)
    assert.include(failure(unknown), "no unfinished publish has the name \"order 2\"")
  })

  it("are canceled while TikTok fetches them, by an API that can", async () => {
    await using tools = await begin({ lifecycle: { mode: "after", millis: 3_000 } })
    await tools.login()
    // TikTok fetches for as long as time stands still.
    tools.mock.clock.freeze()
    const pull = ["https://verified-domain.com/x.mp4", ...mine, "--deadline-seconds", "0"]
    assert.strictEqual((await tools.run("publish video", pull)).exitCode, 6)
    const [post] = tools.mock.control.posts()
    const id = post?.publishId ?? ""
    assert.deepInclude(only("cancel", await tools.run("cancel", [id])), { _tag: "CancelRequested", publishId: id })
    const end = await tools.run("status", [id, "--follow", ...quick])
    assert.strictEqual(end.exitCode, 5)
    assert.include(JSON.stringify(checked("status", end)), "publish_cancelled")
    const catalog = await tools.run("cancel", [id, "--contract", "catalog"])
    assert.strictEqual(catalog.exitCode, 2)
    assert.include(failure(catalog), "the catalog API has no cancel")
  })

  it("come from standard input and pipes", async () => {
    await using tools = await begin()
    await tools.login()
    const piped = ["/bin/sh", "-c", "cat \"$0\" | \"$@\"", files.clip, process.execPath]
    for (const argument of ["-", "/dev/stdin"]) {
      const finished = await tiktok(["publish", "video", argument, "--json", ...mine], tools.env, piped)
      assert.strictEqual(finished.exitCode, 0, finished.stderr)
      checked("publish video", finished)
    }
    assert.lengthOf(tools.mock.control.posts(), 2)
  })
})

describe("what is wrong", () => {
  it("is said of a file before a login is asked for", async () => {
    await using tools = await begin()
    const { exitCode, stderr } = await tiktok(["publish", "video", join(files.home, "none.mp4")], tools.env)
    assert.strictEqual(exitCode, 2)
    assert.match(stderr, /^error: <file> names \S+none.mp4, which is not there\n$/)
  })

  it.each([
    [["publish", "video", "x.mp4", "--titel", "x"], "error: there is no flag --titel (did you mean --title?)"],
    [["publsh"], "error: there is no command \"publsh\" (did you mean publish?)"],
    [["status"], "error: <id> is missing"],
    [["publish", "video", "x.mp4", "--privacy", "ALL"], "error: --privacy must be one of PUBLIC_TO_EVERYONE, "]
  ])("is said first of %j, and then one line of usage", async (args, said) => {
    const { exitCode, stderr, stdout } = await tiktok(args)
    assert.strictEqual(exitCode, 2)
    assert.strictEqual(stdout, "")
    const [first = "", second = "", ...rest] = stderr.trimEnd().split("\n")
    assert.isTrue(first.startsWith(said), first)
    assert.match(second, /^usage: tiktok .* \(more with tiktok.* --help\)$/)
    assert.lengthOf(rest, 0)
  })

  it("names the address that does not answer, the proxy, and what to try", async () => {
    const env = {
      XDG_STATE_HOME: files.home,
      TIKTOK_ACCESS_TOKEN: "act.x",
      TIKTOK_CLIENT_KEY: "k",
      TIKTOK_CLIENT_SECRET: "s"
    }
    const mock = await tiktok(["whoami"], { ...env, TIKTOK_BASE_URL: "http://127.0.0.1:9" })
    assert.strictEqual(mock.exitCode, 5)
    assert.match(
      mock.stderr,
      /^error: nothing answers at http:\/\/127.0.0.1:9: .*\n {2}Start a mock there \(npx tiktok-mock --port 9\)/
    )
    const proxy = await tiktok(["whoami"], { ...env, HTTPS_PROXY: "http://me:hidden@127.0.0.1:9" })
    assert.strictEqual(proxy.exitCode, 5)
    assert.include(
      proxy.stderr,
      "nothing answers at TikTok (https://open.tiktokapis.com) through the proxy http://127.0.0.1:9"
    )
    assert.notInclude(proxy.stderr, "hidden")
  })

  it("goes through HTTPS_PROXY, except where NO_PROXY says otherwise", async () => {
    const asked: Array<string> = []
    const proxy = createServer((socket) => {
      socket.once("data", (data) => {
        asked.push(data.toString().split("\r\n")[0] ?? "")
        socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n")
      })
      socket.on("error", () => {})
    })
    const port = await freePort()
    await new Promise<void>((resolve) => proxy.listen(port, "127.0.0.1", resolve))
    const env = { XDG_STATE_HOME: files.home, TIKTOK_ACCESS_TOKEN: "act.x", HTTPS_PROXY: `http://127.0.0.1:${port}` }
    await tiktok(["whoami"], { ...env, TIKTOK_BASE_URL: "https://tiktok.invalid" })
    assert.strictEqual(asked[0], "CONNECT tiktok.invalid:443 HTTP/1.1")
    asked.length = 0
    await tiktok(["whoami"], { ...env, TIKTOK_BASE_URL: "https://tiktok.invalid", NO_PROXY: "tiktok.invalid" })
    assert.lengthOf(asked, 0)
    proxy.close()
  })
})

describe("tiktok webhook", () => {
  const env = { XDG_STATE_HOME: "/nowhere", TIKTOK_CLIENT_SECRET: "whsec" }
  const body = JSON.stringify({
    client_key: "ck",
    event: "post.publish.complete",
    create_time: 1_700_000_000,
    user_openid: "mara",
    content: JSON.stringify({ publish_id: "v_pub_1", publish_type: "DIRECT_PUBLISH" })
  })

  it("signs and verifies", async () => {
    const file = join(files.home, "body.json")
    await writeFile(file, body)
    const header = String(only("webhook sign", await tiktok(["webhook", "sign", file, "--json"], env))?.["header"])
    const verified = only(
      "webhook verify",
      await tiktok(["webhook", "verify", file, "--signature", header, "--json"], env)
    )
    assert.include(verified?.["event"], { _tag: "PublishCompleted", publishId: "v_pub_1" })
    const forged = await tiktok(["webhook", "verify", file, "--signature", header, "--json"], {
      ...env,
      TIKTOK_CLIENT_SECRET: "other"
    })
    assert.strictEqual(forged.exitCode, 2)
    checked("webhook verify", forged)
  })

  it("receives, tells repeats, and refuses what is forged", async () => {
    const file = join(files.home, "listened.json")
    await writeFile(file, body)
    const { stdout: header } = await tiktok(["webhook", "sign", file], env)
    const port = await freePort()
    const command = start(["webhook", "listen", "--port", String(port), "--json"], env)
    await command.line(/WebhookListening/)
    const post = (signature: string) =>
      fetch(`http://127.0.0.1:${port}/hook`, { method: "POST", body, headers: { "tiktok-signature": signature } })
    assert.strictEqual((await post(header.trim())).status, 200)
    assert.strictEqual((await post(header.trim())).status, 200)
    assert.strictEqual((await post("t=1,s=00")).status, 401)
    await command.line(/WebhookRefused/)
    command.stop()
    const finished = await command.finished
    assert.strictEqual(finished.exitCode, 130)
    const tags = checked("webhook listen", finished).map(({ _tag, isRepeated }) =>
      isRepeated === undefined ? _tag : [_tag, isRepeated]
    )
    assert.deepStrictEqual(tags, [
      "WebhookListening",
      ["WebhookReceived", false],
      ["WebhookReceived", true],
      "WebhookRefused"
    ])
  })
})
