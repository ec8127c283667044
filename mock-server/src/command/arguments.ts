import * as Result from "effect/Result"
import { webhookEventNames } from "../engine/records.ts"
import { CONFIG_FILE } from "./config.ts"
import { DEFAULT_PORT, readServe, type Serve, serveFlags } from "./serveFlags.ts"

// `import` of this module also loads much that the command does not need.
const { parseArgs } = process.getBuiltinModule("node:util")

/** The commands. The command line does not name `serve`. */
export type CommandName = "serve" | "switches" | "init" | "trigger" | "listen"

/** The parsed arguments of the command. */
export type Invocation =
  | { readonly _tag: "Help"; readonly command: CommandName }
  | { readonly _tag: "Version" }
  | { readonly _tag: "Init"; readonly file: string }
  | { readonly _tag: "Serve"; readonly serve: Serve }
  | { readonly _tag: "Switches"; readonly serve: Serve }
  | Trigger
  | Listen

/** Sends an event of a running mock. */
export interface Trigger {
  readonly _tag: "Trigger"
  readonly url: string
  readonly event: string
  /** A JSON object as text, because a number can be above 2^53. */
  readonly content: string
}

/** Sends the webhooks of a running mock to an address. */
export interface Listen {
  readonly _tag: "Listen"
  readonly url: string
  readonly forwardTo: string
}

const urlFlag = { url: { type: "string", default: `http://127.0.0.1:${DEFAULT_PORT}` } } as const
const triggerFlags = { ...urlFlag, content: { type: "string", default: `{"publish_id":"v_pub_1"}` } } as const
const listenFlags = { ...urlFlag, "forward-to": { type: "string" } } as const

/** The flags of each command, and its largest number of arguments. */
const commands: Readonly<Record<CommandName, { readonly flags: object; readonly count: number }>> = {
  serve: { flags: serveFlags, count: 0 },
  switches: { flags: serveFlags, count: 0 },
  init: { flags: {}, count: 1 },
  trigger: { flags: triggerFlags, count: 1 },
  listen: { flags: listenFlags, count: 0 }
}

/** Reads the arguments of the command, or fails with a one-line message. */
export const readArguments = (args: ReadonlyArray<string>): Result.Result<Invocation, string> =>
  Result.gen(function*() {
    const { positionals: [name, ...rest], tokens, values } = yield* parse(args)
    const command = yield* readCommand(name)
    if (values.help) return { _tag: "Help", command }
    if (values.version) return { _tag: "Version" }
    const { count, flags } = commands[command]
    const foreign = tokens.find((token) => token.kind === "option" && !Object.hasOwn(flags, token.name))
    if (foreign?.kind === "option") {
      return yield* Result.fail(`${foreign.rawName} is not an option of ${name ?? "a mock that starts"}`)
    }
    const [argument] = rest
    if (rest.length > count) return yield* Result.fail(`${rest[count]} is one argument too many`)
    switch (command) {
      case "serve":
        return { _tag: "Serve", serve: yield* readServe(values) }
      case "switches":
        return { _tag: "Switches", serve: yield* readServe(values) }
      case "init":
        return { _tag: "Init", file: argument ?? CONFIG_FILE }
      case "trigger":
        return {
          _tag: "Trigger",
          event: yield* readEvent(argument),
          url: yield* readUrl("--url", values.url),
          content: yield* readContent(values.content)
        }
      case "listen":
        return {
          _tag: "Listen",
          url: yield* readUrl("--url", values.url),
          forwardTo: yield* readForwardTo(values["forward-to"])
        }
    }
  })

// A flag has the same type in each command that has it.
const options = {
  ...serveFlags,
  ...triggerFlags,
  ...listenFlags,
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", default: false }
} as const

const parse = (args: ReadonlyArray<string>) =>
  Result.try({
    try: () => parseArgs({ args: [...args], options, allowPositionals: true, tokens: true }),
    // The first sentence names the argument. The rest is longer advice.
    catch: (error) => (error instanceof Error ? error.message : String(error)).split(/\.\s/)[0] ?? ""
  })

const named = ["init", "switches", "trigger", "listen"] as const

const readCommand = (name: string | undefined): Result.Result<CommandName, string> => {
  const command = name === undefined ? "serve" : named.find((known) => known === name)
  return command === undefined
    ? Result.fail(`${name} is not a command; there are ${named.join(", ")}`)
    : Result.succeed(command)
}

const readEvent = (event: string | undefined): Result.Result<string, string> =>
  event !== undefined && webhookEventNames.some((known) => known === event)
    ? Result.succeed(event)
    : Result.fail(
      `trigger needs an event, one of ${webhookEventNames.join(", ")}${event === undefined ? "" : `, not "${event}"`}`
    )

const readForwardTo = (text: string | undefined): Result.Result<string, string> =>
  text === undefined
    ? Result.fail("listen needs --forward-to URL, the address of your app")
    : readUrl("--forward-to", text)

const readUrl = (flag: string, text: string): Result.Result<string, string> =>
  /^https?:$/.test(URL.parse(text)?.protocol ?? "")
    ? Result.succeed(text)
    : Result.fail(`${flag} must be an http or https URL, is "${text}"`)

const readContent = (text: string): Result.Result<string, string> => {
  const content = Result.try({ try: (): unknown => JSON.parse(text), catch: () => undefined })
  const isObject = Result.isSuccess(content) && Object(content.success) === content.success
    && !Array.isArray(content.success)
  return isObject ? Result.succeed(text) : Result.fail(`--content must be a JSON object, is ${text}`)
}
