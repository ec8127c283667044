import { conformanceCases } from "../../conformance/index.ts"
import { type Behavior, behaviors, isTestedBy, type Source } from "../../coverage/index.ts"
import { type Contract, contracts } from "../../engine/ContractRules.ts"
import { counted } from "../format.ts"
import { Page } from "../Page.tsx"
import type { View } from "../PageContext.ts"
import { Badge, Filters, Link, Panel, type Tone } from "../parts.tsx"

/** The behaviors of the mock, their sources and their tests. */
export const coverage: View = ({ query }) => {
  const requested = query.get("contract")
  const contract = contracts.find((name) => name === requested) ?? defaultContract
  const shown = behaviors.filter((behavior) => behavior.contract === contract)
  return (
    <Page
      title="Coverage"
      lead={
        <>
          Every behavior of the mock with its tests and its source: documented by TikTok, reported from production, or
          assumed. What is open is a switch among the <Link to="rules">rules</Link>.
        </>
      }
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
      {list.map((behavior) => (
        <li>
          <div class="row-state">
            <KindBadge kind={behavior.source.kind} />
          </div>
          <div class="row-main">
            <p>{behavior.does}</p>
            <p class="quiet">
              <SourceText source={behavior.source} />
            </p>
            <TestsOf behavior={behavior} />
          </div>
        </li>
      ))}
    </ul>
  </Panel>
)

/** The tests of a behavior: conformance cases, a test file, or the reason why there is none. */
const TestsOf = ({ behavior }: { readonly behavior: Behavior }) => {
  const { contract, tests } = behavior
  switch (tests.kind) {
    case "cases": {
      const found = conformanceCases.filter(({ contracts, id }) =>
        contracts.includes(contract) && isTestedBy(behavior, id)
      )
      return (
        <details class="tests">
          <summary>{counted(found.length, "conformance case")}</summary>
          {found.map(({ id, name }) => (
            <p>
              <code>{id}</code> {name}
            </p>
          ))}
        </details>
      )
    }
    case "file":
      return (
        <p class="tests">
          Tested in <code>mock-server/test/{tests.file}</code>
        </p>
      )
    case "none":
      return <p class="tests">Not tested: {tests.because}</p>
  }
}

/** The kind and the text of a source. */
export const SourceNote = ({ source }: { readonly source: Source }) => (
  <>
    <KindBadge kind={source.kind} />
    <span class="under wrap">
      <SourceText source={source} />
    </span>
  </>
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
