import { resetParts } from "../../engine/reset.ts"
import type { Rules } from "../../engine/Rules.ts"
import type { Scenario } from "../../scenarios/Scenario.ts"
import { scenarios as known } from "../../scenarios/scenarios.ts"
import { counted, span } from "../format.ts"
import { ActionButton, Field, Form, Tick } from "../forms.tsx"
import { Page } from "../Page.tsx"
import { usePageContext, type View } from "../PageContext.ts"
import { Badge, Fact, Facts, Live, Panel, PanelHeader } from "../parts.tsx"

/** The worlds that the mock can begin in. */
export const scenarios: View = ({ mock }) => (
  <Page
    title="Scenarios"
    lead="A scenario is the starting state of a mock. Switching resets everything, the clock and the journal included."
  >
    <Live id="scenarios">
      <ul class="cards">{Object.values(known).map((scenario) => <ScenarioCard scenario={scenario} />)}</ul>
    </Live>
    <Panel title="Reset">
      <ResetForm />
    </Panel>
    <Panel title="Keep and come back">
      <Snapshots />
    </Panel>
    <Live id="rules">
      <Panel title="The rules in force">
        <RuleFacts rules={mock.settings().rules} />
      </Panel>
    </Live>
  </Page>
)

const ScenarioCard = ({ scenario: { description, name } }: { readonly scenario: Scenario }) => {
  const isCurrent = usePageContext().mock.settings().scenario.name === name
  const label = isCurrent ? "Reset" : "Switch to it"
  return (
    <li class="panel" data-key={name} data-testid={`scenario-${name}`}>
      <PanelHeader title={name}>{isCurrent && <Badge tone="good">In force</Badge>}</PanelHeader>
      <div class="pad">
        <p>{description}</p>
        <div class="actions">
          <ActionButton action="scenarios/switch" fields={{ name }} label={`${label}: ${name}`}>{label}</ActionButton>
        </div>
      </div>
    </li>
  )
}

const ResetForm = () => (
  <Form action="scenarios/reset" layout="stacked">
    <div class="ticks">{resetParts.map((part) => <Tick name="only" value={part}>{part}</Tick>)}</div>
    <p class="quiet">Without a tick, everything is reset.</p>
    <p>
      <button class="button danger">Reset</button>
    </p>
  </Form>
)

const Snapshots = () => (
  <div class="pad actions-panel">
    <a class="button" href={`${usePageContext().root}snapshot.json`} download="tiktok-mock.json">Download a snapshot</a>
    <Form action="scenarios/restore" isUpload>
      <Field label="Snapshot">
        <input type="file" name="snapshot" accept="application/json,.json" required />
      </Field>
      <button class="button">Restore it</button>
    </Form>
  </div>
)

const RuleFacts = ({ rules: { lifecycle, lifetimes, limits } }: { readonly rules: Rules }) => (
  <Facts>
    <Fact name="Posts settle">{settling(lifecycle)}</Fact>
    <Fact name="Inits a minute">{many(limits.initsPerMinute, "init")}</Fact>
    <Fact name="Posts a day">{many(limits.postsPerDay, "post")}</Fact>
    <Fact name="Status calls a minute">{many(limits.statusCallsPerMinute, "call")}</Fact>
    <Fact name="Access token lives">{span(lifetimes.accessToken)}</Fact>
    <Fact name="Refresh token lives">{span(lifetimes.refreshToken)}</Fact>
    <Fact name="Upload address lives">{span(lifetimes.uploadUrl)}</Fact>
  </Facts>
)

const settling = (lifecycle: Rules["lifecycle"]): string => {
  switch (lifecycle.mode) {
    case "after":
      return `${span(lifecycle.millis)} after their media are here`
    case "polls":
      return `after ${counted(lifecycle.count, "status call")}`
    case "manual":
      return "when you say so"
    default:
      return "at once"
  }
}

const many = (amount: number, what: string): string => amount === Infinity ? "any number" : counted(amount, what)
