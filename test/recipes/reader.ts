import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createConnection } from "node:net"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { root } from "../package/pack.ts"
import { type Block, blocksOf } from "./page.ts"

/** Someone who follows pages in one fresh folder, word for word. Servers run in shells of their own, all else in one. */
export interface Reader extends AsyncDisposable {
  readonly folder: string
  /** Does what the blocks of a page say, and lets what it starts run. Returns why blocks were left out. */
  readonly follow: (page: string, options?: Steps) => Promise<ReadonlyArray<string>>
  /** Checks the types of all that the pages have in TypeScript. */
  readonly checkTypes: () => Promise<void>
  /** Stops everything that runs. */
  readonly stop: () => Promise<void>
}

/** What a reader does besides. */
interface Steps {
  /** Steps before the first block of commands that contains a text. */
  readonly before?: Readonly<Record<string, () => void | Promise<void>>>
  /** Receives what commands print, as a person sees it. */
  readonly sees?: (text: string) => void
}

const docs = join(root, "docs")

/** Prints the variables of a shell for another, except those that it cannot set. */
const save = "declare -p | grep -v '^declare -[^ ]*r'".replaceAll("'", `'"'"'`)

/** Starts with an empty folder. `variables` are those of the reader's machine. */
export const makeReader = (variables: Readonly<Record<string, string>>): Reader => {
  const folder = mkdtempSync(join(tmpdir(), "recipe-"))
  const settings = mkdtempSync(join(tmpdir(), "recipe-settings-"))
  // A refused request of curl ends the block.
  writeFileSync(join(settings, ".curlrc"), "fail-with-body\n")
  const shell = join(settings, "shell")
  writeFileSync(shell, "")
  const env = { ...machine(), CURL_HOME: settings, XDG_STATE_HOME: settings, ...variables }
  const servers = new Map<string, Server>()

  const bash = (commands: string) =>
    spawn("bash", ["-euo", "pipefail", "-c", commands], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true
    })

  const serve = async (commands: string, sees: (text: string) => void) => {
    const port = portOf(commands)
    await servers.get(port)?.stop()
    await expectFree(Number(port))
    servers.set(port, await startServer(bash(commands), sees))
  }

  const runCommands = async (commands: string, sees: (text: string) => void): Promise<string> => {
    const child = bash(`source ${shell}\ntrap '${save} > ${shell}' EXIT\n${commands}`)
    let out = ""
    let all = ""
    child.stdout.on("data", (data) => out += data)
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        all += data
        sees(String(data))
      })
    }
    const [status] = await once(child, "close")
    if (status !== 0) {
      const said = [...servers].map(([port, { output }]) => `\n== the server on ${port}\n${output()}`).join("")
      throw new Error(`ended with ${status}\n${commands}\n${all}${said}`)
    }
    return out
  }

  const follow = async (page: string, { before = {}, sees = () => {} }: Steps = {}) => {
    let printed: string | undefined
    const leftOut: Array<string> = []
    const leaveOut = ({ line }: Block, reason: string) => {
      printed = undefined
      leftOut.push(reason)
      console.warn(`SKIPPED: docs/${page}:${line}: ${reason}`)
    }
    const waiting = new Map(Object.entries(before))
    const act = async (block: Block) => {
      switch (block._tag) {
        case "File":
          mkdirSync(join(folder, dirname(block.path)), { recursive: true })
          return writeFileSync(join(folder, block.path), block.body)
        case "Module":
          writeFileSync(join(folder, `line-${block.line}.ts`), block.body)
          return void await runCommands(`node line-${block.line}.ts`, sees)
        case "Output":
          return printed === undefined || expectOutput(printed, block.body)
        case "NotRun":
          return leaveOut(block, block.reason)
        case "Commands": {
          for (const [text, step] of waiting) {
            if (!block.body.includes(text)) continue
            waiting.delete(text)
            await step()
          }
          if (block.needs !== undefined && !isInstalled(block.needs)) return leaveOut(block, `needs ${block.needs}`)
          if (block.isServer) return serve(block.body, sees)
          printed = await runCommands(block.body, sees)
        }
      }
    }
    for (const block of blocksOf(readFileSync(join(docs, page), "utf8"))) {
      await act(block).catch((error) => {
        throw new Error(`docs/${page}:${block.line}`, { cause: error })
      })
    }
    if (waiting.size > 0) throw new Error(`docs/${page} has no commands ${[...waiting.keys()].join(", ")}`)
    return leftOut
  }

  const checkTypes = async () => {
    const compilerOptions = {
      module: "NodeNext",
      target: "ES2024",
      lib: ["ES2024", "DOM", "DOM.Iterable"],
      typeRoots: [join(root, "node_modules/@types")],
      types: ["node"],
      strict: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      noEmit: true
    }
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts", "e2e/*.ts"] }))
    await runCommands(`${join(root, "node_modules/.bin/tsc")} -p .`, () => {})
  }

  const stop = async () => {
    for (const server of servers.values()) await server.stop()
    servers.clear()
  }

  return {
    folder,
    follow,
    checkTypes,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop()
      for (const path of [folder, settings]) rmSync(path, { recursive: true, force: true })
    }
  }
}

/** The environment of a reader: this one, without what npm, Vitest and the user of TikTok's programs have set in it. */
const machine = (): Record<string, string | undefined> => {
  const ours = Object.entries(process.env).filter(([name]) =>
    !/^(npm_|VITE|TIKTOK_|PLAYWRIGHT_|(INIT_CWD|NODE_ENV|NODE_OPTIONS)$)/.test(name)
  )
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"))
  return {
    ...Object.fromEntries(ours),
    PATH: [dirname(process.execPath), ...path].join(delimiter),
    NO_PROXY: "127.0.0.1,localhost"
  }
}

/** Commands that succeed where a program has all that the pages need of it. */
const checks: Readonly<Record<string, string>> = {
  docker: "docker compose version && docker info",
  php: "php --ri curl"
}

const isInstalled = (program: string): boolean =>
  spawnSync("bash", ["-c", checks[program] ?? `command -v ${program}`]).status === 0

const expectOutput = (printed: string, expected: string) => {
  if (printed.trim() !== expected.trim()) throw new Error(`printed:\n${printed}\nand not:\n${expected}`)
}

interface Server {
  readonly stop: () => Promise<void>
  readonly output: () => string
}

const portOf = (commands: string): string => {
  const [, port] = /(?:--port |--publish 127\.0\.0\.1:)(\d+)/.exec(commands) ?? []
  return port ?? (/tiktok-mock(-server)?(?! listen)/.test(commands) ? "8787" : commands)
}

const startServer = async (child: ReturnType<typeof spawn>, sees: (text: string) => void): Promise<Server> => {
  let output = ""
  const closed = once(child, "close")
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (data) => {
        output += data
        sees(String(data))
        if (/ready|are sent to/i.test(output)) resolve()
      })
    }
  })
  await Promise.race([
    ready,
    closed.then(([status]) => {
      throw new Error(`the server ended with ${status}\n${output}`)
    })
  ])
  return { output: () => output, stop: () => stopGroup(child, closed) }
}

/** npx does not pass every signal on, so all processes of the group receive it. */
const stopGroup = async (child: ChildProcess, closed: Promise<unknown>) => {
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM")
  await closed
}

/** Rejects if another program of this machine has the port. */
export const expectFree = async (port: number): Promise<void> => {
  if (!Number.isNaN(port) && await accepts(port)) {
    throw new Error(`another program has port ${port}, which the page uses: end it and test again`)
  }
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1")
    socket.once("connect", () => {
      socket.destroy()
      resolve(true)
    })
    socket.once("error", () => resolve(false))
  })
