import { Clock, Context, Effect, Layer, Schema, Stdio, Stream } from "effect"
import type { GlobalFlag } from "effect/cli"
import { CommandEvent } from "../CommandEvent.ts"
import { Json } from "../globalFlags.ts"
import { initial, narrate, type Output } from "./narrate.ts"
import { progressLine } from "./progress.ts"

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/** Reports events to the user. */
export class Reporter extends Context.Service<Reporter, {
  readonly report: (event: CommandEvent) => Effect.Effect<void>
}>()("effect-tiktok-cli/output/Reporter") {
  /** JSON lines with `--json`, a progress bar on a terminal, plain lines otherwise. */
  static readonly layer: Layer.Layer<Reporter, never, Stdio.Stdio | GlobalFlag.Setting.Identifier<"json">> = Layer
    .effect(
      Reporter,
      Effect.gen(function*() {
        const stdio = yield* Stdio.Stdio
        const write = (text: string) =>
          Stream.run(Stream.make(text), stdio.stdout({ endOnDone: false })).pipe(Effect.ignore)
        if (yield* Json) return Reporter.of({ report: (event) => write(`${JSON.stringify(encode(event))}\n`) })

        const show = (yield* stdio.stdoutIsTerminal) ? onTerminal : onPaper
        let state = initial
        const report = Effect.fnUntraced(function*(event: CommandEvent) {
          const [next, output] = narrate(state, event, yield* Clock.currentTimeMillis)
          state = next
          const text = show(output)
          if (text !== "") yield* write(text)
        })
        return Reporter.of({ report })
      })
    )
}

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const encode = Schema.encodeSync(Schema.toCodecJson(CommandEvent))

const clearLine = "\r\u001B[2K"

const onTerminal = ({ bar, lines }: Output): string =>
  clearLine + lines.map((line) => `${line}\n`).join("") + (bar === undefined ? "" : progressLine(bar))

const onPaper = ({ lines, milestone }: Output): string =>
  [...lines, ...(milestone === undefined ? [] : [milestone])].map((line) => `${line}\n`).join("")
