import { assert, describe, it } from "@effect/vitest"
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Browser, Page } from "playwright-core"
import { createMock } from "tiktok-mock-server"
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest"
import { barriers } from "../support/accessibility.ts"
import { hasBrowser, launch, screenshot } from "../support/browser.ts"
import { start, tiktok } from "../support/command.ts"
import { freePort } from "../support/freePort.ts"
import { video } from "../support/media.ts"

describe.skipIf(!hasBrowser)("tiktok login, in a browser", () => {
  let browser: Browser
  let page: Page
  let home = ""
  let port: number
  let mock: ReturnType<typeof createMock>
  let server: Awaited<ReturnType<typeof mock.listen>>

  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  beforeEach(async () => {
    port = await freePort()
    home = await mkdtemp(join(tmpdir(), "tiktok-login-"))
    mock = createMock({ lifecycle: { mode: "immediate" } })
    server = await mock.listen()
    page = await browser.newPage()
  })
  afterEach(async () => {
    await page.close()
    await server.close()
    await rm(home, { recursive: true })
  })

  const environment = () => {
    const [app] = mock.control.apps()
    return {
      XDG_STATE_HOME: home,
      TIKTOK_BASE_URL: server.url,
      TIKTOK_CLIENT_KEY: app?.clientKeys[0] ?? "",
      TIKTOK_CLIENT_SECRET: app?.clientSecret ?? ""
    }
  }

  /** Starts a login and opens its page. */
  const open = async (contract: string) => {
    const command = start(["login", "--contract", contract, "--port", String(port)], environment())
    await page.goto(await command.line(/^(http\S+)\n/m))
    return command
  }

  it.each(["catalog", "live"])("stores tokens that publish, in %s", async (contract) => {
    const command = await open(contract)
    await screenshot(page, `consent-${contract}`)
    const [, second] = mock.control.creators()
    await page.getByTestId(`creator-${second?.username}`).click()
    await page.getByTestId("scope-video.upload").click()
    await page.getByTestId("allow").click()
    await page.getByText("You are logged in").waitFor()
    await screenshot(page, `logged-in-${contract}`)
    assert.deepStrictEqual(await barriers(page), [])

    const { exitCode, stdout } = await command.finished
    assert.strictEqual(exitCode, 0)
    assert.include(stdout, `creator ${second?.openId})\n  who granted user.info.basic, video.publish\n`)
    assert.notInclude(stdout, "granted user.info.basic, video.publish, video.upload")

    const clip = join(home, "clip.mp4")
    await writeFile(clip, video(1000))
    const published = await tiktok(
      ["publish", "video", clip, "--contract", contract, "--privacy", "SELF_ONLY"],
      environment()
    )
    assert.strictEqual(published.exitCode, 0, published.stderr)
    assert.strictEqual(mock.control.posts()[0]?.creator, second?.openId)
  })

  it("leaves no plain token on disk", async () => {
    const command = await open("live")
    await page.getByTestId("allow").click()
    await command.finished
    const files = await readdir(home, { recursive: true, withFileTypes: true })
    const contents = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), "latin1"))
    )
    const { tables } = mock.snapshot()
    const secrets = [...tables.accessTokens, ...tables.refreshTokens].map(([token]) => token)
    assert.isAtLeast(secrets.length, 2)
    for (const secret of secrets) assert.notInclude(contents.join("\n"), secret)
  })

  it.each(["catalog", "live"])("exits with 3 when the creator denies, in %s", async (contract) => {
    const command = await open(contract)
    await page.getByTestId("deny").click()
    await page.getByText("The login did not work").waitFor()
    await screenshot(page, `denied-${contract}`)
    assert.deepStrictEqual(await barriers(page), [])
    const { exitCode, stderr } = await command.finished
    assert.strictEqual(exitCode, 3)
    assert.include(stderr, "access_denied")
  })

  it("shows TikTok's error page instead of a redirect for an unknown client key", async () => {
    const command = start(["login", "--contract", "live", "--port", String(port)], {
      ...environment(),
      TIKTOK_CLIENT_KEY: "nobody"
    })
    await page.goto(await command.line(/^(http\S+)\n/m))
    await screenshot(page, "authorize-error")
    assert.include(await page.getByTestId("error").innerText(), "client_key")
    // No browser returns to the callback, so the command would wait for its five minutes.
    command.stop()
    assert.strictEqual((await command.finished).exitCode, 130)
  })
})
