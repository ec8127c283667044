import { assert, describe, it } from "@effect/vitest"
import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { appendFileSync, copyFileSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs"
import { createServer, request } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { childEnvironment } from "../support/childEnvironment.ts"
import { freePort } from "../support/freePort.ts"
import { startMcp } from "../support/mcpClient.ts"
import { commandFile } from "../support/programs.ts"

type Mcp = Awaited<ReturnType<typeof startMcp>>

const withMcp = async (options: Parameters<typeof startMcp>[0], use: (mcp: Mcp) => Promise<void>) => {
  const mcp = await startMcp(options)
  try {
    copyFileSync(
      new URL("../../packages/client/test/preflight/files/early.mp4", import.meta.url),
      join(mcp.clips, clip)
    )
    await use(mcp)
  } finally {
    await mcp.close()
  }
}

const clip = "clip.mp4"

const post = {
  kind: "Video",
  media: clip,
  privacyLevel: "SELF_ONLY",
  title: "Hello",
  disableComment: false,
  disableDuet: false,
  disableStitch: false
}

const publishing = { args: ["--allow-publish"] }

const planned = async ({ call }: Mcp, args: Readonly<Record<string, unknown>> = post): Promise<string> => {
  const { value } = await call("plan_post", args)
  assert.strictEqual(value["state"], "Ready", JSON.stringify(value))
  return String(value["planId"])
}

const outcomeOf = ({ value }: Awaited<ReturnType<Mcp["call"]>>) => Object(value["outcome"])._tag

describe("tiktok mcp", () => {
  it("lists its tools, and which of them change something", () =>
    withMcp({}, async ({ client }) => {
      const { tools } = await client().listTools()
      const changing = tools.filter(({ annotations }) => annotations?.readOnlyHint !== true).map(({ name }) => name)
      assert.deepStrictEqual(changing, ["execute_plan", "mock_clock", "mock_faults"])
      assert.includeMembers(tools.map(({ name }) => name), [
        "whoami",
        "creators",
        "creator_info",
        "check_file",
        "status",
        "list_videos",
        "pending",
        "quota",
        "plan_post"
      ])
    }))

  it("answers about the account", () =>
    withMcp({}, async ({ call, url }) => {
      const { value } = await call("whoami")
      assert.deepStrictEqual([value["profile"], value["baseUrl"], value["displayName"]], [
        "default",
        url,
        { untrusted: "Mara Films" }
      ])
      for (const name of ["creators", "creator_info", "list_videos", "pending", "quota"]) {
        const answer = await call(name)
        assert.isFalse(answer.isError, `${name}: ${answer.text}`)
      }
    }))

  it("executes nothing without --allow-publish", () =>
    withMcp({}, async (mcp) => {
      const planId = await planned(mcp)
      const { isError, value } = await mcp.call("execute_plan", { planId })
      assert.deepStrictEqual([isError, value["code"]], [true, "ReadOnly"])
      assert.deepStrictEqual(mcp.mock.control.posts(), [])
    }))

  it("posts a plan once, however often it is executed", () =>
    withMcp(publishing, async (mcp) => {
      const planId = await planned(mcp)
      assert.deepStrictEqual(mcp.mock.control.posts(), [])
      const answers = await Promise.all([1, 2, 3].map(() => mcp.call("execute_plan", { planId })))
      assert.deepStrictEqual(answers.map(outcomeOf), ["Published", "Published", "Published"])
      const later = await mcp.call("execute_plan", { planId })
      assert.deepStrictEqual([outcomeOf(later), later.value["isRepeated"]], ["Published", true])
      assert.lengthOf(mcp.mock.control.posts(), 1)
      assert.strictEqual(mcp.mock.control.posts()[0]?.caption, "Hello")
    }))

  it("posts the same post once, also planned again after the server has started again, and from a copy", () =>
    withMcp(publishing, async (mcp) => {
      const planId = await planned(mcp)
      await mcp.call("execute_plan", { planId })
      await mcp.restart()
      const lost = await mcp.call("execute_plan", { planId })
      assert.deepStrictEqual([lost.isError, lost.value["code"]], [true, "UnknownPlan"])
      copyFileSync(join(mcp.clips, clip), join(mcp.clips, "copy.mp4"))
      for (const media of [clip, "copy.mp4"]) {
        const again = await mcp.call("plan_post", { ...post, media })
        assert.match(String(again.value["willHappen"]), /^Nothing: a post was already sent/)
        const { value } = await mcp.call("execute_plan", { planId: again.value["planId"] })
        assert.strictEqual(Object(value["outcome"])._tag, "Published")
      }
      assert.lengthOf(mcp.mock.control.posts(), 1)
      await mcp.call("execute_plan", { planId: await planned(mcp, { ...post, key: "second" }) })
      assert.lengthOf(mcp.mock.control.posts(), 2)
    }))

  it("refuses a plan that is older than ten minutes, and still knows what an old one has posted", () =>
    withMcp(publishing, async (mcp) => {
      const executed = await planned(mcp)
      await mcp.call("execute_plan", { planId: executed })
      const planId = await planned(mcp, { ...post, title: "Later" })
      mcp.advance(10 * 60_000)
      const late = await mcp.call("execute_plan", { planId })
      assert.deepStrictEqual([late.isError, late.value["code"]], [true, "PlanExpired"])
      assert.strictEqual(outcomeOf(await mcp.call("execute_plan", { planId: executed })), "Published")
      assert.lengthOf(mcp.mock.control.posts(), 1)
    }))

  it("refuses a plan whose file has changed", () =>
    withMcp(publishing, async (mcp) => {
      const planId = await planned(mcp)
      appendFileSync(join(mcp.clips, clip), "more")
      const { isError, value } = await mcp.call("execute_plan", { planId })
      assert.deepStrictEqual([isError, value["code"]], [true, "PlanChanged"])
      assert.deepStrictEqual(mcp.mock.control.posts(), [])
    }))

  it("posts once if TikTok's answer is lost", () =>
    withMcp(publishing, async (mcp) => {
      const planId = await planned(mcp)
      mcp.mock.faults.add({ match: { operation: "video.init" }, effect: { kind: "lose-response" }, times: 1 })
      const first = await mcp.call("execute_plan", { planId })
      const second = await mcp.call("execute_plan", { planId })
      assert.deepStrictEqual([first, second].map(outcomeOf), ["Published", "Published"])
      assert.lengthOf(mcp.mock.control.posts().filter(({ stage }) => stage === "published"), 1)
    }))

  it("goes on with a post that takes longer than the agent waits", () =>
    withMcp({ ...publishing, mock: { lifecycle: { mode: "manual" } } }, async (mcp) => {
      const planId = await planned(mcp)
      const first = await mcp.call("execute_plan", { planId, waitSeconds: 0 })
      assert.strictEqual(first.value["state"], "Running")
      const second = mcp.call("execute_plan", { planId, waitSeconds: 600 })
      await mcp.mock.journal.waitFor({ operation: "status" }, { timeout: 600_000 })
      for (const { publishId } of mcp.mock.control.posts()) mcp.mock.control.completePost(publishId)
      assert.strictEqual(outcomeOf(await second), "Published")
      assert.lengthOf(mcp.mock.control.posts(), 1)
    }))

  it("posts once if the server ends during an upload, and the same post is planned again", () =>
    withMcp(publishing, async (mcp) => {
      mcp.mock.faults.add({ match: { operation: "upload" }, effect: { kind: "hang" }, times: 1 })
      await mcp.call("execute_plan", { planId: await planned(mcp), waitSeconds: 0 })
      await mcp.mock.journal.waitFor({ operation: "video.init" }, { timeout: 600_000 })
      await mcp.restart()
      const { value } = await mcp.call("plan_post", post)
      assert.match(String(value["willHappen"]), /^Goes on/)
      const ended = await mcp.call("execute_plan", { planId: value["planId"], waitSeconds: 600 })
      assert.strictEqual(outcomeOf(ended), "Published", ended.text)
      // An init whose id the server had no time to keep gets no bytes, so it never becomes a post.
      const stages = mcp.mock.control.posts().map(({ stage }) => stage)
      assert.lengthOf(stages.filter((stage) => stage === "published"), 1)
      assert.deepStrictEqual(stages.filter((stage) => stage !== "published" && stage !== "awaiting-upload"), [])
    }))

  it("says what breaks TikTok's rules, and gives no plan for it", () =>
    withMcp(publishing, async ({ call }) => {
      const { value } = await call("plan_post", { kind: "Video", media: clip, privacyLevel: "FOLLOWER_OF_CREATOR" })
      assert.deepStrictEqual([value["state"], value["planId"]], ["NotReady", undefined])
      const fields = Array.from(Object(value["problems"]), (problem) => Object(problem).field)
      assert.includeMembers(fields, ["privacyLevel", "disableComment", "disableDuet", "disableStitch"])
      const other = await call("plan_post", { ...post, images: ["https://a.example/1.jpg"] })
      assert.deepStrictEqual([other.isError, other.value["code"]], [true, "InvalidArguments"])
    }))

  it("reads files of its folders only", () =>
    withMcp({}, async ({ call, clips }) => {
      writeFileSync(join(clips, "..", "outside.mp4"), "secret")
      symlinkSync(join(clips, "..", "outside.mp4"), join(clips, "link.mp4"))
      for (const file of [join(clips, "..", "outside.mp4"), "../outside.mp4", "link.mp4", tmpdir(), "/etc/passwd"]) {
        const { isError, value } = await call("check_file", { files: [file] })
        assert.deepStrictEqual([isError, value["code"]], [true, "NotAllowed"], file)
      }
      assert.isFalse((await call("check_file", { files: [clip] })).isError)
    }))

  it("lets no tool name another profile", () =>
    withMcp({ args: ["--profile", "one,two"], env: { TIKTOK_ACCESS_TOKEN: "" } }, async ({ call, client }) => {
      const other = await call("whoami", { profile: "default" })
      assert.deepStrictEqual([other.isError, other.value["code"]], [true, "InvalidArguments"])
      const none = await call("whoami")
      assert.deepStrictEqual([none.isError, none.value["code"]], [true, "InvalidArguments"])
      const one = await call("whoami", { profile: "one" })
      assert.include(one.text, "no access token")
      const { tools } = await client().listTools()
      assert.include(JSON.stringify(tools[0]?.inputSchema), `["one","two"]`)
    }))
})

describe("resources of tiktok mcp", () => {
  it("are the guide and the error catalog", () =>
    withMcp({}, async ({ client }) => {
      const { resources } = await client().listResources()
      const texts = await Promise.all(resources.map(async ({ uri }) => {
        const { contents } = await client().readResource({ uri })
        return [uri, String(Object(contents[0]).text)] as const
      }))
      for (const [uri, text] of texts) assert.match(text, /^(?:---\n[\s\S]*?\n)?# |\n# /, uri)
      assert.isAbove(texts.length, 8)
      const errors = new Map(texts).get("tiktok://errors")
      assert.include(errors, "spam_risk_too_many_posts")
      assert.include(errors, "picture_size_check_failed")
    }))
})

describe("tools of tiktok mcp for a mock", () => {
  it("move its clock, add faults and show its requests", () =>
    withMcp({}, async ({ call, mock }) => {
      const before = mock.clock.now()
      await call("mock_clock", { advanceSeconds: 3600 })
      assert.isAtLeast(mock.clock.now() - before, 3_600_000)
      await call("mock_faults", { add: { effect: { kind: "code", code: "internal_error" } } })
      assert.lengthOf(mock.faults.list(), 1)
      const wrong = await call("mock_faults", { add: { effect: { kind: "magic" } } })
      assert.deepStrictEqual([wrong.isError, wrong.value["code"]], [true, "InvalidArguments"])
      await call("mock_faults", { removeAll: true })
      assert.isFalse((await call("creator_info")).isError)
      assert.include((await call("mock_journal", { count: 1 })).text, "creator_info")
    }))

  it("ask a server that is no mock for nothing", async () => {
    const asked: Array<string> = []
    const server = createServer((request, response) => {
      asked.push(String(request.url))
      response.end("{}")
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = Object(server.address())
    await withMcp({ env: { TIKTOK_BASE_URL: `http://127.0.0.1:${port}` } }, async ({ call }) => {
      const { isError, value } = await call("mock_faults", { add: { effect: { kind: "html" } } })
      assert.deepStrictEqual([isError, value["code"]], [true, "NoMock"])
    })
    server.close()
    assert.deepStrictEqual(asked, ["/_mock/info"])
  })

  it("are not there for TikTok", () =>
    withMcp({ env: { TIKTOK_BASE_URL: "" } }, async ({ client }) => {
      const { tools } = await client().listTools()
      assert.notInclude(tools.map(({ name }) => name).join(), "mock_")
    }))
})

/** `tiktok mcp --http` at a free port. */
const serve = async (env: Readonly<Record<string, string>>, use: (url: URL) => Promise<void>) => {
  const port = await freePort()
  const state = mkdtempSync(join(tmpdir(), "tiktok-mcp-"))
  const child = spawn(process.execPath, [commandFile(), "mcp", "--http", String(port)], {
    env: { ...childEnvironment, XDG_STATE_HOME: state, ...env },
    stdio: ["ignore", "ignore", "pipe"]
  })
  const ended = once(child, "close")
  await new Promise<void>((resolve) => child.stderr.on("data", (text) => `${text}`.includes("/mcp") && resolve()))
  try {
    await use(new URL(`http://127.0.0.1:${port}/mcp`))
  } finally {
    child.kill("SIGINT")
    await ended
  }
}

describe("tiktok mcp --http", () => {
  it("serves the official client", () =>
    serve({}, async (url) => {
      const client = new Client({ name: "test", version: "1.0.0" })
      await client.connect(new StreamableHTTPClientTransport(url))
      const { tools } = await client.listTools()
      assert.include(tools.map(({ name }) => name), "whoami")
      await client.close()
    }))

  it("answers to no page, to no other host, and only with the token if there is one", () =>
    serve({ TIKTOK_MCP_TOKEN: "secret" }, async (url) => {
      const statusOf = (headers: Readonly<Record<string, string>>) =>
        new Promise<number | undefined>((resolve, reject) => {
          const sent = request(url, {
            method: "POST",
            headers: {
              "content-type": "application/json",
              accept: "application/json, text/event-stream",
              authorization: "Bearer secret",
              ...headers
            }
          }, (response) => {
            response.resume()
            resolve(response.statusCode)
          })
          sent.once("error", reject)
          const capabilities = {
            protocolVersion: "2025-06-18",
            capabilities: {},
            clientInfo: { name: "t", version: "1" }
          }
          sent.end(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params: capabilities }))
        })
      assert.strictEqual(await statusOf({}), 200)
      assert.strictEqual(await statusOf({ host: `localhost:${url.port}` }), 200)
      assert.strictEqual(await statusOf({ host: `evil.example:${url.port}` }), 403)
      assert.strictEqual(await statusOf({ host: "127.0.0.1" }), 403)
      assert.strictEqual(await statusOf({ origin: url.origin }), 403)
      assert.strictEqual(await statusOf({ origin: "https://evil.example" }), 403)
      assert.strictEqual(await statusOf({ authorization: "Bearer wrong" }), 401)
      assert.strictEqual(await statusOf({ authorization: "" }), 401)
    }))
})
