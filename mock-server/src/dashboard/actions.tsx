import * as Result from "effect/Result"
import type { Child } from "hono/jsx"
import { parseSnapshot } from "../control/parseSnapshot.ts"
import { contracts } from "../engine/Contract.ts"
import { privacyLevels } from "../engine/Creator.ts"
import { webhookEventNames } from "../engine/records.ts"
import { resetParts } from "../engine/reset.ts"
import { DAY, MINUTE, SECOND } from "../engine/Rules.ts"
import { isScenarioName } from "../scenarios/scenarios.ts"
import { clockTime, date, span } from "./format.ts"
import type { Notice, PageContext } from "./PageContext.ts"
import { creatorTicks } from "./pages/creators.tsx"
import { numberOf, presets, readFault } from "./pages/faultForm.tsx"
import { lastAnswer } from "./pages/webhooks.tsx"
import { Handle, Snippet } from "./parts.tsx"

/** What a form has done: what the page says then, and where it leads if not back. */
export interface ActionResult {
  readonly back?: string | undefined
  readonly notice?: Notice | undefined
}

/** Does what a form asks for. Throws an `Error` for what cannot be done, whose message the page shows. */
type Action = (context: PageContext, fields: URLSearchParams) => ActionResult | Promise<ActionResult>

const done = (text: Child): ActionResult => ({ notice: { kind: "done", text } })

const field = (fields: URLSearchParams, name: string): string => fields.get(name) ?? ""

const posts: Readonly<Record<string, Action>> = {
  "posts/complete": ({ mock }, fields) => {
    mock.control.completePost(field(fields, "publishId"))
    const { failReason } = mock.control.post(field(fields, "publishId")) ?? {}
    return failReason === undefined
      ? done("The post is settled.")
      : {
        notice: {
          kind: "problem",
          text: (
            <>
              Its media are not fit, so it failed: <code>{failReason}</code>
            </>
          )
        }
      }
  },
  "posts/fail": ({ mock }, fields) => {
    const reason = field(fields, "reason").trim()
    if (reason === "") throw new RangeError("a post fails for a reason")
    mock.control.failPost(field(fields, "publishId"), reason)
    return done(
      <>
        The post has failed: <code>{reason}</code>
      </>
    )
  },
  "posts/share": ({ mock }, fields) => {
    const level = privacyLevels.find((known) => known === fields.get("privacy"))
    const postId = mock.control.publishDraft(field(fields, "publishId"), level)
    return done(
      <>
        The creator has posted the draft as <code>{postId}</code>.
      </>
    )
  },
  "posts/hide": ({ mock }, fields) => {
    mock.control.hidePost(field(fields, "publishId"))
    return done("The post is no longer public.")
  },
  "uploads/expire": ({ mock }, fields) => {
    mock.control.expireUpload(field(fields, "publishId"))
    return done("The upload address has expired.")
  }
}

const faults: Readonly<Record<string, Action>> = {
  "faults/add": ({ mock, now }, fields) => done(`${mock.faults.add(readFault(fields, now))} is in force.`),
  "faults/preset": ({ mock }, fields) => {
    const preset = presets.find(({ id }) => id === fields.get("preset"))
    if (preset === undefined) throw new RangeError("there is no such fault")
    return done(`${mock.faults.add(preset.rule)} is in force: ${preset.text}.`)
  },
  "faults/remove": ({ mock }, fields) =>
    done(mock.faults.remove(field(fields, "id")) ? "The fault is gone." : "The fault was gone already."),
  "faults/clear": ({ mock }) => {
    mock.faults.clear()
    return done("Nothing is failing any more.")
  }
}

const units: Readonly<Record<string, number>> = { second: SECOND, minute: MINUTE, hour: 60 * MINUTE, day: DAY }

const clock: Readonly<Record<string, Action>> = {
  "clock/advance": ({ mock }, fields) => {
    const step = fields.get("step")
    const amount = step === null ? numberOf(fields, "amount") ?? 0 : 1
    const unit = units[step ?? field(fields, "unit")]
    if (unit === undefined) throw new RangeError("the clock knows seconds, minutes, hours and days")
    mock.clock.advance(Math.round(amount * unit))
    return done(`${span(amount * unit)} later: it is ${clockTime(mock.clock.now())} on ${date(mock.clock.now())}.`)
  },
  "clock/until": ({ mock }, fields) => {
    mock.clock.advance(Math.max(0, (numberOf(fields, "at") ?? 0) - mock.clock.now()))
    return done(`It is ${clockTime(mock.clock.now())} on ${date(mock.clock.now())}.`)
  },
  "clock/set": ({ mock }, fields) => {
    const at = Date.parse(`${field(fields, "at")}Z`)
    if (Number.isNaN(at)) throw new RangeError("the time must be a date and a time of day")
    mock.clock.set(at)
    return done(`It is ${clockTime(mock.clock.now())} on ${date(mock.clock.now())}.`)
  },
  "clock/freeze": ({ mock }) => {
    mock.clock.freeze()
    return done("The clock stands still.")
  },
  "clock/resume": ({ mock }) => {
    mock.clock.resume()
    return done("The clock runs.")
  }
}

