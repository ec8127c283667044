/** The runtimes, and how a step of a journey is taken in each. */
import { bundleScript } from "bundle-command"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { launch } from "../support/browser.ts"
import type { Stage } from "./stage.ts"
import { denoProgram, tool, toolModule } from "./tools.ts"
import type { Answer, Question } from "./world.ts"

/** A runtime that is ready for steps. */
interface Started extends AsyncDisposable {
  /** Takes steps in turn, all in one process, page or Worker. */
  readonly takeAll: (questions: ReadonlyArray<Question>) => Promise<ReadonlyArray<Answer>>
  /** Takes a step until it is killed. */
  readonly takeUntilKilled: (question: Question, reached: Promise<void>) => Promise<void>
}

/** One column of the table. */
export interface Runtime {
  readonly title: string
  readonly hasFiles: boolean
  readonly start: (stage: Stage) => Promise<Started>
}

const here = import.meta.dirname

/** Starts the program in a process. */
const startProgram = (command: string, flags: ReadonlyArray<string>, questions: ReadonlyArray<Question>) => {
  const child = spawn(command, [...flags, join(here, "program.ts"), JSON.stringify(questions)], {
    stdio: ["ignore", "pipe", "pipe"]
  })
  const output = { stdout: "", stderr: "" }
  child.stdout.on("data", (data) => output.stdout += data)
  child.stderr.on("data", (data) => output.stderr += data)
  return { child, output, closed: once(child, "close") }
}

const inProcesses = (title: string, command: () => string, ...flags: ReadonlyArray<string>): Runtime => ({
  title,
  hasFiles: true,
  start: async () => {
    return {
      takeAll: async (questions) => {
        const { closed, output } = startProgram(command(), flags, questions)
        const [code] = await closed
        const answers: ReadonlyArray<Answer> = output.stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line))
        const missing = { failed: `no answer; exit code ${code}\n${output.stderr}` }
        return questions.map((_, index) => answers[index] ?? missing)
      },
      takeUntilKilled: async (question, reached) => {
        const { child, closed, output } = startProgram(command(), flags, [question])
        const ended = closed.then(() => {
          throw new Error(`ended before it was killed\n${output.stdout}${output.stderr}`)
        })
        await Promise.race([reached, ended])
        child.kill("SIGKILL")
        await closed
      },
      [Symbol.asyncDispose]: async () => undefined
    }
  }
})

/** Takes each step with a call of its own; `kill` ends all of them. */
const stepByStep = (
  takeOne: (question: Question) => Promise<Answer>,
  kill: () => Promise<unknown>
): Omit<Started, keyof AsyncDisposable> => ({
  takeAll: async (questions) => {
    const answers: Array<Answer> = []
    for (const question of questions) answers.push(await takeOne(question))
    return answers
  },
  takeUntilKilled: async (question, reached) => {
    const ended = takeOne(question).then(({ failed }) => {
      throw new Error(`ended before it was killed\n${failed}`)
    })
    await Promise.race([reached, ended])
    ended.catch(() => undefined)
    await kill()
  }
})

const workers: Runtime = {
  title: "Workers",
  hasFiles: false,
  start: async ({ world }) => {
    const { Miniflare } = await toolModule("miniflare/dist/src/index.js")
    const script = await bundleScript(join(here, "worker.ts"), ["workerd", "worker", "browser"])
    const start = () =>
      new Miniflare({
        modules: true,
        script,
        compatibilityDate: "2026-07-01",
        kvNamespaces: ["UPLOADS"],
        kvPersist: world("kv").folder
      })
    let worker = start()
    const takeOne = async (question: Question): Promise<Answer> => {
      const response = await worker.dispatchFetch("http://worker/", { method: "POST", body: JSON.stringify(question) })
      return response.ok ? response.json() : { failed: await response.text() }
    }
    return {
      ...stepByStep(takeOne, async () => {
        await worker.dispose()
        worker = start()
      }),
      [Symbol.asyncDispose]: () => worker.dispose()
    }
  }
}

/** The script of a page in Chromium. */
export const pageScript = (name: "page" | "guidePage"): Promise<string> =>
  bundleScript(join(here, `${name}.ts`), ["browser"])

const chromium: Runtime = {
  title: "Chromium",
  hasFiles: false,
  start: async ({ url }) => {
    const browser = await launch()
    const page = await browser.newPage()
    await page.goto(url)
    const takeOne = async (question: Question): Promise<Answer> => {
      await page.waitForFunction("\"takeStep\" in globalThis")
      return page.evaluate(`takeStep(${JSON.stringify(question)})`)
    }
    return {
      ...stepByStep(takeOne, () => page.reload()),
      [Symbol.asyncDispose]: () => browser.close()
    }
  }
}

export const runtimes: ReadonlyArray<Runtime> = [
  inProcesses("Node 24", () => process.execPath),
  inProcesses("Node 22", () => tool("node"), "--no-warnings"),
  inProcesses("Bun", () => tool("bun")),
  inProcesses("Deno", denoProgram, "run", "--allow-all", "--quiet"),
  workers,
  chromium
]
