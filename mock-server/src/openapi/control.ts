import * as Schema from "effect/Schema"
import type { ControlOperation, OperationSpec } from "./Spec.ts"

/** Writes operations of the control as operations of a contract. */
export const controlSpecs = (operations: ReadonlyArray<ControlOperation>): ReadonlyArray<OperationSpec> =>
  operations.map(({ answer, body, method, path, summary }) => ({
    method,
    path: path.replace(parameterPattern, "{$1}"),
    id: [method.toLowerCase(), ...path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "")].join("_"),
    tag: "Mock" as const,
    summary,
    description: summary,
    operations: [],
    parameters: [...path.matchAll(parameterPattern)].map(([, name = ""]) => ({
      name,
      in: "path" as const,
      required: true,
      description: `Which ${name}.`,
      schema: Schema.String
    })),
    body: body === undefined ? undefined : { mediaTypes: ["application/json"], schema: body },
    answers: {
      200: { description: "Done.", body: { mediaTypes: ["application/json"], schema: answer } },
      "4XX": { description: "It could not be done; the body says why." }
    }
  }))

const parameterPattern = /:([A-Za-z]\w*)/g
