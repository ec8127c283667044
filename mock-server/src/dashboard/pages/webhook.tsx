import { span } from "../format.ts"
import { ActionButton } from "../forms.tsx"
import { Page } from "../Page.tsx"
import type { View } from "../PageContext.ts"
import { Fact, Facts, Handle, Live, None, Panel, Snippet, Table, Time } from "../parts.tsx"
import { lastResponse, OutcomeBadge } from "./webhooks.tsx"

/** One webhook delivery: its body and its attempts. */
export const webhook: View = ({ id, mock, now }) => {
  const delivery = mock.webhooks.deliveries().find((known) => known.id === id)
  if (delivery === undefined) return undefined
  const { appId, at, attempts, body, event, nextAt, openId } = delivery
  return (
    <Page title={event} above={{ href: "webhooks", title: "Webhooks" }}>
      <Live id="delivery">
        <Panel
          title="Delivery"
          beside={<ActionButton action="webhooks/replay" fields={{ id }} tone="primary">Replay</ActionButton>}
        >
          <Facts>
            <Fact name="State">
              <OutcomeBadge delivery={delivery} /> {lastResponse(delivery)}
            </Fact>
            <Fact name="Event time">
              <Time at={at} />
            </Fact>
            <Fact name="Creator">{openId !== undefined && <Handle of={openId} />}</Fact>
            <Fact name="App">
              <code>{appId}</code>
            </Fact>
            <Fact name="Next attempt">{nextAt !== undefined && `in ${span(nextAt - now)}`}</Fact>
          </Facts>
        </Panel>
        <Panel title="Attempts">
          {attempts.length === 0 ?
            <None>None yet.</None> :
            (
              <Table caption="Attempts" columns={["Number", "At", "Response"]}>
                {attempts.map(({ at, error, status }, index) => (
                  <tr data-key={`attempt-${index}`}>
                    <th scope="row" class="num">{index + 1}</th>
                    <td class="num" data-label="At">
                      <Time at={at} />
                    </td>
                    <td data-label="Response">{status === undefined ? error : `status ${status}`}</td>
                  </tr>
                ))}
              </Table>
            )}
        </Panel>
      </Live>
      <Panel title="Body">
        <Snippet text={body} what="the body" />
      </Panel>
    </Page>
  )
}
