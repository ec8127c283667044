import type { ActiveFault } from "../../engine/Faults.ts"
import { isInForce } from "../faultState.ts"
import { counted, span } from "../format.ts"
import { ActionButton } from "../forms.tsx"
import { Page } from "../Page.tsx"
import { usePageContext, type View } from "../PageContext.ts"
import { Badge, Empty, handleOf, Link, Live, Panel, Table } from "../parts.tsx"
import { EffectText, FaultForm, presets } from "./faultForm.tsx"

/** The faults of the mock, and the forms that add them. */
export const faults: View = () => (
  <Page
    title="Faults"
    lead="Make the API fail and see what your program does. A fault hits matching requests until it is used up or removed."
  >
    <Panel title="Common faults">
      <div class="pad presets">
        {presets.map(({ id, text }) => (
          <ActionButton action="faults/preset" fields={{ preset: id }} testId={`preset-${id}`}>{text}</ActionButton>
        ))}
      </div>
    </Panel>
    <FaultForm />
    <Live id="faults">
      <FaultList />
    </Live>
  </Page>
)

const FaultList = () => {
  const list = usePageContext().mock.faults.list()
  if (list.length === 0) {
    return (
      <Empty title="No faults">
        Every request gets its normal response. Choose a common fault above, or add a custom one.
      </Empty>
    )
  }
  return (
    <Panel
      title={counted(list.length, "fault")}
      beside={
        <ActionButton action="faults/clear" question="Remove all faults, with their hits?" tone="danger">
          Clear all
        </ActionButton>
      }
    >
      <Table caption="Faults" columns={["Fault", "Effect", "Requests", "Hits", ""]}>
        {list.toReversed().map((fault) => <FaultRow fault={fault} />)}
      </Table>
    </Panel>
  )
}

const FaultRow = ({ fault }: { readonly fault: ActiveFault }) => {
  const { effect, hits, id, matched } = fault
  const { now } = usePageContext()
  return (
    <tr data-key={id} data-testid="fault">
      <th scope="row">
        <code>{id}</code>
      </th>
      <td data-label="Effect">
        <EffectText effect={effect} />
      </td>
      <td data-label="Requests">
        <Matching fault={fault} />
      </td>
      <td class="num" data-label="Hits">
        {hits === 0
          ? <span class="quiet">none of {matched}</span>
          : <Link to={`requests?fault=${id}`}>{hits} of {matched}</Link>}{" "}
        {isInForce(fault, now) ? <Badge tone="bad">active</Badge> : <Badge tone="plain">used up</Badge>}
      </td>
      <td class="end">
        <ActionButton action="faults/remove" fields={{ id }} label={`Remove ${id}`}>Remove</ActionButton>
      </td>
    </tr>
  )
}

/** Describes the requests that a fault hits. */
const Matching = ({ fault: { match, probability, times, until } }: { readonly fault: ActiveFault }) => {
  const context = usePageContext()
  const parts = [
    match?.creator === undefined ? undefined : `of ${handleOf(context, match.creator)}`,
    match?.nth === undefined ? undefined : `only request number ${match.nth}`,
    match?.first === undefined ? undefined : `the first ${match.first}`,
    times === undefined ? undefined : `at most ${counted(times, "hit")}`,
    probability === undefined ? undefined : `${Math.round(probability * 100)} % of them`,
    until === undefined ? undefined : until > context.now ? `for another ${span(until - context.now)}` : "has ended"
  ].filter((part) => part !== undefined)
  return (
    <>
      {match?.operation === undefined ? "every request" : <code>{match.operation}</code>}
      {parts.length > 0 && <span class="quiet">{" "}{parts.join(", ")}</span>}
    </>
  )
}
