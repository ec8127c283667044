// Every public entry point loads, and no other path does.
import assert from "node:assert/strict"
import { readdirSync } from "node:fs"

const open = [
  "effect-tiktok",
  "effect-tiktok/Publisher",
  "effect-tiktok/promise",
  "effect-tiktok/package.json",
  "effect-tiktok-scheduler",
  "effect-tiktok-scheduler/Scheduler",
  "effect-tiktok-scheduler/package.json",
  "tiktok-mock-server",
  "tiktok-mock-server/effect",
  "tiktok-mock-server/package.json",
  "effect-tiktok-cli/package.json"
]
const closed = [
  "effect-tiktok/index",
  "effect-tiktok-scheduler/index",
  "effect-tiktok-scheduler/internal/work",
  "effect-tiktok-scheduler/model/options",
  "tiktok-mock-server/command/main",
  "tiktok-mock-server/engine/Engine",
  "tiktok-mock-server/dist/engine/Engine.js",
  "effect-tiktok-cli",
  "effect-tiktok-cli/main"
]
const load = (name) => import(name, name.endsWith(".json") ? { with: { type: "json" } } : undefined)

for (const name of open) assert.notEqual(Object.keys(await load(name)).length, 0, `${name} exports nothing`)
for (const name of closed) await assert.rejects(load(name), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" }, name)

// No module in a folder of the library can be imported by its path.
const dist = new URL("./node_modules/effect-tiktok/dist/", import.meta.url)
const nested = readdirSync(dist, { encoding: "utf8", recursive: true }).filter((path) =>
  path.includes("/") && path.endsWith(".js")
)
assert.notEqual(nested.length, 0)
for (const path of nested.map((path) => `effect-tiktok/${path.slice(0, -".js".length)}`)) {
  await assert.rejects(load(path), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" }, path)
}
