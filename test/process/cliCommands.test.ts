/** Every command of an operator against a mock, its documents against the published schema. */
import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createMock, type MockOptions } from "tiktok-mock-server"
import { afterAll, beforeAll } from "vitest"
import { start, tiktok } from "../support/command.ts"
import { freePort } from "../support/freePort.ts"
import { video } from "../support/media.ts"
import { checked } from "../support/outputSchema.ts"
import { commandFile } from "../support/programs.ts"

let home = ""
const clip = () => join(home, "clip.mp4")
const secretFile = () => join(home, "secret")

/** A new mock, with a home of its own. */
const begin = async (options?: MockOptions) => {
  const state = await mkdtemp(join(home, "state-"))
  const mock = createMock({ lifecycle: { mode: "immediate" }, ...options })
  const server = await mock.listen()
  const [app] = mock.control.apps()
  const env = {
    XDG_STATE_HOME: state,
    TIKTOK_BASE_URL: server.url,
    TIKTOK_CLIENT_KEY: app?.clientKeys[0] ?? "",
    TIKTOK_CLIENT_SECRET: app?.clientSecret ?? ""
  }
  const run = (command: string, args: ReadonlyArray<string> = [], changes: Readonly<Record<string, string>> = {}) =>
    tiktok([...command.split(" "), ...args, "--json"], { ...env, ...changes })
  /** Logs the creator in, by default the first. */
  const login = async (
    args: ReadonlyArray<string> = [],
    creator = 0,
    changes: Readonly<Record<string, string>> = {}
  ) => {
    const command = start(["login", "--json", "--no-browser", "--port", String(await freePort()), ...args], {
      ...env,
      ...changes
    })
    const url = await command.line(/"url":"(http[^"]+)"/)
    await fetch(await mock.control.consent(url, { openId: mock.control.creators()[creator]?.openId ?? "" }))
    return command.finished
  }
  return { mock, server, env, run, login, state, [Symbol.asyncDispose]: () => mock.dispose() }
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "tiktok-commands-"))
  await writeFile(clip(), video(2_000))
  await writeFile(secretFile(), "mock-client-secret\n")
})
afterAll(() => rm(home, { recursive: true }))

const quick = ["--poll-seconds", "0.2"]
const mine = ["--privacy", "SELF_ONLY", ...quick]

/** The only document of a command. */
const only = (command: string, finished: Awaited<ReturnType<typeof tiktok>>) => {
  assert.strictEqual(finished.exitCode, 0, finished.stderr)
  const [document, ...others] = checked(command, finished)
  assert.lengthOf(others, 0)
  return document
}

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
    const named = ["--profile", "shop", "--client-secret-file", secretFile()]
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
    assert.lengthOf(both?.["creators"] as Array<unknown>, 2)
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
        ["publish video", [clip(), ...mine, "--cover-seconds", "1"], "Published"],
        ["publish video", ["https://verified-domain.com/x.mp4", ...mine], "Published"],
        ["publish photos", [...photos, ...mine, "--cover-index", "1"], "Published"],
        ["draft video", [clip(), ...quick], "SentToInbox"],
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
    for (let count = 0; count < 6; count++) {
      assert.strictEqual((await tools.run("draft video", [clip(), "--key", `draft ${count}`, ...quick])).exitCode, 0)
    }
    const limits = only("quota", await tools.run("quota"))?.["limits"] as ReadonlyArray<Record<string, unknown>>
    assert.isAbove(Number(limits.find(({ name }) => name === "pending drafts")?.["roomInSeconds"]), 80_000)
  })

  it("are resumed by their name, or cannot be", async () => {
    await using tools = await begin({ lifecycle: { mode: "manual" } })
    await tools.login()
    const late = await tools.run("publish video", [clip(), "--key", "order 1", ...mine, "--deadline-seconds", "0"])
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
    await using tools = await begin({ lifecycle: { mode: "manual" } })
    await tools.login()
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
    for (const argument of ["-", "/dev/stdin"]) {
      const { status, stderr, stdout } = spawnSync(
        process.execPath,
        [commandFile(), "publish", "video", argument, "--json", ...mine],
        { env: tools.env, input: video(2_000), encoding: "utf8" }
      )
      assert.strictEqual(status, 0, stderr)
      checked("publish video", { exitCode: status, stderr, stdout })
    }
    assert.lengthOf(tools.mock.control.posts(), 2)
  })
})

describe("what is wrong", () => {
  it("is said of a file before a login is asked for", async () => {
    await using tools = await begin()
    const { exitCode, stderr } = await tiktok(["publish", "video", join(home, "none.mp4")], tools.env)
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
      XDG_STATE_HOME: home,
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
    const env = { XDG_STATE_HOME: home, TIKTOK_ACCESS_TOKEN: "act.x", HTTPS_PROXY: `http://127.0.0.1:${port}` }
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
    const file = join(home, "body.json")
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
    const file = join(home, "listened.json")
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
    const tags = checked("webhook listen", finished).map(({ _tag, isRepeated }) => `${_tag} ${isRepeated ?? ""}`.trim())
    assert.deepStrictEqual(tags, [
      "WebhookListening",
      "WebhookReceived false",
      "WebhookReceived true",
      "WebhookRefused"
    ])
  })
})

