import { createHmac } from "node:crypto"
import {
  dataOf,
  expect,
  expectShape,
  type Fields,
  fieldsOf,
  isFields,
  type Shape,
  textOf,
  type WireResponse
} from "../Client.ts"
import { credentialsOf } from "../ContractAdapter.ts"
import { ConformanceError } from "../Options.ts"
import { type Case, fileSource, liveOnly, paths, publicPull, type Run, start, upload } from "../Run.ts"

/** A delivery, with its body parsed twice. */
interface Delivery {
  readonly event: Fields
  readonly content: Fields
  readonly body: string
  readonly attempts: ReadonlyArray<Fields>
  readonly outcome: unknown
}

// Nothing listens here, so each attempt fails at once.
const DEAF_URL = "http://127.0.0.1:1/webhook"

const parse = (text: unknown): Fields => {
  const value: unknown = JSON.parse(String(text))
  if (!isFields(value)) throw new ConformanceError("a webhook is not a JSON object")
  return value
}

const deliveriesIn = ({ deliveries }: Fields): ReadonlyArray<Delivery> =>
  (Array.isArray(deliveries) ? deliveries : []).filter(isFields).map(({ attempts, body, outcome }) => {
    const event = parse(body)
    return {
      event,
      content: parse(event["content"]),
      body: String(body),
      attempts: Array.isArray(attempts) ? attempts.filter(isFields) : [],
      outcome
    }
  })

/** Lets an app receive webhooks. They are held when their attempts do not matter. */
const listen = (run: Run, isHeld = true) => run.control().call("PATCH", "/webhooks/settings", { url: DEAF_URL, isHeld })

const deliver = async (run: Run) => deliveriesIn(await run.control().call("POST", "/webhooks/deliver"))

/** The names of the events, without their prefix. */
const expectEvents = (response: WireResponse, deliveries: ReadonlyArray<Delivery>, names: ReadonlyArray<string>) => {
  const seen = deliveries.map(({ event }) => String(event["event"])).join()
  expect(seen === names.join(), response, `the events ${names.join(", ")}, not ${seen}`)
}

/** Steps that cause events, and the events with their content. */
interface Story {
  readonly id: string
  readonly name: string
  readonly act: (run: Run, token: string) => Promise<WireResponse>
  readonly events: ReadonlyArray<readonly [name: string, content: Readonly<Record<string, Shape>>]>
}

const pull = async (run: Run, token: string) => start(run, paths.video, publicPull(run), token)

const direct: Readonly<Record<string, Shape>> = { publish_id: "text", publish_type: ["DIRECT_PUBLISH"] }
const draft: Readonly<Record<string, Shape>> = { publish_id: "text", publish_type: ["INBOX_SHARE"] }
const withPost = { post_id: /^\d{17,19}$/ }

const stories: ReadonlyArray<Story> = [
  {
    id: "published",
    name: "a direct post sends complete and publicly_available",
    act: async (run, token) => {
      const { response } = await pull(run, token)
      await run.control().advance(60_000)
      return response
    },
    events: [["post.publish.complete", direct], ["post.publish.publicly_available", { ...direct, ...withPost }]]
  },
  {
    id: "hidden",
    name: "a post that is hidden sends no_longer_publicaly_available",
    act: async (run, token) => {
      const { response, publishId } = await pull(run, token)
      await run.control().advance(60_000)
      await run.control().change(publishId, "hide")
      return response
    },
    events: [
      ["post.publish.complete", direct],
      ["post.publish.publicly_available", direct],
      ["post.publish.no_longer_publicaly_available", { ...direct, ...withPost }]
    ]
  },
  {
    id: "draft",
    name: "a draft sends inbox_delivered, and complete for each post that the creator makes of it",
    act: async (run, token) => {
      const body = { source_info: fileSource(run.videos.small.length) }
      const started = await start(run, paths.inbox, body, token)
      await upload(run, started, run.videos.small)
      await run.control().advance(60_000)
      for (const privacy of ["SELF_ONLY", "SELF_ONLY"]) {
        await run.control().change(started.publishId, "publish", { privacy })
      }
      return started.response
    },
    events: [
      ["post.publish.inbox_delivered", draft],
      ["post.publish.complete", draft],
      ["post.publish.complete", draft]
    ]
  },
  {
    id: "failed",
    name: "a failed post sends its fail reason as reason",
    act: async (run, token) => {
      const { response, publishId } = await pull(run, token)
      await run.control().change(publishId, "fail", { reason: "spam_risk_text" })
      return response
    },
    events: [["post.publish.failed", { ...direct, reason: ["spam_risk_text"], fail_reason: "absent" }]]
  },
  {
    id: "canceled",
    name: "a canceled post sends the reason publish_cancelled",
    act: async (run, token) => {
      const { publishId } = await pull(run, token)
      return run.client.post(paths.cancel, { publish_id: publishId }, token)
    },
    events: [["post.publish.failed", { ...direct, reason: ["publish_cancelled"] }]]
  },
  {
    id: "revoked",
    name: "a revoke fails the posts in progress as auth_removed, and sends authorization.removed with the reason 5",
    act: async (run, token) => {
      await pull(run, token)
      return run.client.form(paths.revoke, { ...credentialsOf(await run.login()), token })
    },
    events: [
      ["post.publish.failed", { ...direct, reason: ["auth_removed"] }],
      ["authorization.removed", { reason: [5] }]
    ]
  }
]

