import { webhookEventNames } from "../../engine/records.ts"
import type { WebhookDelivery } from "../../wire/Webhooks.ts"
import { span } from "../format.ts"
import { ActionButton, CreatorOptions, Field, Form, Words } from "../forms.tsx"
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
  Link,
  Live,
  pageOf,
  Panel,
  Room,
  type State,
  StateBadge,
  Table,
  Time
} from "../parts.tsx"

/** What apps were told, and how they took it. */
export const webhooks: View = () => (
  <Page
    title="Webhooks"
    lead="What TikTok tells your app without being asked. Retries follow the mock's clock."
  >
    <Live id="deliveries">
      <Room of="deliveries">
        <Deliveries />
      </Room>
    </Live>
    <Live id="sending">
      <Sending />
    </Live>
    <Trigger />
  </Page>
)

const Sending = () => {
  const { duplicates, isHeld, isReordered, url } = usePageContext().mock.webhooks.settings()
  return (
    <Panel title="How they are sent">
      <Facts>
        <Fact name="To">
          {url === undefined ? "nowhere, unless an app has an address of its own" : <code>{url}</code>}
        </Fact>
        <Fact name="When due">{isHeld ? <Badge tone="waiting">Held back</Badge> : "at once"}</Fact>
        <Fact name="Order">{isReordered ? <Badge tone="waiting">Wrong way round</Badge> : "as it happened"}</Fact>
        <Fact name="Copies">
          {duplicates === 0 ? "one of each" : <Badge tone="waiting">{duplicates} more of each</Badge>}
        </Fact>
      </Facts>
      <div class="pad actions">
        {isHeld
          ? <ActionButton action="webhooks/release">Release</ActionButton>
          : <ActionButton action="webhooks/hold">Hold everything back</ActionButton>}
        {!isReordered && <ActionButton action="webhooks/reorder">In the wrong order</ActionButton>}
        {duplicates === 0 && <ActionButton action="webhooks/twice">Send everything twice</ActionButton>}
        {(isHeld || isReordered || duplicates > 0) && (
          <ActionButton action="webhooks/calm">
            As usual again
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

/** What became of a delivery, in a word. */
export const OutcomeBadge = ({ delivery: { attempts, outcome } }: { readonly delivery: WebhookDelivery }) => (
  <StateBadge state={outcome === "waiting" && attempts.length > 0 ? ["bad", "Refused"] : outcomes[outcome]} />
)

/** What the last attempt has brought. */
export const lastAnswer = ({ attempts }: WebhookDelivery): string => {
  const last = attempts.at(-1)
  return last === undefined
    ? "not tried yet"
    : last.status === undefined
    ? last.error ?? "no answer"
    : `status ${last.status}`
}

const Deliveries = () => {
  const context = usePageContext()
  const all = context.mock.webhooks.deliveries().toReversed()
  if (all.length === 0) {
    return (
      <Empty title="Nothing was sent yet" command="npx tiktok-mock --webhook http://localhost:3000/hooks">
        Tell the mock where your app listens, and every post and every login that ends is told there, signed as TikTok
        does:
      </Empty>
    )
  }
  const shown = pageBy(context, all)
  return (
    <Panel title="Deliveries">
      <Table caption="Deliveries" columns={["State", "Event", "Attempts", "Last answer", "Next", ""]}>
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
        <Link to={pageOf("webhooks", id)}>
          <code>{event}</code>
        </Link>
        <span class="under num">
          <Handle of={openId} /> · <Time at={at} />
        </span>
      </th>
      <td class="num">{attempts.length}</td>
      <td>{lastAnswer(delivery)}</td>
      <td class="num">{nextAt !== undefined && `in ${span(nextAt - now)}`}</td>
      <td class="end">
        <ActionButton action="webhooks/replay" fields={{ id }} label={`Replay ${event}`}>Replay</ActionButton>
      </td>
    </tr>
  )
}

const example = `{"publish_id": "v_pub_1", "reason": "internal"}`

const Trigger = () => (
  <Panel title="Send an event of your own">
    <Form action="webhooks/trigger" layout="stacked">
      <div class="actions">
        <Field label="Event">
          <select name="event">
            <Words words={webhookEventNames} />
          </select>
        </Field>
        <Field label="Creator">
          <select name="openId">
            <CreatorOptions />
          </select>
        </Field>
      </div>
      <Field label="Content, as JSON">
        <textarea name="content" rows={3} required spellcheck={false}>{example}</textarea>
      </Field>
      <p>
        <button class="button primary">Send it</button>
      </p>
    </Form>
  </Panel>
)
