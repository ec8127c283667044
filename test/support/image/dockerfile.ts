/** One instruction of a Dockerfile, with its continued lines joined. */
export interface Instruction {
  readonly name: string
  /** Flags such as `--from=build`, before the arguments. */
  readonly flags: Readonly<Record<string, string>>
  readonly arguments: string
}

/** The instructions after one FROM. */
export interface Stage {
  readonly base: string
  readonly name: string | undefined
  readonly instructions: ReadonlyArray<Instruction>
}

/** Parses a Dockerfile. Throws for syntax that it does not support: here documents, and another escape than the backslash. */
export const parseDockerfile = (text: string): ReadonlyArray<Stage> => {
  if (/^#\s*escape\s*=/im.test(text) || /<<-?["']?\w/.test(text)) {
    throw new Error("a here document or an escape directive")
  }
  const stages: Array<{ base: string; name: string | undefined; instructions: Array<Instruction> }> = []
  // Comments end no continuation, and leave no trace.
  const lines = text.split("\n").filter((line) => !/^\s*#/.test(line)).join("\n").replaceAll(/\\[ \t]*\n/g, " ").split(
    "\n"
  )
  for (const line of lines.map((line) => line.trim()).filter((line) => line !== "")) {
    const instruction = parseInstruction(line)
    const stage = stages.at(-1)
    if (instruction.name === "FROM") {
      const [base = "", , name] = instruction.arguments.split(/\s+/)
      stages.push({ base, name, instructions: [] })
    } else if (stage === undefined) {
      throw new Error(`${instruction.name} stands before the first FROM`)
    } else {
      stage.instructions.push(instruction)
    }
  }
  return stages
}

const parseInstruction = (line: string): Instruction => {
  const [, name = "", before = "", rest = ""] = /^(\w+)\s+((?:--[\w-]+=\S+\s+)*)(.*)$/s.exec(line) ?? []
  if (name === "") throw new Error(`no instruction: ${line}`)
  const flags = before.trim().split(/\s+/).filter((flag) => flag !== "").map((flag) => flag.slice(2).split(/=(.*)/s))
  return {
    name: name.toUpperCase(),
    flags: Object.fromEntries(flags.map(([key = "", value = ""]) => [key, value])),
    arguments: rest.trim()
  }
}

/** The words of a command in exec form, `["node", "main.js"]`. Undefined in shell form. */
export const execForm = (command: string): ReadonlyArray<string> | undefined =>
  command.startsWith("[") ? JSON.parse(command) : undefined

/** The pairs of an ENV or a LABEL. */
export const pairsOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/([\w.-]+)=(?:"([^"]*)"|(\S*))/g)].map(([, key = "", quoted, bare = ""]) => [key, quoted ?? bare])
  )