const storyRows = stories.map(({ act, events, id, name }): Case => ({
  id: `webhooks/events/${id}`,
  name,
  contracts: liveOnly,
  needs: "control",
  run: async (run) => {
    await listen(run)
    const response = await act(run, await run.token())
    expect(response.status === 200, response, "status 200")
    const deliveries = await deliver(run)
    expectEvents(response, deliveries, events.map(([event]) => event))
    for (const [index, [, shapes]] of events.entries()) {
      const { content = {}, event = {} } = deliveries[index] ?? {}
      expectShape(response, content, shapes)
      expectShape(response, event, { client_key: "text", create_time: "number", user_openid: "text", content: "text" })
    }
  }
}))

const removals = [
  "unknown",
  "user-disconnected",
  "account-deleted",
  "age-changed",
  "account-banned",
  "developer-revoked"
]

const removalRows = removals.map((reason, number): Case => ({
  id: `webhooks/removal/${reason}`,
  name: `authorization.removed has the reason ${number} for ${reason}, and the token is dead`,
  contracts: liveOnly,
  needs: "control",
  run: async (run) => {
    await listen(run)
    const token = await run.token()
    const [openId = ""] = await run.control().creators()
    await run.control().call("POST", `/creators/${encodeURIComponent(openId)}/disconnect`, { reason })
    const response = await run.contract.profile(run.client, token)
    expect(response.status === 401, response, "a dead token")
    const deliveries = await deliver(run)
    expectEvents(response, deliveries, ["authorization.removed"])
    expectShape(response, deliveries[0]?.content ?? {}, { reason: [number] })
  }
}))

/** Events that nothing in the mock causes. */
const others: ReadonlyArray<readonly [event: string, content: Fields, hasUser: boolean]> = [
  ["video.upload.failed", { share_id: "video.upload.6947261.1658" }, true],
  ["video.publish.completed", { share_id: "video.upload.6947261.1658" }, true],
  ["portability.download.ready", { request_id: 7_365_281 }, false]
]

const otherRows = others.map(([event, content, hasUser]): Case => ({
  id: `webhooks/trigger/${event}`,
  name: `${event} has its content, and ${hasUser ? "the open_id of the creator" : "no user_openid"}`,
  contracts: liveOnly,
  needs: "control",
  run: async (run) => {
    await listen(run)
    const response = await run.client.get(`${paths.userInfo}?fields=open_id`, await run.token())
    const openId = textOf(response, fieldsOf(response, dataOf(response), "user"), "open_id")
    await run.control().call("POST", "/webhooks/trigger", { event, content, ...(hasUser ? { openId } : {}) })
    const [delivery] = await deliver(run)
    expectShape(response, delivery?.event ?? {}, {
      client_key: "text",
      event: [event],
      create_time: "number",
      user_openid: hasUser ? [openId] : "absent"
    })
    const shapes = Object.entries(content).map(([name, value]) => [name, [value]] as const)
    expectShape(response, delivery?.content ?? {}, Object.fromEntries(shapes))
  }
}))

/** Values of switches, and the webhooks of a public post. */
const switchRows: ReadonlyArray<Case> = ([
  ["webhookPostId", "number", ["complete", "publicly_available"], /\\"post_id\\":\d{17,19}[,}]/],
  ["completeForDirect", false, ["publicly_available"], /\\"post_id\\":\\"\d{17,19}\\"/]
] as const).map(([name, value, names, postId]) => ({
  id: `switch/${name}/${String(value)}`,
  name: `${name} ${String(value)}: a public post sends ${names.join(" and ")}`,
  contracts: liveOnly,
  needs: "control",
  run: async (run) => {
    await run.control().call("PATCH", "/switches", { [name]: value })
    await listen(run)
    const { response } = await pull(run, await run.token())
    await run.control().advance(60_000)
    const deliveries = await deliver(run)
    expectEvents(response, deliveries, names.map((event) => `post.publish.${event}`))
    expect(postId.test(deliveries.at(-1)?.body ?? ""), response, `a body with ${String(postId)}`)
  }
}))

const HOUR = 3_600_000

/** Cases about webhooks. */
export const webhookCases: ReadonlyArray<Case> = [
  ...storyRows,
  ...removalRows,
  ...otherRows,
  ...switchRows,
  {
    id: "webhooks/signature",
    name: "a webhook is signed with the time and the HMAC-SHA256 of time and body",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      await listen(run, false)
      const { response } = await pull(run, await run.token())
      await run.control().advance(60_000)
      const { clientSecret } = await run.login()
      const [first] = await deliver(run)
      const signature = String(first?.attempts[0]?.["signature"])
      const [, time = "", sent = ""] = /^t=(\d{10,}),s=([0-9a-f]{64})$/.exec(signature) ?? []
      const expected = createHmac("sha256", clientSecret).update(`${time}.${first?.body ?? ""}`).digest("hex")
      expect(sent === expected, response, `a signature t=…,s=${expected}, not ${signature}`)
    }
  },
  {
    id: "webhooks/retries",
    name: "a webhook that is not heard is sent again with growing pauses for 72 hours, and then dropped",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      await listen(run, false)
      const { response, publishId } = await pull(run, await run.token())
      await run.control().change(publishId, "fail", { reason: "internal" })
      let deliveries = await deliver(run)
      for (let hour = 0; hour < 80; hour += 2) {
        await run.control().advance(2 * HOUR)
        deliveries = await deliver(run)
      }
      const [delivery] = deliveries
      const times = (delivery?.attempts ?? []).map(({ at }) => Number(at))
      const pauses = times.slice(1).map((at, index) => at - (times[index] ?? at))
      expect(
        pauses.length > 2 && pauses.every((pause, index) => pause >= (pauses[index - 1] ?? 0)),
        response,
        "growing pauses"
      )
      expect((times.at(-1) ?? 0) - (times[0] ?? 0) <= 72 * HOUR, response, "no attempt after 72 hours")
      expect(delivery?.outcome === "dropped", response, "a dropped webhook")
    }
  }
]
