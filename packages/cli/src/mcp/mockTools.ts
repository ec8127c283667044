import { Effect, Schema } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { ToolRefused } from "./failure.ts"
import type { Pinned } from "./pinned.ts"
import { addTool } from "./tool.ts"

const Info = Schema.Struct({ scenario: Schema.String, clock: Schema.Unknown, switches: Schema.Unknown })

/** Adds the tools that control a mock, for the servers that profiles of this server name instead of TikTok. */
export const addMockTools = Effect.fnUntraced(function*({ targets }: Pinned) {
  const origins = targets.flatMap(({ baseUrl, profile }) => baseUrl === undefined ? [] : [{ baseUrl, profile }])
  const [first] = origins
  if (first === undefined) return
  const input = {
    profile: Schema.optionalKey(Schema.Literals(origins.map(({ profile }) => profile))).annotate({
      description: "The profile whose mock it is"
    })
  }
  const at = (profile: string | undefined) =>
    origins.find((origin) => origin.profile === profile)?.baseUrl ?? first.baseUrl

  yield* addTool({
    name: "mock_clock",
    title: "Clock of the mock",
    description: "Shows the time of the mock, or moves it. For development: refuses a server that is no mock.",
    input: {
      ...input,
      advanceSeconds: Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThan(0))),
      setTo: Schema.optionalKey(Schema.NonEmptyString).annotate({ description: "ISO 8601" })
    },
    changes: "State",
    handle: ({ advanceSeconds, profile, setTo }) => {
      const control = controlOf(at(profile))
      if (setTo !== undefined) return control("POST", "clock/set", { at: setTo })
      return advanceSeconds === undefined
        ? control("GET", "clock")
        : control("POST", "clock/advance", { seconds: advanceSeconds })
    }
  })
  yield* addTool({
    name: "mock_faults",
    title: "Faults of the mock",
    description: "Lists the faults of the mock, adds one, or removes all. A fault is an object such as " +
      "{\"match\":{\"operation\":\"video.init\",\"first\":1},\"effect\":{\"kind\":\"code\",\"code\":\"rate_limit_exceeded\"}}; the " +
      "mock says which kinds and operations there are. For development: refuses a server that is no mock.",
    input: {
      ...input,
      add: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown)),
      removeAll: Schema.optionalKey(Schema.Literal(true))
    },
    changes: "State",
    handle: ({ add, profile, removeAll }) => {
      const control = controlOf(at(profile))
      if (add !== undefined) return control("POST", "faults", add)
      return control(removeAll === true ? "DELETE" : "GET", "faults")
    }
  })
  yield* addTool({
    name: "mock_journal",
    title: "Requests to the mock",
    description:
      "The latest requests that the mock got, with its responses. For development: refuses a server that is no " +
      "mock.",
    input: {
      ...input,
      count: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 }))).annotate({
        description: "How many; 10 by default"
      })
    },
    changes: "Nothing",
    handle: ({ count = 10, profile }) => controlOf(at(profile))("GET", `journal?limit=${count}`)
  })
})

/** Calls the control API of a mock. A server that does not answer as a mock gets nothing but the question. */
const controlOf = (origin: string) =>
  Effect.fnUntraced(function*(method: "GET" | "POST" | "DELETE", path: string, body?: unknown) {
    const client = yield* HttpClient.HttpClient
    const send = (request: HttpClientRequest.HttpClientRequest) =>
      client.execute(request).pipe(
        Effect.flatMap(({ status, text }) => Effect.map(text, (text) => ({ status, text }))),
        Effect.timeout("10 seconds"),
        Effect.mapError(() => noMock)
      )
    const noMock = new ToolRefused({
      code: "NoMock",
      says: `${origin} does not answer as a mock, so it was asked for nothing else`,
      remedy: "Start a mock there (npx tiktok-mock), or start this server with its --base-url."
    })
    const base = `${origin.replace(/\/$/, "")}/_mock`
    const info = yield* send(HttpClientRequest.get(`${base}/info`))
    yield* Effect.mapError(Schema.decodeEffect(Schema.fromJsonString(Info))(info.text), () => noMock)
    const request = HttpClientRequest.make(method)(`${base}/${path}`)
    const { status, text } = yield* send(
      body === undefined
        ? request
        : HttpClientRequest.bodyText(request, JSON.stringify(body), "application/json")
    )
    if (status >= 400) {
      return yield* new ToolRefused({
        code: "InvalidArguments",
        says: `the mock refuses with the status ${status}: ${text}`,
        remedy: "Correct the arguments, and call it again."
      })
    }
    return { _tag: "Mock", baseUrl: origin, answer: text }
  })
