import { Cause, Context, Effect, type JsonSchema, Schema } from "effect"
import { McpSchema, McpServer } from "effect/ai"
import { failureOf, ToolRefused } from "./failure.ts"
import { answer, answerSchema } from "./untrusted.ts"

/** A tool, and what its call does. */
export interface Tool<Input extends Schema.Struct.Fields, E, R> {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly input: Input
  /** What the result is, before text is marked. Absent if it has no form of its own. */
  readonly result?: Schema.Constraint
  /** What the call changes: nothing, something that can be changed back, or what others see. */
  readonly changes: "Nothing" | "State" | "Posts"
  readonly handle: (input: Schema.Struct<Input>["Type"]) => Effect.Effect<unknown, E, R>
}

/** Adds a tool to the server. Its answers are JSON, with the text of other people marked. */
export const addTool = Effect.fnUntraced(function*<const Input extends Schema.Struct.Fields, E, R>(
  { changes, description, handle, input, name, result, title }: Tool<Input, E, R>
) {
  const server = yield* McpServer.McpServer
  const schema = Schema.Struct(input)
  const context = yield* Effect.context<R | typeof schema["DecodingServices"]>()
  const decode = Schema.decodeUnknownEffect(schema, { onExcessProperty: "error", errors: "all" })
  const call = (given: unknown) =>
    decode(given ?? {}).pipe(
      Effect.mapError(({ message }) =>
        new ToolRefused({
          code: "InvalidArguments",
          says: message,
          remedy: "Correct the arguments, and call it again."
        })
      ),
      Effect.flatMap(handle),
      Effect.map((result) => answer(result)),
      Effect.catchCause((cause) =>
        Cause.hasInterrupts(cause)
          ? Effect.interrupt
          : Effect.as(
            Cause.hasDies(cause) ? Effect.logError(cause) : Effect.void,
            answer(failureOf(cause), true)
          )
      )
    )
  yield* server.addTool({
    tool: new McpSchema.Tool({
      name,
      title,
      description,
      inputSchema: inputSchemaOf(schema),
      ...(result === undefined ? {} : { outputSchema: answerSchema(result) }),
      annotations: {
        title,
        readOnlyHint: changes === "Nothing",
        destructiveHint: changes === "Posts",
        // A repeated call finds what the first has done.
        idempotentHint: changes !== "State",
        openWorldHint: true
      }
    }),
    annotations: Context.empty(),
    handle: (given) =>
      Effect.updateContext(call(given), (ofCall: Context.Context<never>) => Context.merge(ofCall, context))
  })
})

const inputSchemaOf = (schema: Schema.Constraint): McpSchema.ToolJson => {
  const { definitions, schema: root } = Schema.toJsonSchemaDocument(schema, { onExcessProperty: "error" })
  const document: JsonSchema.JsonSchema = Object.keys(definitions).length === 0 ? root : { ...root, $defs: definitions }
  return { ...document, type: "object" }
}
