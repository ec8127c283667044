/** Takes steps of journeys in a process of Node, Bun or Deno: `program.ts QUESTIONS`. Prints a line for each answer. */
import * as NodeFiles from "@effect/platform-node/NodeFileSystem"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Layer } from "effect"
import * as NodeFileReader from "effect-tiktok/NodeFileReader"
import type { UploadStore } from "effect-tiktok/upload"
import { FetchHttpClient } from "effect/http"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import process from "node:process"
import { take } from "./journeys.ts"
import type { Wiring, World } from "./world.ts"

const uploads = ({ folder }: World): UploadStore => {
  const file = `${folder}/upload.json`
  return {
    get: async () => {
      try {
        return JSON.parse(readFileSync(file, "utf8"))
      } catch {
        return undefined
      }
    },
    set: async (_, kept) => writeFileSync(file, JSON.stringify(kept)),
    remove: async () => rmSync(file, { force: true })
  }
}

const files = Layer.mergeAll(NodeFiles.layer, NodeFileReader.layer)
const onBun = "Bun" in globalThis
const wrong: Readonly<Record<string, Wiring>> = {
  fetchWithNodeFileReader: Layer.merge(files, FetchHttpClient.layer),
  nodeHttpWithNodeFileReader: Layer.merge(files, NodeHttpClient.layerNodeHttp),
  ...onBun ? { undiciOnBun: Layer.merge(files, NodeHttpClient.layerUndici) } : {}
}

for (const question of JSON.parse(process.argv[2] ?? "[]")) {
  const answer = await take(question, { files: true, uploads, wrong })
  await new Promise((resolve) => process.stdout.write(`${JSON.stringify(answer)}\n`, resolve))
}
process.exit()
