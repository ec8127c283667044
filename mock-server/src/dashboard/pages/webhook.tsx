import { span } from "../format.ts"
import { ActionButton } from "../forms.tsx"
import { Page } from "../Page.tsx"
import type { View } from "../PageContext.ts"
import { CopyButton, Fact, Facts, Handle, ItemLink, Live, None, Panel, Snippet, Table, Time } from "../parts.tsx"
import { readableBody } from "../readableBody.ts"
import { isAbout } from "./isAbout.ts"
import { lastResponse, OutcomeBadge } from "./webhooks.tsx"

/** One webhook delivery: its body and its attempts. */
export const webhook: View = ({ engine, id, mock, now }) => {
  const delivery = mock.webhooks.deliveries().find((known) => known.id === id)
  if (delivery === undefined) return undefined
  const { appId, at, attempts, body, event, nextAt, openId } = delivery
  const last = attempts.at(-1)
  const content = contentOf(body)
  const publishId = [...engine.state.posts.keys()].find((known) => isAbout(delivery, known))
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
            <Fact name="Target">{last?.url !== undefined && <code>{last.url}</code>}</Fact>
            <Fact name="TikTok-Signature">
              {last?.signature !== undefined && (
                <>
                  <code>{last.signature}</code> <CopyButton text={last.signature} what="the signature" />
                </>
              )}
            </Fact>
            <Fact name="Post">
              {publishId !== undefined && (
                <ItemLink section="posts" id={publishId}>
                  <code>{publishId}</code>
                </ItemLink>
              )}
            </Fact>
            <Fact name="Next attempt">{nextAt !== undefined && `in ${span(nextAt - now)}`}</Fact>
          </Facts>
        </Panel>
        <Panel title="Attempts">
          {attempts.length === 0 ?
            <None>None yet.</None> :
            (
              <Table caption="Attempts" columns={["Number", "At", "Target", "Response"]}>
                {attempts.map(({ response, at, error, status, url }, index) => (
                  <tr data-key={`attempt-${index}`}>
                    <th scope="row" class="num" data-label="Number">{index + 1}</th>
                    <td class="num" data-label="At">
                      <Time at={at} />
                    </td>
                    <td data-label="Target">{url !== undefined && <code>{url}</code>}</td>
                    <td data-label="Response">
                      <span>
                        {status === undefined ? error : `status ${status}`}
                        {response !== undefined && response !== "" && <code class="under wrap">{response}</code>}
                      </span>
                    </td>
                  </tr>
                ))}
              </Table>
            )}
        </Panel>
      </Live>
      <Panel title="Body">
        <Snippet text={body} what="the body" />
        <div class="pad snippets">
          <h3>Indented</h3>
          <pre class="readable" tabindex={0} aria-label="The body, indented"><code>{readableBody(body)}</code></pre>
          {content !== undefined && (
            <>
              <h3>
                Its <code>content</code>, indented
              </h3>
              <pre
                class="readable"
                tabindex={0}
                aria-label="The content, indented"
              ><code>{readableBody(content)}</code></pre>
            </>
          )}
        </div>
      </Panel>
    </Page>
  )
}

/** The JSON string in the body's `content`. */
const contentOf = (body: string): string | undefined => {
  const { content }: { readonly content?: unknown } = JSON.parse(body)
  return typeof content === "string" ? content : undefined
}