describe("tiktok doctor", () => {
  const severityOf = (documents: ReadonlyArray<Readonly<Record<string, unknown>>>, check: string) =>
    (documents[0]?.["findings"] as ReadonlyArray<Record<string, unknown>>)
      .filter((finding) => finding["check"] === check).map(({ severity }) => severity)

  it("finds nothing wrong with a login that works, and checks addresses", async () => {
    await using tools = await begin({ lifecycle: { mode: "manual" } })
    await tools.login()
    const port = ["--port", String(await freePort())]
    const url = ["--url", "https://verified-domain.com/x.mp4"]
    const finished = await tools.run("doctor", [...port, ...url])
    assert.strictEqual(finished.exitCode, 0, finished.stdout)
    const found = checked("doctor", finished)
    assert.deepStrictEqual(severityOf(found, "address"), ["Good"])
    assert.deepStrictEqual(severityOf(found, "app"), ["Good"])
    assert.deepStrictEqual(severityOf(found, "scopes"), ["Good"])
    const foreign = await tools.run("doctor", [...port, "--url", "https://foreign.example/x.mp4"])
    assert.strictEqual(foreign.exitCode, 4)
    assert.deepStrictEqual(severityOf(checked("doctor", foreign), "address"), ["Problem"])
  })

  it("names what is wrong: scopes, permissions, keys, login, server", async () => {
    await using tools = await begin()
    await tools.login(["--scopes", "user.info.basic"])
    await chmod(join(tools.state, "effect-tiktok/key"), 0o644)
    const port = ["--port", String(await freePort())]
    const finished = await tools.run("doctor", port, { TIKTOK_CLIENT_SECRET: "wrong" })
    assert.notStrictEqual(finished.exitCode, 0)
    const found = checked("doctor", finished)
    assert.include(severityOf(found, "files"), "Problem")
    assert.deepStrictEqual(severityOf(found, "scopes"), ["Problem"])
    assert.deepStrictEqual(severityOf(found, "app"), ["Problem"])
    const away = await tools.run("doctor", port, { TIKTOK_BASE_URL: "http://127.0.0.1:9" })
    assert.deepStrictEqual(severityOf(checked("doctor", away), "server"), ["Problem"])
    const unset = await tools.run("doctor", port, {
      TIKTOK_CLIENT_KEY: "",
      TIKTOK_CLIENT_SECRET: "",
      XDG_STATE_HOME: home
    })
    assert.include(severityOf(checked("doctor", unset), "keys"), "Problem")
    assert.include(severityOf(checked("doctor", unset), "login"), "Problem")
  })

  it("compares a server with the mock, says before what it posts, and writes a report", async () => {
    await using tools = await begin({
      limits: "off",
      lifecycle: { mode: "polls", count: 1 },
      switches: { lastChunkStatus: 200 }
    })
    await tools.login()
    const asked = await tools.run("doctor", ["--compare"])
    assert.strictEqual(asked.exitCode, 2)
    assert.deepStrictEqual(checked("doctor", asked).map(({ _tag }) => _tag), ["ComparisonPlanned"])
    assert.lengthOf(tools.mock.control.posts(), 0)
    const report = join(home, "report.json")
    const finished = await tools.run("doctor", ["--compare", "--yes", "--report", report])
    assert.strictEqual(finished.exitCode, 0, finished.stderr)
    const [, compared] = checked("doctor", finished)
    assert.include(
      JSON.stringify(compared),
      "{\"path\":\"status\",\"request\":\"PUT (upload)\",\"server\":\"200\",\"mock\":\"201\""
    )
    assert.deepStrictEqual(JSON.parse(await readFile(report, "utf8")), compared)
    for (const post of tools.mock.control.posts()) assert.notMatch(post.privacy ?? "", /PUBLIC|FRIENDS|FOLLOWER/)
  })
})

describe("tiktok completions", () => {
  it.each(["bash", "zsh", "fish"])("prints a script for %s", async (shell) => {
    const { exitCode, stdout } = await tiktok(["completions", shell])
    assert.strictEqual(exitCode, 0)
    assert.include(stdout, "poll-seconds")
    only("completions", await tiktok(["completions", shell, "--json"]))
  })

  it("completes in bash", async () => {
    const { stdout: script } = await tiktok(["completions", "bash"])
    const file = join(home, "completions.bash")
    await writeFile(file, script)
    const { stderr, stdout } = spawnSync("bash", [
      "--norc",
      "-c",
      `
      source ${file}
      COMP_WORDS=(tiktok publish v) COMP_CWORD=2 COMP_LINE="tiktok publish v" COMP_POINT=16
      complete_with=$(complete -p tiktok | sed -E 's/.*-F ([^ ]+).*/\\1/')
      $complete_with tiktok v publish
      printf '%s\\n' "\${COMPREPLY[@]}"
    `
    ], { encoding: "utf8" })
    assert.match(stdout, /^video\s*$/m, stderr)
  })
})

describe("help", () => {
  it("fits a terminal of 80 × 24", async () => {
    const commands = [
      "",
      "demo",
      "check",
      "login",
      "logout",
      "whoami",
      "creators",
      "creator",
      "creator info",
      "publish",
      "publish video",
      "publish photos",
      "draft",
      "draft video",
      "draft photos",
      "status",
      "list",
      "pending",
      "resume",
      "cancel",
      "quota",
      "webhook",
      "webhook verify",
      "webhook sign",
      "webhook listen",
      "doctor",
      "completions"
    ]
    for (const command of commands) {
      const { exitCode, stdout } = await tiktok([...command.split(" ").filter((word) => word !== ""), "--help"])
      assert.strictEqual(exitCode, 0)
      const lines = stdout.trimEnd().split("\n")
      assert.isAtMost(lines.length, 23, `${command}: ${stdout}`)
      for (const line of lines) assert.isAtMost(line.length, 80, line)
    }
  })
})
