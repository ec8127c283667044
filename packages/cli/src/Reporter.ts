import { Clock, Context, Effect, Layer, Schema, Stdio, Stream } from "effect"
import { Post, Publisher } from "effect-tiktok"
import { Flag, GlobalFlag } from "effect/cli"
import { initial, narrate, type Told } from "./narrate.ts"
import { progressLine } from "./progress.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/** The embedded mock takes requests. */
export const MockStarted = Schema.TaggedStruct("MockStarted", { url: Schema.String })

/** A login waits for the creator to open a page. */
export const LoginStarted = Schema.TaggedStruct("LoginStarted", { url: Schema.String })

/** A creator has logged in. */
export const LoggedIn = Schema.TaggedStruct("LoggedIn", {
  creator: Post.CreatorId,
  scopes: Schema.Array(Schema.String)
})

/** A file is about to be published. */
export const Started = Schema.TaggedStruct("Started", {
  file: Schema.String,
  /** Whether the same command goes on where this one ends. */
  resumable: Schema.Boolean
})

/** Something is not as it should be, and the command goes on. */
export const Warned = Schema.TaggedStruct("Warned", { message: Schema.String })

/** A publish ended before its outcome was known. */
export const Stopped = Schema.TaggedStruct("Stopped", {
  /** Bytes that TikTok has confirmed. */
  confirmed: Schema.Int,
  /** Bytes in all; 0 while nothing was planned. */
  size: Schema.Int,
  publishId: Schema.optionalKey(Post.PublishId),
  /** Whether the same command goes on from there. */
  resumable: Schema.Boolean
})

/** A login ended before the creator came back. */
export const LoginStopped = Schema.TaggedStruct("LoginStopped", {})

/** Everything a command tells; with `--json`, one of these a line. */
export const CommandEvent = Schema.Union([
  MockStarted,
  LoginStarted,
  LoggedIn,
  LoginStopped,
  Warned,
  Started,
  Stopped,
  ...Publisher.PublishEvent.members
])
export type CommandEvent = typeof CommandEvent.Type

/** Prints one JSON document a line instead of text. */
export const Json = GlobalFlag.Setting("json")({
  flag: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON event per line"),
    Flag.withDefault(false)
  )
})

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/** Tells the user what happens. */
export class Reporter extends Context.Service<Reporter, {
  readonly tell: (event: CommandEvent) => Effect.Effect<void>
}>()("effect-tiktok-cli/Reporter") {
  /** JSON lines where asked for, a moving bar on a terminal, plain lines elsewhere. */
  static readonly layer: Layer.Layer<Reporter, never, Stdio.Stdio | GlobalFlag.Setting.Identifier<"json">> = Layer
    .effect(
      Reporter,
      Effect.gen(function*() {
        const stdio = yield* Stdio.Stdio
        const write = (text: string) =>
          Stream.run(Stream.make(text), stdio.stdout({ endOnDone: false })).pipe(Effect.ignore)
        if (yield* Json) return Reporter.of({ tell: (event) => write(`${JSON.stringify(encode(event))}\n`) })

        const show = (yield* stdio.stdoutIsTerminal) ? onTerminal : onPaper
        let state = initial
        const tell = Effect.fnUntraced(function*(event: CommandEvent) {
          const [next, told] = narrate(state, event, yield* Clock.currentTimeMillis)
          state = next
          const text = show(told)
          if (text !== "") yield* write(text)
        })
        return Reporter.of({ tell })
      })
    )
}

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const encode = Schema.encodeSync(CommandEvent)

const clearLine = "\r\u001B[2K"

const onTerminal = ({ bar, lines }: Told): string =>
  clearLine + lines.map((line) => `${line}\n`).join("") + (bar === undefined ? "" : progressLine(bar))

const onPaper = ({ lines, milestone }: Told): string =>
  [...lines, ...(milestone === undefined ? [] : [milestone])].map((line) => `${line}\n`).join("")
