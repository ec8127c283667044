import { type Behavior, behaviors, type Source, switches } from "../../coverage/index.ts"
import { type Contract, contracts } from "../../engine/Contract.ts"
import { counted } from "../format.ts"
import { Page } from "../Page.tsx"
import { usePageContext, type View } from "../PageContext.ts"
import { Badge, Filters, Panel, Table, type Tone } from "../parts.tsx"

/** The behaviors of the mock and their sources. */
export const coverage: View = ({ query }) => {
  const requested = query.get("contract")
  const contract = contracts.find((name) => name === requested) ?? defaultContract
  const shown = behaviors.filter((behavior) => behavior.contract === contract)
  return (
    <Page
      title="Coverage"
      lead="Every behavior of the mock with its source: documented by TikTok, reported from production, or assumed."
    >
      <Filters
        section="coverage"
        name="contract"
        entries={[["", titleOf(defaultContract)], [otherContract, titleOf(otherContract)]]}
      />
      <Summary sources={shown.map(({ source }) => source)} />
      {[...Map.groupBy(shown, ({ of }) => of)].map(([operation, list]) => (
        <OperationPanel operation={operation} list={list} />
      ))}
      <Panel title="Open points">
        <OpenPoints contract={contract} />
      </Panel>
    </Page>
  )
}

const [otherContract, defaultContract] = contracts

const titleOf = (name: Contract): string => `${name.charAt(0).toUpperCase()}${name.slice(1)} contract`

const kinds = ["documented", "reported", "assumed"] as const

const tones: Readonly<Record<Source["kind"], Tone>> = { documented: "good", reported: "busy", assumed: "waiting" }

const KindBadge = ({ kind }: { readonly kind: Source["kind"] }) => <Badge tone={tones[kind]}>{kind}</Badge>

const Summary = ({ sources }: { readonly sources: ReadonlyArray<Source> }) => (
  <ul class="numbers three">
    {kinds.map((kind) => (
      <li>
        <div>
          <span class="name">
            <KindBadge kind={kind} />
          </span>
          <span class="value num">{sources.filter((source) => source.kind === kind).length}</span>
        </div>
      </li>
    ))}
  </ul>
)

const OperationPanel = (
  { list, operation }: { readonly operation: string; readonly list: ReadonlyArray<Behavior> }
) => (
  <Panel title={<code>{operation}</code>} beside={<span class="quiet num">{counted(list.length, "behavior")}</span>}>
    <ul class="rows behaviors">
      {list.map(({ does, source }) => (
        <li>
          <div class="row-state">
            <KindBadge kind={source.kind} />
          </div>
          <div class="row-main">
            <p>{does}</p>
            <p class="quiet">
              <SourceText source={source} />
            </p>
          </div>
        </li>
      ))}
    </ul>
  </Panel>
)

/** The source of a behavior. */
const SourceText = ({ source }: { readonly source: Source }) => {
  switch (source.kind) {
    case "documented":
      return (
        <>
          <Cited text={source.page} url={source.url} />: {source.section}
        </>
      )
    case "reported":
      return <Cited text={source.what} url={source.url} />
    case "assumed":
      return <>{source.because}</>
  }
}

const Cited = ({ text, url }: { readonly text: string; readonly url: string | undefined }) =>
  url === undefined ? <>{text}</> : <a href={url} rel="noreferrer" target="_blank">{text}</a>

const OpenPoints = ({ contract }: { readonly contract: Contract }) => {
  const current = new Map<string, unknown>(Object.entries(usePageContext().mock.settings().rules.switches))
  return (
    <Table caption="Open points" columns={["Question", "Current value", "What the mock does", "Source"]}>
      {Object.entries(switches)
        .filter(([, { contracts }]) => contracts.includes(contract))
        .map(([name, { question, values }]) => {
          const now = current.get(name)
          const { does, source, value } = [...values].find(({ value }) => value === now) ?? values[0]
          return (
            <tr>
              <th scope="row">
                {question}
                <span class="under">
                  <code>{name}</code>
                </span>
              </th>
              <td>
                <code>{String(now)}</code>
                {value !== values[0].value && (
                  <>
                    {" "}
                    <Badge tone="waiting">changed</Badge>
                  </>
                )}
              </td>
              <td>{does}</td>
              <td>
                <KindBadge kind={source.kind} />
                <span class="under wrap">
                  <SourceText source={source} />
                </span>
              </td>
            </tr>
          )
        })}
    </Table>
  )
}