const accounts: Readonly<Record<string, Action>> = {
  "creators/update": ({ mock }, fields) => {
    const maxVideoSeconds = numberOf(fields, "maxVideoSeconds")
    const { username } = mock.control.updateCreator(field(fields, "openId"), {
      ...Object.fromEntries(creatorTicks.map(([name]) => [name, fields.has(name)])),
      ...maxVideoSeconds === undefined ? {} : { maxVideoSeconds }
    })
    return done(`@${username} is saved.`)
  },
  "apps/update": ({ mock }, fields) => {
    const { audited, name } = mock.control.updateApp({
      clientKey: field(fields, "clientKey"),
      audited: fields.has("audited")
    })
    return done(`${name} is ${audited ? "audited" : "not audited"}.`)
  },
  "tokens/issue": (context, fields) => {
    const token = context.mock.control.issueToken({
      openId: field(fields, "openId") || undefined,
      clientKey: field(fields, "clientKey") || undefined,
      contract: contracts.find((name) => name === fields.get("contract")),
      expiresInSeconds: numberOf(fields, "lifetime")
    })
    return done(
      <>
        <p>
          A token for <Handle of={token.openId} />. It is shown this once.
        </p>
        <Snippet text={token.accessToken} what="the access token" />
        <p>Its refresh token:</p>
        <Snippet text={token.refreshToken} what="the refresh token" />
      </>
    )
  },
  "tokens/expire": (context, fields) => {
    context.mock.control.expireToken(field(fields, "id"))
    return done("The token has expired. A refresh gives the next one.")
  },
  "tokens/revoke": (context, fields) => {
    context.mock.control.revokeToken(field(fields, "id"))
    return done("The token is revoked.")
  },
  "creators/disconnect": (context, fields) => {
    context.mock.control.removeAuthorization(field(fields, "openId"))
    return done(
      <>
        <Handle of={field(fields, "openId")} /> has disconnected the app: its tokens are revoked.
      </>
    )
  },
  "creators/add": ({ mock }, fields) => {
    const username = field(fields, "username").trim().replace(/^@/, "")
    if (username === "") throw new RangeError("a creator has a username")
    const displayName = field(fields, "displayName").trim() || username
    const creator = mock.control.createCreator({ username, displayName, privateAccount: fields.has("privateAccount") })
    return done(`@${creator.username} is there.`)
  }
}

const webhooks: Readonly<Record<string, Action>> = {
  "webhooks/replay": async ({ mock }, fields) => {
    const delivery = await mock.webhooks.replay(field(fields, "id"))
    const { attempts, event } = delivery
    return attempts.at(-1)?.status === 200
      ? done(
        <>
          <code>{event}</code> was sent again, and heard.
        </>
      )
      : {
        notice: {
          kind: "problem",
          text: (
            <>
              <code>{event}</code> was sent again, but not heard: {lastAnswer(delivery)}
            </>
          )
        }
      }
  },
  "webhooks/hold": ({ mock }) => {
    mock.webhooks.hold()
    return done("Nothing is sent until you release it.")
  },
  "webhooks/release": async ({ mock }) => {
    await mock.webhooks.release()
    return done("What was held back is on its way.")
  },
  "webhooks/twice": ({ mock }) => {
    mock.webhooks.duplicate()
    return done("Everything that is heard is sent a second time.")
  },
  "webhooks/reorder": ({ mock }) => {
    mock.webhooks.reorder()
    return done("What is due together goes out in the wrong order.")
  },
  "webhooks/calm": async ({ mock }) => {
    mock.webhooks.duplicate(0)
    mock.webhooks.reorder(false)
    await mock.webhooks.release()
    return done("Webhooks are sent as usual: once, and in order.")
  },
  "webhooks/trigger": async (context, fields) => {
    const event = webhookEventNames.find((name) => name === fields.get("event"))
    if (event === undefined) throw new RangeError("there is no such event")
    const before = context.mock.webhooks.deliveries().length
    const content = readObject(fields)
    const deliveries = await context.mock.webhooks.trigger({ event, content, openId: field(fields, "openId") })
    return deliveries.length > before
      ? done(
        <>
          <code>{event}</code> was sent.
        </>
      )
      : { notice: { kind: "problem", text: "No webhook address is set, so nothing was sent." } }
  }
}

const readObject = (fields: URLSearchParams): Readonly<Record<string, unknown>> => {
  const content = readJson(fields, "content")
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new RangeError("the content must be a JSON object")
  }
  return { ...content }
}

const readJson = (fields: URLSearchParams, name: string): unknown => {
  try {
    return JSON.parse(field(fields, name))
  } catch {
    throw new RangeError(`the ${name} must be JSON`)
  }
}

const engine: Readonly<Record<string, Action>> = {
  "requests/clear": ({ mock }) => {
    mock.journal.clear()
    return { back: "requests", ...done("The journal is empty.") }
  },
  "scenarios/reset": ({ mock }, fields) => {
    const parts = resetParts.filter((part) => fields.getAll("only").includes(part))
    mock.reset(parts.length === 0 ? undefined : parts)
    return done(
      parts.length === 0 ? "The scenario is reset. Earlier tokens are gone." : `Reset: ${parts.join(", ")}.`
    )
  },
  "scenarios/switch": ({ mock }, fields) => {
    const name = field(fields, "name")
    if (!isScenarioName(name)) throw new RangeError(`there is no scenario ${name}`)
    mock.switchScenario(name)
    return done(
      <>
        <code>{name}</code> begins.
      </>
    )
  },
  "scenarios/restore": ({ mock }, fields) => {
    mock.restore(Result.getOrThrow(parseSnapshot(readJson(fields, "snapshot"))))
    return done("The mock is as it was in the snapshot.")
  }
}

/** What the forms of all pages can do, by the address that they are sent to. */
export const actions: ReadonlyMap<string, Action> = new Map(
  Object.entries({ ...posts, ...faults, ...clock, ...accounts, ...webhooks, ...engine })
)
