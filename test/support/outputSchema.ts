import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js"
import { readFileSync } from "node:fs"
import { documents, type Finished } from "./command.ts"
import { root } from "./programs.ts"

const schema = JSON.parse(readFileSync(`${root}packages/cli/output.schema.json`, "utf8"))
const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema({ $id: "output:", ...schema })
const compiled = new Map<string, ValidateFunction>()

const check = (name: string, document: unknown): void => {
  const pointer = `output:#/$defs/${encodeURIComponent(name)}`
  const validate = compiled.get(pointer) ?? ajv.compile({ $ref: pointer })
  compiled.set(pointer, validate)
  if (!validate(document)) {
    throw new Error(`${JSON.stringify(document)} does not fit "${name}": ${ajv.errorsText(validate.errors)}`)
  }
}

/** Checks what a command has printed with `--json` against the published schema. Returns the documents on stdout. */
export const checked = (command: string, { exitCode, stderr, stdout }: Finished) => {
  const printed = documents(stdout)
  for (const document of printed) check(`tiktok ${command}`, document)
  for (const document of documents(stderr)) {
    check("Error", document)
    if (document["exitCode"] !== exitCode) throw new Error(`the exit code is ${exitCode}, and ${stderr}`)
  }
  return printed
}
