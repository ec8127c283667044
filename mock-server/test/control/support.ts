import { Effect, Schema } from "effect"
import { controlOperations } from "../../src/control/operations.ts"
import type { World } from "../support.ts"

/** JSON as a program without types sees it. */
export type Untyped = ReturnType<typeof JSON.parse>

/** What the control API answers. */
export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly body: Untyped
}

/** Calls the control API. */
export const ask = (
  { origin, send }: World,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {}
): Effect.Effect<Told> =>
  Effect.promise(async () => {
    const init = { method, headers: { "content-type": "application/json", ...headers } }
    const response = await send(
      new URL(origin + path),
      body === undefined ? init : { ...init, body: typeof body === "string" ? body : JSON.stringify(body) }
    )
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text() || "{}") }
  })

/** Calls an operation by its name, and checks that the response is as its schema says. */
export const call = (
  world: World,
  name: string,
  params: Readonly<Record<string, string>> = {},
  body?: unknown,
  query = ""
): Effect.Effect<Untyped> =>
  Effect.gen(function*() {
    const operation = controlOperations.find(({ method, path }) => `${method} ${path}` === name)
    if (operation?.response === undefined) throw new Error(`there is no ${name} that answers in JSON`)
    const path = operation.path.replace(/\{(\w+)\}/g, (_, param: string) => encodeURIComponent(params[param] ?? ""))
    const told = yield* ask(world, operation.method, path + query, body)
    if (told.status !== 200) throw new Error(`${name}: ${JSON.stringify(told.body)}`)
    const decode = Schema.decodeUnknownSync(Schema.make<Schema.Codec<unknown>>(operation.response.ast), {
      errors: "all",
      onExcessProperty: "error"
    })
    decode(told.body)
    return told.body
  })
