import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createMock, type MockOptions } from "tiktok-mock-server"
import { childEnvironment } from "./childEnvironment.ts"
import { commandFile } from "./programs.ts"

/** What a tool answered: its structured content. */
export interface Answer {
  readonly isError: boolean
  readonly note: string
  readonly text: string
  /** The result, or the error. */
  readonly value: Readonly<Record<string, unknown>>
}

/** `tiktok mcp` in a process of its own, with the official client, against a mock. */
export const startMcp = async (options: {
  readonly args?: ReadonlyArray<string>
  readonly mock?: MockOptions
  readonly env?: Readonly<Record<string, string>>
} = {}) => {
  const folder = mkdtempSync(join(tmpdir(), "tiktok-mcp-"))
  const clips = join(folder, "clips")
  mkdirSync(clips)
  const clock = join(folder, "clock")
  writeFileSync(clock, "0")
  const mock = createMock({ lifecycle: { mode: "immediate" }, ...options.mock })
  const server = await mock.listen()
  const env = {
    ...childEnvironment,
    NODE_OPTIONS: `--import=${new URL("movedClock.mjs", import.meta.url).href}`,
    MOVED_CLOCK: clock,
    XDG_STATE_HOME: join(folder, "state"),
    TIKTOK_ACCESS_TOKEN: mock.control.issueToken().accessToken,
    TIKTOK_BASE_URL: server.url,
    ...options.env
  }
  const connect = async () => {
    const client = new Client({ name: "test", version: "1.0.0" })
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [commandFile(), "mcp", "--folder", clips, ...options.args ?? []],
        env
      })
    )
    // With the tools, the client validates what they answer.
    await client.listTools()
    const call = async (name: string, args: Readonly<Record<string, unknown>> = {}): Promise<Answer> => {
      const { content, isError, structuredContent } = await client.callTool({ name, arguments: args }, undefined, {
        timeout: 600_000
      })
      const { error, note, result } = Object(structuredContent)
      return { isError: isError === true, note, value: error ?? result, text: Object(content)[0].text }
    }
    return { client, call }
  }
  let connected = await connect()
  return {
    mock,
    url: server.url,
    clips,
    env,
    client: () => connected.client,
    call: (name: string, args?: Readonly<Record<string, unknown>>) => connected.call(name, args),
    /** Moves the clock of the server ahead. */
    advance: (millis: number) => writeFileSync(clock, String(millis)),
    /** Ends the server, and starts it again. */
    restart: async () => {
      await connected.client.close()
      connected = await connect()
    },
    close: async () => {
      await connected.client.close()
      await server.close()
      rmSync(folder, { recursive: true })
    }
  }
}
