import * as Result from "effect/Result"
import { type WebhookEventName, webhookEventNames } from "../engine/records.ts"
import { DEFAULT_PORT, readServe, type Serve, serveFlags } from "./serveFlags.ts"
import { CONFIG_FILE } from "./writeSeed.ts"

// `import` of this module also loads much that the command does not need.
const { parseArgs } = process.getBuiltinModule("node:util")

/** The commands. The command line does not name `serve`. */
export type CommandName = "serve" | (typeof named)[number]

/** The parsed arguments of the command. */
export type Invocation =
  | { readonly _tag: "Help"; readonly command: CommandName }
  | { readonly _tag: "Version" }
  | { readonly _tag: "Init"; readonly file: string }
  | { readonly _tag: "Serve"; readonly serve: Serve }
  | { readonly _tag: "Switches"; readonly serve: Serve }
  | { readonly _tag: "Events" }
  | Trigger
  | Resend
  | { readonly _tag: "Secret"; readonly url: string }
  | Listen
  | Logs

/** Sends an event of a running mock. */
export interface Trigger {
  readonly _tag: "Trigger"
  readonly url: string
  readonly event: WebhookEventName
  /** A JSON object as text, because a number can be above 2^53. */
  readonly content: string
  /** Username or open id. */
  readonly creator: string | undefined
}

/** Sends a webhook of a running mock again. */
export interface Resend {
  readonly _tag: "Resend"
  readonly url: string
  /** Id of the delivery; undefined to list the deliveries. */
  readonly id: string | undefined
}

/** Sends the webhooks of a running mock to an address. */
export interface Listen {
  readonly _tag: "Listen"
  readonly url: string
  readonly forwardTo: string
  /** The events to send; undefined does not change them. */
  readonly events: ReadonlyArray<WebhookEventName> | undefined
  /** Headers for each webhook. */
  readonly headers: Readonly<Record<string, string>>
}

/** Prints the requests to a running mock. */
export interface Logs {
  readonly _tag: "Logs"
  readonly url: string
  /** Start of the status, such as `4` or `404`; undefined for all. */
  readonly status: string | undefined
  /** Text that the path contains. */
  readonly path: string
  readonly json: boolean
}

const urlFlag = { url: { type: "string", default: `http://127.0.0.1:${DEFAULT_PORT}` } } as const
const triggerFlags = {
  ...urlFlag,
  content: { type: "string" },
  "publish-id": { type: "string" },
  creator: { type: "string" }
} as const
const listenFlags = {
  ...urlFlag,
  "forward-to": { type: "string" },
  events: { type: "string" },
  header: { type: "string", multiple: true, default: [] as Array<string> },
  "print-secret": { type: "boolean", default: false }
} as const
const logsFlags = {
  ...urlFlag,
  status: { type: "string" },
  path: { type: "string", default: "" },
  json: serveFlags.json
} as const

/** The post of an event without `--publish-id`. */
export const DEFAULT_PUBLISH_ID = "v_pub_1"

/** The flags of each command, and its largest number of arguments. */
const commands: Readonly<Record<CommandName, { readonly flags: object; readonly count: number }>> = {
  serve: { flags: serveFlags, count: 0 },
  switches: { flags: serveFlags, count: 0 },
  init: { flags: {}, count: 1 },
  trigger: { flags: triggerFlags, count: 1 },
  resend: { flags: urlFlag, count: 1 },
  listen: { flags: listenFlags, count: 0 },
  logs: { flags: logsFlags, count: 0 }
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
        return argument === undefined ? { _tag: "Events" } : {
          _tag: "Trigger",
          event: yield* readEvent("trigger", argument),
          url: yield* readUrl("--url", values.url),
          content: yield* readContent(values.content, values["publish-id"]),
          creator: values.creator
        }
      case "resend":
        return { _tag: "Resend", url: yield* readUrl("--url", values.url), id: argument }
      case "listen":
        return values["print-secret"] ? { _tag: "Secret", url: yield* readUrl("--url", values.url) } : {
          _tag: "Listen",
          url: yield* readUrl("--url", values.url),
          forwardTo: yield* readForwardTo(values["forward-to"]),
          events: values.events === undefined ? undefined : yield* readEvents(values.events),
          headers: yield* readHeaders(values.header)
        }
      case "logs":
        return {
          _tag: "Logs",
          url: yield* readUrl("--url", values.url),
          status: values.status === undefined ? undefined : yield* readStatus(values.status),
          path: values.path,
          json: values.json
        }
    }
  })

