import * as Schema from "effect/Schema"
import { PROBLEM_TYPE, ProblemShape } from "../control/Problem.ts"
import type { ControlOperation, OperationSpec, ParameterSpec } from "./Spec.ts"

const JSON_MEDIA = ["application/json"]

/** Describes the operations of the control API like those of a contract. */
export const controlSpecs = (operations: ReadonlyArray<ControlOperation>): ReadonlyArray<OperationSpec> =>
  operations.map(({ response, body, fileTypes = JSON_MEDIA, hasRanges, method, path, query, summary }) => ({
    method,
    path,
    id: [method.toLowerCase(), ...path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "")].join("_"),
    tag: "Mock" as const,
    summary,
    description: summary,
    operations: [],
    parameters: [...pathParameters(path), ...queryParameters(query)],
    // Every field of a body has a default.
    body: body === undefined ? undefined : { mediaTypes: JSON_MEDIA, schema: body, required: false },
    responses: {
      200: { description: "Done.", body: { mediaTypes: fileTypes, schema: response } },
      ...(hasRanges === true
        ? { 206: { description: "The requested range.", body: { mediaTypes: fileTypes } } }
        : {}),
      "4XX": {
        description: "The operation failed. The body has the reason.",
        body: { mediaTypes: [PROBLEM_TYPE], schema: ProblemShape }
      }
    }
  }))

const pathParameters = (path: string): ReadonlyArray<ParameterSpec> =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    description: `The ${name}.`,
    schema: Schema.String
  }))

const queryParameters = (query: Schema.Constraint | undefined): ReadonlyArray<ParameterSpec> =>
  query === undefined || !("fields" in query) || typeof query.fields !== "object" || query.fields === null
    ? []
    : Object.keys(query.fields).map((name) => ({
      name,
      in: "query",
      required: false,
      description: `The ${name}; optional.`,
      // Values in a query are strings.
      schema: Schema.String
    }))
