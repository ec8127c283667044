import type { FaultEffect, FaultRule } from "../../engine/Faults.ts"
import { operations } from "../../engine/operationNames.ts"
import { MINUTE, SECOND } from "../../engine/time.ts"
import { errors as catalogErrors } from "../../wire/catalog/errors.ts"
import { errors as liveErrors } from "../../wire/live/errors.ts"
import { numberOf } from "../fields.ts"
import { bytes, span } from "../format.ts"
import { creatorsOf, Field, Form, namesOf, SelectField } from "../forms.tsx"
import { usePageContext } from "../PageContext.ts"

/** A fault that one button adds. */
interface Preset {
  readonly id: string
  readonly text: string
  readonly rule: FaultRule
}

/** Common faults, first those that TikTok's own errors cause. A code means the same error in either contract. */
export const presets: ReadonlyArray<Preset> = [
  {
    id: "rate-limit",
    text: "Rate limit on the next two inits",
    rule: { match: { operation: "video.init" }, effect: { kind: "code", code: "rate_limit_exceeded" }, times: 2 }
  },
  {
    id: "spam-risk",
    text: "Spam risk: too many posts, on the next init",
    rule: { match: { operation: "video.init" }, effect: { kind: "code", code: "spam_risk_too_many_posts" }, times: 1 }
  },
  {
    id: "expired-token",
    text: "Expired token on the next creator info",
    rule: { match: { operation: "creator.info" }, effect: { kind: "code", code: "access_token_invalid" }, times: 1 }
  },
  {
    id: "server-error",
    text: "Server error on the next three status calls",
    rule: { match: { operation: "status" }, effect: { kind: "code", code: "internal_error" }, times: 3 }
  },
  {
    id: "refused-refresh",
    text: "Refuse the next refresh",
    rule: { match: { operation: "token.refresh" }, effect: { kind: "code", code: "invalid_grant" }, times: 1 }
  },
  {
    id: "lost-init",
    text: "Lose the response to an init",
    rule: { match: { operation: "video.init" }, effect: { kind: "lose-response" }, times: 1 }
  },
  {
    id: "reset-upload",
    text: "Reset an upload",
    rule: { match: { operation: "upload" }, effect: { kind: "reset" }, times: 1 }
  },
  {
    id: "gateway",
    text: "A gateway's 502 page on three status calls",
    rule: { match: { operation: "status" }, effect: { kind: "html" }, times: 3 }
  },
  { id: "slow", text: "Delay every request by two seconds", rule: { effect: { kind: "delay", millis: 2 * SECOND } } }
]

const effects: ReadonlyArray<readonly [FaultEffect["kind"], string]> = [
  ["code", "an error code of the API"],
  ["status", "an HTTP status"],
  ["delay", "a delay"],
  ["reset", "a connection reset; the request is not handled"],
  ["lose-response", "a lost response; the request is handled"],
  ["cut", "a response that ends after its headers"],
  ["break-body", "a connection that breaks during the body"],
  ["hang", "no response"],
  ["truncated-json", "the first half of the JSON"],
  ["html", "a gateway's HTML page with status 502"]
]

/** Describes the effect of a fault. */
export const EffectText = ({ effect }: { readonly effect: FaultEffect }) => {
  switch (effect.kind) {
    case "code":
      return (
        <>
          error <code>{effect.code}</code>
        </>
      )
    case "status":
      return (
        <>
          status <span class="num">{effect.status}</span>
        </>
      )
    case "delay":
      return (
        <>
          a delay of <span class="num">{span(effect.millis)}</span>
        </>
      )
    case "break-body":
      return (
        <>
          a connection that breaks after <span class="num">{bytes(effect.after)}</span>
        </>
      )
    default:
      return <>{effects.find(([kind]) => kind === effect.kind)?.[1] ?? effect.kind}</>
  }
}

const codes = [...new Set([...Object.values(liveErrors), ...Object.values(catalogErrors)].map(({ code }) => code))]
  .toSorted()

/** The form that adds a fault. CSS hides the fields of other effects. */
export const FaultForm = () => (
  <details class="panel" id="custom" open={usePageContext().notice?.form === "faults/add"}>
    <summary>Custom fault</summary>
    <Form action="faults/add" layout="stacked">
      <fieldset>
        <legend>Effect</legend>
        <SelectField label="Instead of the normal response" name="kind" entries={effects} chosen="status" />
        <Field label="Code" of="code">
          <input name="code" list="codes" value="rate_limit_exceeded" autocomplete="off" size={28} />
        </Field>
        <datalist id="codes">{codes.map((code) => <option value={code}></option>)}</datalist>
        <Field label="Status" of="status">
          <input name="status" type="number" min={200} max={599} value="429" />
        </Field>
        <Field label="Seconds" of="delay">
          <input name="seconds" type="number" min={0} step="0.1" value="2" />
        </Field>
        <Field label="After bytes" of="break-body">
          <input name="after" type="number" min={0} value="1000000" />
        </Field>
      </fieldset>
      <fieldset>
        <legend>Requests</legend>
        <SelectField label="Operation" name="operation" entries={[["", "any"], ...namesOf(operations.toSorted())]} />
        <SelectField label="Creator" name="creator" entries={[["", "any"], ...creatorsOf(usePageContext())]} />
        <Field label="Only request number">
          <input name="nth" type="number" min={1} placeholder="any" />
        </Field>
        <Field label="Probability in %">
          <input name="probability" type="number" min={0} max={100} placeholder="100" />
        </Field>
      </fieldset>
      <fieldset>
        <legend>Duration</legend>
        <Field label="Maximum hits">
          <input name="times" type="number" min={1} placeholder="any" />
        </Field>
        <Field label="Minutes of the mock's clock">
          <input name="minutes" type="number" min={0} step="any" placeholder="any" />
        </Field>
      </fieldset>
      <p>
        <button class="button primary">Add fault</button>
      </p>
    </Form>
  </details>
)

/** Reads the form. Throws a `RangeError` for an invalid number. */
export const readFault = (fields: URLSearchParams, now: number): FaultRule => {
  const minutes = numberOf(fields, "minutes")
  const percent = numberOf(fields, "probability")
  const operation = operations.find((known) => known === fields.get("operation"))
  return {
    match: { operation, creator: fields.get("creator") || undefined, nth: numberOf(fields, "nth") },
    effect: readEffect(fields),
    probability: percent === undefined ? undefined : percent / 100,
    times: numberOf(fields, "times"),
    until: minutes === undefined ? undefined : now + minutes * MINUTE
  }
}

const readEffect = (fields: URLSearchParams): FaultEffect => {
  const kind = effects.find(([known]) => known === fields.get("kind"))?.[0]
  switch (kind) {
    case undefined:
      throw new RangeError(`kind: must be an effect, is "${fields.get("kind") ?? ""}"`)
    case "code":
      return { kind, code: fields.get("code")?.trim() || "internal_error" }
    case "status":
      return { kind, status: numberOf(fields, "status") ?? 500 }
    case "delay":
      return { kind, millis: (numberOf(fields, "seconds") ?? 0) * SECOND }
    case "break-body":
      return { kind, after: numberOf(fields, "after") ?? 0 }
    default:
      return { kind }
  }
}
