import { resetParts } from "../../engine/reset.ts"
import type { Rules } from "../../engine/Rules.ts"
import type { Scenario } from "../../scenarios/Scenario.ts"
import { scenarios as known } from "../../scenarios/scenarios.ts"
import { counted, span } from "../format.ts"
import { ActionButton, Checkbox, ConfirmedButton, Field, Form } from "../forms.tsx"
import { Page } from "../Page.tsx"
import { usePageContext, type View } from "../PageContext.ts"
import { Badge, Fact, Facts, Live, Panel, PanelHeader } from "../parts.tsx"

/** The scenarios, the reset and the snapshots. */
export const scenarios: View = ({ mock }) => (
  <Page
    title="Scenarios"
    lead="A scenario is the starting state of a mock. A switch resets everything, also the clock and the journal."
  >
    <Live id="scenarios">
      <ul class="cards">{Object.values(known).map((scenario) => <ScenarioCard scenario={scenario} />)}</ul>
    </Live>
    <Panel title="Reset">
      <ResetForm />
    </Panel>
    <Panel title="Snapshots">
      <Snapshots />
    </Panel>
    <Live id="rules">
      <Panel title="Current rules">
        <RuleFacts rules={mock.settings().rules} />
      </Panel>
    </Live>
  </Page>
)

const ScenarioCard = ({ scenario: { description, name } }: { readonly scenario: Scenario }) => {
  const isCurrent = usePageContext().mock.settings().scenario.name === name
  const label = isCurrent ? "Reset scenario" : "Switch"
  return (
    <li class="panel" data-key={name} data-testid={`scenario-${name}`}>
      <PanelHeader title={name}>{isCurrent && <Badge tone="good">Current</Badge>}</PanelHeader>
      <div class="pad">
        <p>{description}</p>
        <div class="actions">
          <ActionButton
            action="scenarios/switch"
            fields={{ name }}
            label={`${label}: ${name}`}
            question={`Start the scenario ${name}? Every post, token, request and fault is removed.`}
          >
            {label}
          </ActionButton>
        </div>
      </div>
    </li>
  )
}

const ResetForm = () => (
  <Form action="scenarios/reset" layout="stacked">
    <div class="ticks">{resetParts.map((part) => <Checkbox name="only" value={part}>{part}</Checkbox>)}</div>
    <p class="quiet">Without a selection, everything is reset.</p>
    <div>
      <ConfirmedButton
        id="reset"
        question="Reset? What is selected above is removed, and everything without a selection."
      >
        Reset
      </ConfirmedButton>
    </div>
  </Form>
)

const Snapshots = () => (
  <div class="pad actions-panel">
    <a class="button" href={`${usePageContext().root}snapshot.json`} download="tiktok-mock.json">Download snapshot</a>
    <Form action="scenarios/restore" isUpload>
      <Field label="Snapshot">
        <input type="file" name="snapshot" accept="application/json,.json" required />
      </Field>
      <ConfirmedButton id="restore" question="Restore the snapshot? It replaces every post, token and fault.">
        Restore
      </ConfirmedButton>
    </Form>
  </div>
)

const RuleFacts = ({ rules: { lifecycle, lifetimes, limits } }: { readonly rules: Rules }) => (
  <Facts>
    <Fact name="Posts complete">{completion(lifecycle)}</Fact>
    <Fact name="Inits per minute">{limitText(limits.initsPerMinute, "init")}</Fact>
    <Fact name="Posts per day">{limitText(limits.postsPerDay, "post")}</Fact>
    <Fact name="Status calls per minute">{limitText(limits.statusCallsPerMinute, "call")}</Fact>
    <Fact name="Access token expires in">{span(lifetimes.accessToken)}</Fact>
    <Fact name="Refresh token expires in">{span(lifetimes.refreshToken)}</Fact>
    <Fact name="Upload URL expires in">{span(lifetimes.uploadUrl)}</Fact>
  </Facts>
)

const completion = (lifecycle: Rules["lifecycle"]): string => {
  switch (lifecycle.mode) {
    case "after":
      return `${span(lifecycle.millis)} after their media have arrived`
    case "polls":
      return `after ${counted(lifecycle.count, "status call")}`
    case "manual":
      return "only by hand"
    default:
      return "when their media have arrived"
  }
}

const limitText = (amount: number, what: string): string => amount === Infinity ? "no limit" : counted(amount, what)
