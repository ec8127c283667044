import * as Result from "effect/Result"
import type { Child } from "hono/jsx"
import { parseSnapshot } from "../control/parseSnapshot.ts"
import { contracts } from "../engine/ContractRules.ts"
import { privacyLevels } from "../engine/privacyLevels.ts"
import { webhookEventNames } from "../engine/records.ts"
import { resetParts } from "../engine/reset.ts"
import { DAY, MINUTE, SECOND } from "../engine/time.ts"
import { isScenarioName } from "../scenarios/scenarios.ts"
import { jsonOf, numberOf, objectOf, textOf } from "./fields.ts"
import { clockTime, date, span } from "./format.ts"
import type { Notice, PageContext } from "./PageContext.ts"
import { exchangeFields } from "./pages/callback.tsx"
import { creatorSettings } from "./pages/creators.tsx"
import { presets, readFault } from "./pages/faultForm.tsx"
import { readLifecycleForm, readLifetimesForm, readLimitsForm } from "./pages/rules.tsx"
import { lastResponse } from "./pages/webhooks.tsx"
import { Handle, Snippet } from "./parts.tsx"
import { sendAgain } from "./sendAgain.tsx"

/** Handles a form. Returns what the page says then. Throws an `Error` with a message for the page. */
type Action = (context: PageContext, fields: URLSearchParams) => Notice | Promise<Notice>

const done = (text: Child): Notice => ({ kind: "done", text })

const problem = (text: Child): Notice => ({ kind: "problem", text })

const posts: Readonly<Record<string, Action>> = {
  "posts/complete": ({ mock }, fields) => {
    mock.control.completePost(textOf(fields, "publishId"))
    const { failReason } = mock.control.post(textOf(fields, "publishId")) ?? {}
    return failReason === undefined
      ? done("The post is complete.")
      : problem(
        <>
          The post has failed because its media are invalid: <code>{failReason}</code>
        </>
      )
  },
  "posts/fail": ({ mock }, fields) => {
    const reason = textOf(fields, "reason").trim()
    if (reason === "") throw new RangeError("reason: must not be empty")
    mock.control.failPost(textOf(fields, "publishId"), reason)
    return done(
      <>
        The post has failed: <code>{reason}</code>
      </>
    )
  },
  "posts/share": ({ mock }, fields) => {
    const level = privacyLevels.find((known) => known === fields.get("privacy"))
    const postId = mock.control.publishDraft(textOf(fields, "publishId"), level)
    return done(
      <>
        The creator has published the draft as <code>{postId}</code>.
      </>
    )
  },
  "posts/hide": ({ mock }, fields) => {
    mock.control.hidePost(textOf(fields, "publishId"))
    return done("The post is hidden.")
  },
  "uploads/expire": ({ mock }, fields) => {
    mock.control.expireUpload(textOf(fields, "publishId"))
    return done("The upload URL has expired.")
  }
}

const faults: Readonly<Record<string, Action>> = {
  "faults/add": ({ mock, now }, fields) => done(`${mock.faults.add(readFault(fields, now))} is active.`),
  "faults/preset": ({ mock }, fields) => {
    const preset = presets.find(({ id }) => id === fields.get("preset"))
    if (preset === undefined) throw new RangeError("preset: must be one of the presets")
    return done(`${mock.faults.add(preset.rule)} is active: ${preset.text}.`)
  },
  "faults/remove": ({ mock }, fields) =>
    done(mock.faults.remove(textOf(fields, "id")) ? "The fault is removed." : "The fault was removed before."),
  "faults/clear": ({ mock }) => {
    mock.faults.clear()
    return done("All faults are removed.")
  }
}

const units: Readonly<Record<string, number>> = { second: SECOND, minute: MINUTE, hour: 60 * MINUTE, day: DAY }

const clock: Readonly<Record<string, Action>> = {
  "clock/advance": ({ mock }, fields) => {
    const step = fields.get("step")
    const amount = step === null ? numberOf(fields, "amount") ?? 0 : 1
    const unit = units[step ?? textOf(fields, "unit")]
    if (unit === undefined) throw new RangeError("unit: must be second, minute, hour or day")
    mock.clock.advance(Math.round(amount * unit))
    return done(
      `The clock advanced by ${span(amount * unit)}. It is ${clockTime(mock.clock.now())} on ${date(mock.clock.now())}.`
    )
  },
  "clock/until": ({ mock }, fields) => {
    mock.clock.advance(Math.max(0, (numberOf(fields, "at") ?? 0) - mock.clock.now()))
    return done(`It is ${clockTime(mock.clock.now())} on ${date(mock.clock.now())}.`)
  },
  "clock/set": ({ mock }, fields) => {
    const at = Date.parse(`${textOf(fields, "at")}Z`)
    if (Number.isNaN(at)) throw new RangeError("at: must be a date and a time of day")
    mock.clock.set(at)
    return done(`It is ${clockTime(mock.clock.now())} on ${date(mock.clock.now())}.`)
  },
  "clock/freeze": ({ mock }) => {
    mock.clock.freeze()
    return done("The clock is frozen.")
  },
  "clock/resume": ({ mock }) => {
    mock.clock.resume()
    return done("The clock runs.")
  }
}

