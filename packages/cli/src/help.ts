import { Console, Option } from "effect"
import type { CliError, CliOutput, HelpDoc } from "effect/cli"

/** Rows that a help leaves for the prompt after it, in a terminal of 24. */
const rows = 22
const columns = 80

/** Prints help for a screen of 80 × 24, and of a wrong invocation the error and how the command is called. */
export const presenter = (asJson: boolean): CliOutput.Presenter => ({
  present: (event) => {
    switch (event._tag) {
      case "Help":
        return Console.log(helpText(event.helpDoc))
      case "Version":
        return Console.log(`${event.name} v${event.version}`)
      case "InvalidInvocation": {
        const usage = usageOf(event.helpDoc)
        const message = event.errors.map(sentenceOf).join("; ")
        return Console.error(
          asJson
            ? JSON.stringify({ _tag: "Error", exitCode: 2, message, remedy: `Usage: ${usage}` })
            : `error: ${message}\nusage: ${usage} (more with ${event.commandPath.join(" ")} --help)`
        )
      }
    }
  }
})

/** A help in as few lines as it needs. */
export const helpText = (doc: HelpDoc.HelpDoc): string => {
  const own = [
    ...(doc.args ?? []).map((argument): Row => [
      `<${argument.name}>${argument.variadic ? "..." : ""}`,
      textOf(argument.description)
    ]),
    ...doc.flags.map(flagRow)
  ]
  const commands = (doc.subcommands ?? []).flatMap((group) =>
    group.commands.map((command): Row => [command.name, command.shortDescription ?? command.description])
  )
  const head = [`Usage: ${usageOf(doc)}`, ...wrapped(doc.description, columns)]
  const examples = (doc.examples ?? []).map(({ command }) => `  ${command}`)
  const body = [...table(own), ...table(commands), ...(examples.length === 0 ? [] : ["Examples:", ...examples])]
  const globals = doc.globalFlags ?? []
  const whole = [
    ...head,
    "",
    ...body,
    ...(body.length === 0 ? [] : [""]),
    "Every command:",
    ...table(globals.map(flagRow))
  ]
  if (whole.length <= rows) return whole.join("\n")
  return [...head, ...body, "Every command has more flags, such as --json and --profile: tiktok whoami --help"].join(
    "\n"
  )
}

const usageOf = ({ usage }: HelpDoc.HelpDoc): string => usage.replace("<subcommand>", "<command>")

type Row = readonly [left: string, right: string]

const flagRow = ({ aliases, description, name, type }: HelpDoc.HelpDoc["flags"][number]): Row => [
  [`--${name}`, ...aliases].join(", ") + (type === "boolean" ? "" : ` ${type}`),
  textOf(description).replace(/\s*\(choices: [^)]*\)$/, "")
]

const textOf = (description: Option.Option<string>): string => Option.getOrElse(description, () => "")

const table = (lines: ReadonlyArray<Row>): ReadonlyArray<string> => {
  const width = Math.min(26, Math.max(0, ...lines.map(([left]) => left.length)))
  const indent = " ".repeat(width + 4)
  return lines.flatMap(([left, right]) => {
    const [first = "", ...rest] = wrapped(right, columns - width - 4)
    return left.length > width
      ? [`  ${left}`, ...[first, ...rest].map((line) => indent + line)]
      : [`  ${left.padEnd(width)}  ${first}`.trimEnd(), ...rest.map((line) => indent + line)]
  })
}

const wrapped = (text: string, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === "" ? word : `${line} ${word}`
  }
  return [...lines, line]
}

const sentenceOf = (error: CliError.NonShowHelpErrors): string => {
  switch (error._tag) {
    case "UnrecognizedOption":
      return `there is no flag ${error.option}${instead(error.suggestions)}`
    case "UnknownSubcommand":
      return `there is no command "${error.subcommand}"${instead(error.suggestions)}`
    case "MissingArgument":
      return `<${error.argument}> is missing`
    case "MissingOption":
      return `--${error.option} is missing`
    case "InvalidValue": {
      const name = error.kind === "flag" ? `--${error.option}` : `<${error.option}>`
      if (error.value === "" && error.kind === "flag") return `${name} needs a value`
      return `${name} must be ${mustBe(error.expected)}, was "${error.value}"`
    }
    default:
      return error.message.split("\n")[0] ?? ""
  }
}

const instead = (suggestions: ReadonlyArray<string>): string =>
  suggestions.length === 0 ? "" : ` (did you mean ${suggestions.join(" or ")}?)`

/** The end of a sentence that starts with the flag. */
const mustBe = (expected: string): string =>
  expected.replace(/^Expected:?\s*/, "").replace("a string representing a finite number", "a number").replaceAll(
    /"([^"]*)" \|/g,
    "$1,"
  ).replace(/^(.*, )"([^"]*)"$/, "one of $1$2").replaceAll(/\s*\n\s*/g, " ")
