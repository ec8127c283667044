import { Schema } from "effect"
import * as Events from "./CommandEvent.ts"
import { Failure } from "./output/reportFailure.ts"

const publishing = [
  "Started",
  "Planned",
  "Initialized",
  "BytesSent",
  "BytesConfirmed",
  "StatusReceived",
  "Finished",
  "Stopped"
]

/** The documents that each command prints on stdout with `--json`, by their tags. */
export const documentsOf: Readonly<Record<string, ReadonlyArray<string>>> = {
  "demo": ["MockStarted", "LoggedIn", ...publishing],
  "check": ["Checked"],
  "login": ["LoginStarted", "LoggedIn", "LoginStopped", "Warned"],
  "logout": ["LoggedOut"],
  "whoami": ["WhoAmI"],
  "creators": ["Creators"],
  "creator info": ["CreatorInfo"],
  "publish video": publishing,
  "publish photos": publishing,
  "draft video": publishing,
  "draft photos": publishing,
  "status": ["StatusReceived", "Finished"],
  "list": ["Videos"],
  "pending": ["PendingPublishes"],
  "resume": publishing,
  "cancel": ["CancelRequested"],
  "quota": ["QuotaLeft"],
  "scheduler run": ["SchedulerStarted", "ScheduledPost", "Warned"],
  "scheduler add video": ["ScheduledPost"],
  "scheduler add photos": ["ScheduledPost"],
  "scheduler list": ["Schedule"],
  "scheduler show": ["ScheduledPostShown"],
  "scheduler move": ["ScheduledPost"],
  "scheduler cancel": ["ScheduledPost"],
  "scheduler retry": ["ScheduledPost"],
  "scheduler settle": ["ScheduledPost"],
  "webhook verify": ["WebhookVerified"],
  "webhook sign": ["WebhookSigned"],
  "webhook listen": ["WebhookListening", "WebhookReceived", "WebhookRefused"],
  "doctor": ["Diagnosed", "ComparisonPlanned", "ComparisonProgress", "Compared"],
  "completions": ["CompletionScript"],
  // Its messages are those of the Model Context Protocol.
  "mcp": []
}

/**
 * JSON Schema of every document that a command prints with `--json`: `$defs` has one for each tag, one for the failure on
 * stderr, and one for each command, such as `#/$defs/tiktok publish video`.
 */
export const outputSchema = (): object => {
  const union = Schema.Union([...Events.CommandEvent.members, Failure])
  const { definitions, schema } = Schema.toJsonSchemaDocument(Schema.toCodecJson(union))
  const members = membersOf(schema)
  const byTag = Object.fromEntries(members.map((member) => [tagOf(member, definitions), member]))
  const commands = Object.entries(documentsOf).filter(([, tags]) => tags.length > 0).map(([command, tags]) => [
    `tiktok ${command}`,
    { anyOf: tags.map((tag) => ({ $ref: `#/$defs/${tag}` })) }
  ])
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "What the command tiktok prints with --json: one document per line",
    anyOf: Object.keys(byTag).map((tag) => ({ $ref: `#/$defs/${tag}` })),
    $defs: inOrder({ ...definitions, ...byTag, ...Object.fromEntries(commands) })
  }
}

/** The same with names and choices in alphabetical order: that of a module's exports depends on what loads it. */
const inOrder = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    const choices = value.map((element) => [JSON.stringify(inOrder(element)), inOrder(element)] as const)
    return choices.toSorted(([a], [b]) => a < b ? -1 : 1).map(([, choice]) => choice)
  }
  if (typeof value !== "object" || value === null) return value
  const fields = Object.entries(value).map(([name, field]) => [name, inOrder(field)] as const)
  return Object.fromEntries(fields.toSorted(([a], [b]) => a < b ? -1 : 1))
}

const membersOf = (schema: unknown): ReadonlyArray<unknown> => {
  const found: unknown = Object(schema).anyOf
  if (!Array.isArray(found)) throw new Error("the documents of the command are no union")
  return found
}

const tagOf = (member: unknown, definitions: Readonly<Record<string, unknown>>): string => {
  const reference: unknown = Object(member).$ref
  const whole: unknown = typeof reference === "string" ? definitions[reference.replace("#/$defs/", "")] : member
  const tag: unknown = Object(Object(Object(whole).properties)._tag).enum?.[0]
  if (typeof tag !== "string") throw new Error(`a document of the command has no tag: ${JSON.stringify(member)}`)
  return tag
}
