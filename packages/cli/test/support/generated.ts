import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import { CliConfig, CliOutput, Command, GlobalFlag, type HelpDoc } from "effect/cli"
import { fileURLToPath } from "node:url"
import { tiktok } from "../../src/commands.ts"
import { helpText } from "../../src/help.ts"
import { outputSchema } from "../../src/schema.ts"

interface Named {
  readonly name: string
  readonly subcommands: ReadonlyArray<{ readonly commands: ReadonlyArray<Named> }>
}

/** Every command below one, such as `publish` and `publish video`; itself is the empty text. */
const commandsOf = ({ name, subcommands }: Named, above = ""): ReadonlyArray<{ path: string; isLeaf: boolean }> => {
  const path = `${above} ${name}`.trim()
  const below = subcommands.flatMap(({ commands }) => commands)
  return [{ path, isLeaf: below.length === 0 }, ...below.flatMap((command) => commandsOf(command, path))]
}

/** Every command, without the name of the program. */
export const commands = commandsOf(tiktok).map(({ isLeaf, path }) => ({ isLeaf, path: path.replace(/^tiktok ?/, "") }))

const helpOf = (path: string): Effect.Effect<string> =>
  Effect.gen(function*() {
    let found: HelpDoc.HelpDoc | undefined
    const presenter: CliOutput.Presenter = {
      present: (event) =>
        Effect.sync(() => {
          if (event._tag === "Help") found = event.helpDoc
        })
    }
    const args = [...path.split(" ").filter((word) => word !== ""), "--help"]
    yield* Effect.orDie(Command.runWith(tiktok, { version: "" })(args)).pipe(
      Effect.provide([
        NodeServices.layer,
        CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.LogLevel] }),
        CliOutput.layerPresenter(presenter)
      ])
    )
    return found === undefined ? yield* Effect.die(new Error(`${path} has no help`)) : helpText(found)
  })

const json = (value: unknown, indent?: number): string => `${JSON.stringify(value, null, indent)}\n`

/** The files that are written from the sources of the command, with their contents. */
export const generated: Effect.Effect<ReadonlyArray<readonly [file: string, text: string]>> = Effect.gen(function*() {
  const pages = yield* Effect.forEach(commands, ({ path }) => Effect.map(helpOf(path), (help) => [path, help] as const))
  return [
    [fileURLToPath(new URL("../../output.schema.json", import.meta.url)), json(outputSchema())],
    [fileURLToPath(new URL("../../src/help.json", import.meta.url)), json(Object.fromEntries(pages), 2)]
  ] as const
})
