/**
 * Clients of other projects, as npm has them, log in at TikTok's own host names over HTTPS. A proxy connects them to the
 * mock.
 */
import { assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { createMock, type Mock } from "tiktok-mock-server"
import { afterAll, beforeAll, beforeEach } from "vitest"
import { childEnvironment } from "../support/childEnvironment.ts"
import { startProxy } from "../support/leadingProxy.ts"

const program = fileURLToPath(new URL("../support/foreignClients.mjs", import.meta.url))

const hosts = ["www.tiktok.com", "open.tiktokapis.com"]

describe("a client of another project", () => {
  let folder: string
  let mock: Mock
  let proxy: Awaited<ReturnType<typeof startProxy>>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tiktok-clients-"))
    mock = createMock({ consent: "auto", allowHosts: hosts })
    const { certificate, port } = await mock.listen({ https: true })
    await writeFile(join(folder, "mock.pem"), certificate?.pem ?? "")
    proxy = await startProxy(port)
  })
  beforeEach(() => {
    mock.reset()
    proxy.tunnels.length = 0
  })
  afterAll(async () => {
    proxy.server.close()
    await mock.dispose()
    await rm(folder, { recursive: true })
  })

  const run = async (name: string): Promise<unknown> => {
    const [app] = mock.control.apps()
    const child = spawn(process.execPath, [program, name], {
      env: {
        ...childEnvironment,
        CLIENT_KEY: app?.clientKeys[0] ?? "",
        CLIENT_SECRET: app?.clientSecret ?? "",
        HTTPS_PROXY: proxy.url,
        NODE_USE_ENV_PROXY: "1",
        NODE_EXTRA_CA_CERTS: join(folder, "mock.pem")
      }
    })
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    assert.match(out, /^\{.*\}\n$/, err)
    return JSON.parse(out)
  }

  const operations = () => mock.journal.entries().map(({ operation, status }) => `${operation} ${status}`)

  it("arctic logs in, refreshes and revokes", async () => {
    const { accessToken, refreshed } = Object(await run("arctic"))
    assert.match(accessToken, /^act\./)
    assert.match(refreshed, /^act\./)
    assert.notStrictEqual(refreshed, accessToken)
    assert.deepStrictEqual(operations(), [
      "authorize 302",
      "token.exchange 200",
      "token.refresh 200",
      "token.revoke 200"
    ])
    assert.sameMembers([...new Set(proxy.tunnels)], hosts.map((host) => `${host}:443`))
  })

  it("Auth.js logs in", async () => {
    const { accessToken, user } = Object(await run("authjs"))
    assert.match(accessToken, /^act\./)
    assert.strictEqual(user.name, "Mara Films")
    assert.deepStrictEqual(operations(), ["authorize 302", "token.exchange 200", "user.info 200"])
  })

  it("better-auth logs in and refreshes", async () => {
    const { accessToken, name, refreshed } = Object(await run("better-auth"))
    assert.strictEqual(name, "Mara Films")
    assert.match(accessToken, /^act\./)
    assert.match(refreshed, /^act\./)
    assert.notStrictEqual(refreshed, accessToken)
    assert.deepStrictEqual(operations(), ["authorize 302", "token.exchange 200", "user.info 200", "token.refresh 200"])
  })
})
