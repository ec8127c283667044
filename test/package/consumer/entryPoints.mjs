// Every public entry point loads, and nothing else does.
import assert from "node:assert/strict"

const open = [
  "effect-tiktok",
  "effect-tiktok/Publisher",
  "effect-tiktok/package.json",
  "tiktok-mock-server",
  "tiktok-mock-server/effect",
  "tiktok-mock-server/package.json",
  "effect-tiktok-cli/package.json"
]
const closed = [
  "effect-tiktok/index",
  "effect-tiktok/internal/chunkPlan",
  "effect-tiktok/contract/catalog",
  "tiktok-mock-server/command/main",
  "tiktok-mock-server/engine/Engine",
  "tiktok-mock-server/dist/engine/Engine.js",
  "effect-tiktok-cli",
  "effect-tiktok-cli/main"
]
const load = (name) => import(name, name.endsWith(".json") ? { with: { type: "json" } } : undefined)

for (const name of open) assert.notEqual(Object.keys(await load(name)).length, 0, `${name} exports nothing`)
for (const name of closed) await assert.rejects(load(name), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" }, name)