// A flag has the same type in each command that has it.
const options = {
  ...serveFlags,
  ...triggerFlags,
  ...listenFlags,
  ...logsFlags,
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", default: false }
} as const

const parse = (args: ReadonlyArray<string>) =>
  Result.try({
    try: () => parseArgs({ args: [...args], options, allowPositionals: true, tokens: true }),
    // The first sentence names the argument. The rest is longer advice.
    catch: (error) => (error instanceof Error ? error.message : String(error)).split(/\.\s/)[0] ?? ""
  })

const named = ["init", "switches", "trigger", "resend", "listen", "logs"] as const

const readCommand = (name: string | undefined): Result.Result<CommandName, string> => {
  const command = name === undefined ? "serve" : named.find((known) => known === name)
  return command === undefined
    ? Result.fail(`${name} is not a command; there are ${named.join(", ")}`)
    : Result.succeed(command)
}

const readEvent = (what: string, text: string): Result.Result<WebhookEventName, string> => {
  const event = webhookEventNames.find((known) => known === text)
  return event === undefined
    ? Result.fail(`${what} needs an event, one of ${webhookEventNames.join(", ")}, not "${text}"`)
    : Result.succeed(event)
}

const readEvents = (text: string): Result.Result<ReadonlyArray<WebhookEventName>, string> =>
  Result.all(text.split(",").map((name) => readEvent("--events", name.trim())))

const readHeaders = (texts: ReadonlyArray<string>): Result.Result<Readonly<Record<string, string>>, string> => {
  const headers: Record<string, string> = {}
  for (const text of texts) {
    const [, name, value] = /^([^:\s]+):(.*)$/s.exec(text) ?? []
    if (name === undefined || value === undefined) {
      return Result.fail(`--header must be NAME:VALUE like X-Env:test, is "${text}"`)
    }
    headers[name] = value.trim()
  }
  return Result.succeed(headers)
}

const readStatus = (text: string): Result.Result<string, string> =>
  /^[1-5](?:\d\d|xx)$/.test(text)
    ? Result.succeed(text.replace("xx", ""))
    : Result.fail(`--status must be a status like 404 or a class like 4xx, is "${text}"`)

const readForwardTo = (text: string | undefined): Result.Result<string, string> =>
  text === undefined
    ? Result.fail("listen needs --forward-to URL, the address of your app")
    : readUrl("--forward-to", text)

const readUrl = (flag: string, text: string): Result.Result<string, string> =>
  /^https?:$/.test(URL.parse(text)?.protocol ?? "")
    ? Result.succeed(text)
    : Result.fail(`${flag} must be an http or https URL, is "${text}"`)

const readContent = (text: string | undefined, publishId: string | undefined): Result.Result<string, string> => {
  if (text === undefined) return Result.succeed(JSON.stringify({ publish_id: publishId ?? DEFAULT_PUBLISH_ID }))
  if (publishId !== undefined) return Result.fail("--publish-id and --content cannot be combined")
  const content = Result.try({ try: (): unknown => JSON.parse(text), catch: () => undefined })
  const isObject = Result.isSuccess(content) && Object(content.success) === content.success
    && !Array.isArray(content.success)
  return isObject ? Result.succeed(text) : Result.fail(`--content must be a JSON object, is ${text}`)
}