/** A token, which is shown only once. */
const TokenText = (
  { accessToken, openId, refreshToken }: Readonly<Record<"accessToken" | "openId" | "refreshToken", string>>
) => (
  <>
    <p>
      An access token for <Handle of={openId} />. It is shown only once.
    </p>
    <Snippet text={accessToken} what="the access token" />
    <p>Its refresh token:</p>
    <Snippet text={refreshToken} what="the refresh token" />
  </>
)

const accounts: Readonly<Record<string, Action>> = {
  "creators/update": ({ mock }, fields) => {
    const maxVideoSeconds = numberOf(fields, "maxVideoSeconds")
    const { username } = mock.control.updateCreator(textOf(fields, "openId"), {
      ...Object.fromEntries(creatorSettings.map(([name]) => [name, fields.has(name)])),
      ...maxVideoSeconds === undefined ? {} : { maxVideoSeconds }
    })
    return done(`@${username} is saved.`)
  },
  "apps/update": ({ mock }, fields) => {
    const { audited, name } = mock.control.updateApp({
      clientKey: textOf(fields, "clientKey"),
      audited: fields.has("audited")
    })
    return done(`${name} is ${audited ? "audited" : "not audited"}.`)
  },
  "tokens/issue": (context, fields) => {
    const contract = contracts.find((name) => name === fields.get("contract"))
    if (contract === undefined) throw new RangeError(`contract: must be ${contracts.join(" or ")}`)
    const token = context.mock.control.issueToken({
      openId: textOf(fields, "openId") || undefined,
      clientKey: textOf(fields, "clientKey") || undefined,
      contract,
      expiresInSeconds: numberOf(fields, "lifetime")
    })
    return done(<TokenText {...token} />)
  },
  "tokens/exchange": async (context, fields) => {
    const response = await context.mock.fetch(`${context.origin}/v2/oauth/token/`, {
      method: "POST",
      body: new URLSearchParams(exchangeFields(context, textOf(fields, "code")))
    })
    const { access_token, error_description, open_id, refresh_token }: Readonly<Record<string, unknown>> = JSON.parse(
      await response.text()
    )
    if (typeof access_token !== "string") throw new Error(String(error_description))
    const token = { accessToken: access_token, openId: String(open_id), refreshToken: String(refresh_token) }
    return done(<TokenText {...token} />)
  },
  "tokens/expire": (context, fields) => {
    context.mock.control.expireToken(textOf(fields, "id"))
    return done("The token has expired. A refresh returns a new one.")
  },
  "tokens/revoke": (context, fields) => {
    context.mock.control.revokeToken(textOf(fields, "id"))
    return done("The token is revoked.")
  },
  "creators/disconnect": (context, fields) => {
    context.mock.control.removeAuthorization(textOf(fields, "openId"))
    return done(
      <>
        <Handle of={textOf(fields, "openId")} /> has disconnected the app: its tokens are revoked.
      </>
    )
  },
  "creators/add": ({ mock }, fields) => {
    const username = textOf(fields, "username").trim().replace(/^@/, "")
    if (username === "") throw new RangeError("username: must not be empty")
    const displayName = textOf(fields, "displayName").trim() || username
    const creator = mock.control.createCreator({ username, displayName, privateAccount: fields.has("privateAccount") })
    return done(`@${creator.username} is added.`)
  }
}

