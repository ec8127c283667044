import * as Schema from "effect/Schema"
import { existing } from "../../engine/ControlError.ts"
import type { Mock } from "../../Mock.ts"
import { operation } from "../operation.ts"
import { ControlProblem } from "../Problem.ts"
import { Count, Moment } from "../schemas/accounts.ts"
import { ActiveFaultShape, FaultRuleShape } from "../schemas/faults.ts"
import { ClockShape, DeliveryShape, EventName, WebhookSettingsShape } from "../schemas/views.ts"

const Removed = Schema.Struct({ removed: Count })

export const faultOperations = [
  operation({
    method: "GET",
    path: "/_mock/faults",
    summary: "List the faults with their hits",
    response: Schema.Struct({ faults: Schema.Array(ActiveFaultShape) }),
    handle: ({ faults }) => ({ faults: faults.list() })
  }),
  operation({
    method: "POST",
    path: "/_mock/faults",
    summary: "Add a fault",
    body: FaultRuleShape,
    response: ActiveFaultShape,
    handle: ({ faults }, { body }) => {
      const added = faults.add(body)
      return existing("fault", added, faults.list().find(({ id }) => id === added))
    }
  }),
  operation({
    method: "DELETE",
    path: "/_mock/faults/{id}",
    summary: "Remove a fault",
    response: Removed,
    handle: ({ faults }, { params }) => {
      existing("fault", params.id, faults.list().find(({ id }) => id === params.id))
      return { removed: faults.remove(params.id) ? 1 : 0 }
    }
  }),
  operation({
    method: "DELETE",
    path: "/_mock/faults",
    summary: "Remove every fault",
    response: Removed,
    handle: ({ faults }) => {
      const removed = faults.list().length
      faults.clear()
      return { removed }
    }
  })
]

const Time = Schema.Union([Moment, Schema.String]).annotate({ description: "Epoch milliseconds, or ISO 8601" })

const span = Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)))

export const clockOperations = [
  operation({
    method: "GET",
    path: "/_mock/clock",
    summary: "Show the mock's time",
    response: ClockShape,
    handle: (mock) => clockOf(mock)
  }),
  operation({
    method: "POST",
    path: "/_mock/clock/advance",
    summary: "Advance the clock",
    body: Schema.Struct({ millis: span, seconds: span, minutes: span, hours: span, days: span }),
    response: ClockShape,
    handle: (mock, { body: { days = 0, hours = 0, millis = 0, minutes = 0, seconds = 0 } }) => {
      const total = millis + 1_000 * (seconds + 60 * (minutes + 60 * (hours + 24 * days)))
      if (total === 0) {
        throw new ControlProblem(400, "millis, seconds, minutes, hours or days: one of them must be given")
      }
      mock.clock.advance(total)
      return clockOf(mock)
    }
  }),
  operation({
    method: "POST",
    path: "/_mock/clock/set",
    summary: "Set the clock, also to an earlier time",
    body: Schema.Struct({ at: Time }),
    response: ClockShape,
    handle: (mock, { body }) => {
      mock.clock.set(timeOf(body.at))
      return clockOf(mock)
    }
  }),
  operation({
    method: "POST",
    path: "/_mock/clock/freeze",
    summary: "Freeze the clock, now or at the given time",
    body: Schema.Struct({ at: Schema.optionalKey(Time) }),
    response: ClockShape,
    handle: (mock, { body }) => {
      if (body.at === undefined) mock.clock.freeze()
      else mock.clock.freeze(timeOf(body.at))
      return clockOf(mock)
    }
  }),
  operation({
    method: "POST",
    path: "/_mock/clock/resume",
    summary: "Resume the clock",
    response: ClockShape,
    handle: (mock) => {
      mock.clock.resume()
      return clockOf(mock)
    }
  })
]

/** The mock's time in the control API. */
export const clockOf = ({ clock }: Mock): typeof ClockShape.Type => {
  const now = clock.now()
  return { now, iso: new Date(now).toISOString(), isFrozen: clock.isFrozen() }
}

const timeOf = (at: number | string): number => {
  const moment = typeof at === "number" ? at : Date.parse(at)
  if (Number.isNaN(moment)) throw new RangeError("at: must be epoch milliseconds or ISO 8601")
  return moment
}

export const webhookOperations = [
  operation({
    method: "GET",
    path: "/_mock/webhooks",
    summary: "List the webhook deliveries and settings",
    response: Schema.Struct({ settings: WebhookSettingsShape, deliveries: Schema.Array(DeliveryShape) }),
    handle: ({ webhooks }) => ({ settings: webhooks.settings(), deliveries: webhooks.deliveries() })
  }),
  operation({
    method: "POST",
    path: "/_mock/webhooks/deliver",
    summary: "Send the due deliveries",
    response: Schema.Struct({ deliveries: Schema.Array(DeliveryShape) }),
    handle: async ({ webhooks }) => ({ deliveries: await webhooks.deliver() })
  }),
  operation({
    method: "POST",
    path: "/_mock/webhooks/trigger",
    summary: "Send an event as if it had happened",
    body: Schema.Struct({
      event: EventName,
      content: Schema.Record(Schema.String, Schema.Json),
      openId: Schema.optionalKey(Schema.String),
      clientKey: Schema.optionalKey(Schema.String)
    }),
    response: Schema.Struct({ deliveries: Schema.Array(DeliveryShape) }),
    handle: async ({ webhooks }, { body }) => ({ deliveries: await webhooks.trigger(body) })
  }),
  operation({
    method: "PATCH",
    path: "/_mock/webhooks/settings",
    summary: "Set URL, events and headers, and duplicate, reorder or hold deliveries; a release sends the held ones",
    body: Schema.Struct({
      url: Schema.optionalKey(Schema.NullOr(Schema.String)),
      events: Schema.optionalKey(Schema.Array(EventName)),
      headers: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
      duplicates: Schema.optionalKey(Count),
      isReordered: Schema.optionalKey(Schema.Boolean),
      isHeld: Schema.optionalKey(Schema.Boolean)
    }),
    response: WebhookSettingsShape,
    handle: ({ webhooks }, { body }) => webhooks.change(body)
  }),
  operation({
    method: "POST",
    path: "/_mock/webhooks/{id}/replay",
    summary: "Send one delivery again, in any state",
    response: DeliveryShape,
    handle: ({ webhooks }, { params }) => webhooks.replay(params.id)
  })
]
