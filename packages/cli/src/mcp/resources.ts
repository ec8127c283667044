import { Effect, FileSystem } from "effect"
import { ErrorCatalog } from "effect-tiktok"
import { McpServer } from "effect/ai"
import { fileURLToPath } from "node:url"

/** Pages of the guide that help an agent, by the names of their files. */
const guides = {
  "mcp": "This server: its tools, plans and safety",
  "posting-forms": "What TikTok's guidelines want of a post",
  "preflight": "What TikTok refuses in media",
  "errors-and-retries": "Outcomes, errors, and what may be repeated",
  "guarantees": "Why a post is neither lost nor posted twice",
  "logins-and-tokens": "Logins, scopes and tokens",
  "contracts": "The two forms of TikTok's API",
  "getting-started": "The library, from the first post",
  "testing": "Tests with the mock"
} as const

// The bundler copies the folder of this file, so a guide is found beside it.
const anyGuide = new URL("../../../../docs/guide/mcp.md", import.meta.url)

/** Adds the guide and the error catalog. */
export const addResources = Effect.gen(function*() {
  const fs = yield* FileSystem.FileSystem
  yield* Effect.forEach(Object.entries(guides), ([name, description]) =>
    McpServer.registerResource({
      uri: `tiktok://guide/${name}`,
      name: `guide/${name}`,
      description,
      mimeType: "text/markdown",
      content: fs.readFileString(fileURLToPath(new URL(`${name}.md`, anyGuide)))
    }), { discard: true })
  yield* McpServer.registerResource({
    uri: "tiktok://errors",
    name: "errors",
    description: "Every documented error code and fail reason of TikTok: what happened, and what to do",
    mimeType: "text/markdown",
    content: Effect.sync(() => errors)
  })
})

const errors = [
  "# Codes of refused calls",
  "",
  "| API | Code | Reason | What happened | Repeat | What to do |",
  "| --- | --- | --- | --- | --- | --- |",
  ...ErrorCatalog.entries.map(({ code, contract, reason, remedy, retry, what }) =>
    `| ${contract} | ${code} | ${reason} | ${what} | ${retry} | ${remedy} |`
  ),
  "",
  "# Fail reasons of accepted posts",
  "",
  "| Fail reason | What happened | Publish again | What to do |",
  "| --- | --- | --- | --- |",
  ...ErrorCatalog.failReasons.map(({ failReason, remedy, retry, what }) =>
    `| ${failReason} | ${what} | ${retry} | ${remedy} |`
  ),
  ""
].join("\n")