const webhooks: Readonly<Record<string, Action>> = {
  "webhooks/replay": async ({ mock }, fields) => {
    const delivery = await mock.webhooks.replay(textOf(fields, "id"))
    const { attempts, event } = delivery
    return attempts.at(-1)?.status === 200
      ? done(
        <>
          <code>{event}</code> was sent again and delivered.
        </>
      )
      : problem(
        <>
          <code>{event}</code> was sent again but not delivered: {lastResponse(delivery)}
        </>
      )
  },
  "webhooks/url": ({ mock }, fields) => {
    const url = textOf(fields, "url").trim()
    mock.webhooks.setUrl(url === "" ? undefined : url)
    return done(
      url === "" ? "The URL is removed." : (
        <>
          Events are sent to <code>{url}</code>.
        </>
      )
    )
  },
  "webhooks/hold": ({ mock }) => {
    mock.webhooks.hold()
    return done("Webhooks are on hold until you release them.")
  },
  "webhooks/release": async ({ mock }) => {
    await mock.webhooks.release()
    return done("The held webhooks were sent.")
  },
  "webhooks/twice": ({ mock }) => {
    mock.webhooks.duplicate()
    return done("Each delivered webhook is sent a second time.")
  },
  "webhooks/reorder": ({ mock }) => {
    mock.webhooks.reorder()
    return done("Webhooks that are due together are sent in reverse order.")
  },
  "webhooks/calm": async ({ mock }) => {
    mock.webhooks.duplicate(0)
    mock.webhooks.reorder(false)
    await mock.webhooks.release()
    return done("Webhooks are sent once and in order.")
  },
  "webhooks/trigger": async (context, fields) => {
    const event = webhookEventNames.find((name) => name === fields.get("event"))
    if (event === undefined) throw new RangeError("event: must be the name of a webhook event")
    const before = context.mock.webhooks.deliveries().length
    const content = objectOf(fields, "content")
    const deliveries = await context.mock.webhooks.trigger({ event, content, openId: textOf(fields, "openId") })
    return deliveries.length > before
      ? done(
        <>
          <code>{event}</code> was sent.
        </>
      )
      : problem("No webhook URL is set, so nothing was sent. Set it among the settings.")
  }
}

const state: Readonly<Record<string, Action>> = {
  "requests/again": (context, fields) => sendAgain(context, textOf(fields, "id")),
  "requests/clear": ({ mock }) => {
    mock.journal.clear()
    return done("The journal is cleared.")
  },
  "scenarios/reset": ({ mock }, fields) => {
    const parts = resetParts.filter((part) => fields.getAll("only").includes(part))
    mock.reset(parts.length === 0 ? undefined : parts)
    return done(
      parts.length === 0 ? "Everything is reset. Earlier tokens are no longer valid." : `Reset: ${parts.join(", ")}.`
    )
  },
  "scenarios/switch": ({ mock }, fields) => {
    const name = textOf(fields, "name")
    if (!isScenarioName(name)) throw new RangeError(`name: the mock has no scenario "${name}"`)
    mock.switchScenario(name)
    return done(
      <>
        The scenario is now <code>{name}</code>.
      </>
    )
  },
  "scenarios/restore": ({ mock }, fields) => {
    mock.restore(Result.getOrThrow(parseSnapshot(jsonOf(fields, "snapshot"))))
    return done("The snapshot is restored.")
  }
}

const tenants: Readonly<Record<string, Action>> = {
  "tenants/make": ({ mock }, fields) => {
    const name = textOf(fields, "name").trim()
    if (mock.tenants.list().some((tenant) => tenant.name === name)) {
      throw new RangeError(`name: there is a tenant ${name} already`)
    }
    mock.tenant(name)
    return done(`The tenant ${name} is made.`)
  },
  "tenants/remove": async ({ mock }, fields) => {
    const name = textOf(fields, "name")
    await mock.tenants.remove(name)
    return done(`The tenant ${name} is removed.`)
  }
}

const rules: Readonly<Record<string, Action>> = {
  "rules/switch": ({ mock }, fields) => {
    const name = textOf(fields, "name")
    mock.changeRules({ switches: { [name]: textOf(fields, "value") } })
    return done(
      <>
        <code>{name}</code> is now <code>{textOf(fields, "value")}</code>.
      </>
    )
  },
  "rules/limits": ({ mock }, fields) => {
    mock.changeRules(readLimitsForm(fields))
    return done("The limits are saved.")
  },
  "rules/lifetimes": ({ mock }, fields) => {
    mock.changeRules(readLifetimesForm(fields))
    return done("The lifetimes are saved. They apply to what is issued from now on.")
  },
  "rules/lifecycle": ({ mock }, fields) => {
    mock.changeRules(readLifecycleForm(fields, mock.settings().rules.lifecycle))
    return done("Saved: when posts complete.")
  }
}

/** The handlers of all forms, by path. */
export const actions: ReadonlyMap<string, Action> = new Map(
  Object.entries({ ...posts, ...faults, ...clock, ...accounts, ...webhooks, ...state, ...tenants, ...rules })
)
