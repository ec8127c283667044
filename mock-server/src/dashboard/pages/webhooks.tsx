import { webhookEventNames } from "../../engine/records.ts"
import type { WebhookDelivery } from "../../wire/Webhooks.ts"
import { span } from "../format.ts"
import { ActionButton, creatorsOf, Field, Form, namesOf, SelectField } from "../forms.tsx"
import { Page } from "../Page.tsx"
import { usePageContext, type View } from "../PageContext.ts"
import { Pager } from "../Pager.tsx"
import { pageBy } from "../paging.ts"
import {
  Badge,
  Empty,
  Fact,
  Facts,
  Handle,
  ItemLink,
  Live,
  Panel,
  type State,
  StateBadge,
  Table,
  Time
} from "../parts.tsx"

/** The webhook deliveries and their settings. */
export const webhooks: View = () => (
  <Page
    title="Webhooks"
    lead="Events that the mock sends to your app. Retries follow the mock's clock."
  >
    <div class="columns">
      <Live id="sending">
        <Sending />
      </Live>
      <Trigger />
    </div>
    <Live id="deliveries">
      <Deliveries />
    </Live>
  </Page>
)

const Sending = () => {
  const { duplicates, isHeld, isReordered, url } = usePageContext().mock.webhooks.settings()
  return (
    <Panel title="Settings">
      <Form action="webhooks/url" layout="stacked">
        <div class="with-button">
          <Field label="URL of your app, for every app without its own">
            <input type="url" name="url" value={url} placeholder="http://localhost:3000/hooks" />
          </Field>
          <button class="button">Set URL</button>
        </div>
      </Form>
      <Facts>
        <Fact name="Delivery">{isHeld ? <Badge tone="waiting">On hold</Badge> : "when due"}</Fact>
        <Fact name="Order">{isReordered ? <Badge tone="waiting">Reversed</Badge> : "by event time"}</Fact>
        <Fact name="Copies">
          {duplicates === 0 ? "none" : <Badge tone="waiting">{duplicates} of each</Badge>}
        </Fact>
      </Facts>
      <div class="pad actions">
        {isHeld
          ? <ActionButton action="webhooks/release">Release</ActionButton>
          : <ActionButton action="webhooks/hold">Hold</ActionButton>}
        {!isReordered && <ActionButton action="webhooks/reorder">Reverse the order</ActionButton>}
        {duplicates === 0 && <ActionButton action="webhooks/twice">Send twice</ActionButton>}
        {(isHeld || isReordered || duplicates > 0) && (
          <ActionButton action="webhooks/calm">
            Restore defaults
          </ActionButton>
        )}
      </div>
    </Panel>
  )
}

const outcomes: Readonly<Record<WebhookDelivery["outcome"], State>> = {
  waiting: ["waiting", "Waiting"],
  delivered: ["good", "Delivered"],
  dropped: ["bad", "Given up"]
}

/** The badge of a delivery's outcome. An event without a URL is never sent. */
export const OutcomeBadge = ({ delivery }: { readonly delivery: WebhookDelivery }) => (
  <StateBadge state={stateOf(delivery)} />
)

const stateOf = ({ attempts, outcome }: WebhookDelivery): State => {
  if (outcome === "dropped" && attempts.length === 0) return ["waiting", "Not sent"]
  return outcome === "waiting" && attempts.length > 0 ? ["bad", "Refused"] : outcomes[outcome]
}

/** Describes the response to the last attempt. */
export const lastResponse = ({ attempts }: WebhookDelivery): string => {
  const last = attempts.at(-1)
  return last === undefined
    ? "no attempt yet"
    : last.status === undefined
    ? last.error ?? "no response"
    : `status ${last.status}`
}

const Deliveries = () => {
  const context = usePageContext()
  const all = context.mock.webhooks.deliveries().toReversed()
  if (all.length === 0) {
    return (
      <Empty title="No webhooks yet" command="npx tiktok-mock --webhook http://localhost:3000/hooks">
        Set the URL of your app above, or when the mock starts. The mock then sends signed events about posts and
        revoked logins, like TikTok:
      </Empty>
    )
  }
  const shown = pageBy(context, all)
  return (
    <Panel title="Deliveries">
      <Table caption="Deliveries" columns={["State", "Event", "Attempts", "Last response", "Next attempt", ""]}>
        {shown.items.map((delivery) => <DeliveryRow delivery={delivery} />)}
      </Table>
      <Pager excerpt={shown} />
    </Panel>
  )
}

const DeliveryRow = ({ delivery }: { readonly delivery: WebhookDelivery }) => {
  const { at, attempts, event, id, nextAt, openId } = delivery
  const { now } = usePageContext()
  return (
    <tr data-key={id} data-testid="delivery">
      <td>
        <OutcomeBadge delivery={delivery} />
      </td>
      <th scope="row">
        <ItemLink section="webhooks" id={id}>
          <code>{event}</code>
        </ItemLink>
        <span class="under num">
          <Handle of={openId} /> · <Time at={at} />
        </span>
      </th>
      <td class="num" data-label="Attempts">{attempts.length}</td>
      <td data-label="Last response">{lastResponse(delivery)}</td>
      <td class="num" data-label="Next attempt">{nextAt !== undefined && `in ${span(nextAt - now)}`}</td>
      <td class="end">
        <ActionButton action="webhooks/replay" fields={{ id }} label={`Replay ${event}`}>Replay</ActionButton>
      </td>
    </tr>
  )
}

const example = `{"publish_id": "v_pub_1", "reason": "internal"}`

const Trigger = () => (
  <Panel title="Trigger an event">
    <Form action="webhooks/trigger" layout="stacked">
      <div class="actions">
        <SelectField label="Event" name="event" entries={namesOf(webhookEventNames)} />
        <SelectField label="Creator" name="openId" entries={creatorsOf(usePageContext())} />
      </div>
      <Field label="Content, as JSON">
        <textarea name="content" rows={3} required spellcheck={false}>{example}</textarea>
      </Field>
      <p>
        <button class="button primary">Send</button>
      </p>
    </Form>
  </Panel>
)
