import { lifetimes, limits, type NumberRule } from "../../coverage/numbers.ts"
import { switches } from "../../coverage/switches.ts"
import type { Lifecycle, RuleChanges } from "../../engine/Rules.ts"
import { SECOND } from "../../engine/time.ts"
import { wholeOf } from "../fields.ts"
import { ActionButton, Field, Form, Options, SelectField } from "../forms.tsx"
import { Page } from "../Page.tsx"
import { usePageContext, type View } from "../PageContext.ts"
import { Badge, Live, Panel, PanelHeader, Table } from "../parts.tsx"
import { SourceNote } from "./coverage.tsx"

/** The switches and the rules, which can be changed until a reset. */
export const rules: View = ({ engine }) => (
  <Page
    title="Rules"
    lead="What TikTok's documents leave open, and the limits and times that a test changes. A change applies from the next request, until a reset."
  >
    <Live id="switches">
      <section class="panel">
        <PanelHeader title="Switches">
          <ActionButton action="scenarios/reset" fields={{ only: "rules" }}>Reset rules</ActionButton>
        </PanelHeader>
        <SwitchTable />
      </section>
    </Live>
    <Live id="lifecycle">
      <Panel title="Posts complete">
        <LifecycleForm />
      </Panel>
    </Live>
    <Live id="limits">
      <Panel title="Limits">
        <NumbersForm action="rules/limits" numbers={limits} values={engine.rules.limits} isOptional />
      </Panel>
    </Live>
    <Live id="lifetimes">
      <Panel title="Lifetimes in seconds">
        <NumbersForm
          action="rules/lifetimes"
          numbers={lifetimes}
          values={engine.rules.lifetimes}
          unit={SECOND}
        />
      </Panel>
    </Live>
  </Page>
)

const SwitchTable = () => {
  const current = new Map<string, unknown>(Object.entries(usePageContext().engine.rules.switches))
  return (
    <Table caption="Switches" columns={["Question", "Value", "What the mock does", "Source"]}>
      {Object.entries(switches).map(([name, { contracts, question, values: [first, ...others] }]) => {
        const values = [first, ...others]
        const { does, source, value } = values.find(({ value }) => value === current.get(name)) ?? first
        return (
          <tr data-key={`switch-${name}`} data-testid={`switch-${name}`}>
            <th scope="row">
              {question}
              <span class="under">
                <code>{name}</code> · {contracts.join(", ")}
              </span>
            </th>
            <td>
              <Form action="rules/switch" fields={{ name }}>
                <select name="value" aria-label={name}>
                  <Options
                    entries={values.map(({ value }) => [String(value), String(value)] as const)}
                    chosen={String(value)}
                  />
                </select>
                <button class="button" aria-label={`Set ${name}`}>Set</button>
              </Form>
            </td>
            <td>
              {does} {value !== first.value && <Badge tone="waiting">changed</Badge>}
            </td>
            <td>
              <SourceNote source={source} />
            </td>
          </tr>
        )
      })}
    </Table>
  )
}

const modes = [
  ["after", "after seconds"],
  ["polls", "after status calls"],
  ["immediate", "when their media have arrived"],
  ["manual", "only by hand"]
] as const

const LifecycleForm = () => {
  const { lifecycle } = usePageContext().engine.rules
  const amount = lifecycle.mode === "after"
    ? lifecycle.millis / SECOND
    : lifecycle.mode === "polls"
    ? lifecycle.count
    : undefined
  return (
    <Form action="rules/lifecycle" layout="stacked">
      <div class="actions">
        <SelectField label="When" name="mode" entries={modes} chosen={lifecycle.mode} />
        <Field label="Seconds or calls">
          <input type="number" name="amount" min={0} step="any" value={amount} />
        </Field>
        <button class="button">Save</button>
      </div>
    </Form>
  )
}

const NumbersForm = ({ action, isOptional = false, numbers, unit = 1, values }: {
  readonly action: string
  readonly numbers: Readonly<Record<string, NumberRule>>
  readonly values: object
  /** What the fields count. */
  readonly unit?: number
  /** Whether a field may be empty, which is no limit. */
  readonly isOptional?: boolean
}) => {
  const current = new Map<string, number>(Object.entries(values))
  return (
    <Form action={action} layout="stacked">
      <div class="numbers-form">
        {Object.entries(numbers).map(([name, { title }]) => {
          const value = current.get(name) ?? 0
          return (
            <Field label={title}>
              <input
                type="number"
                name={name}
                min={0}
                step="any"
                placeholder={isOptional ? "no limit" : undefined}
                required={!isOptional}
                value={value === Infinity ? undefined : value / unit}
              />
            </Field>
          )
        })}
      </div>
      <p>
        <button class="button">Save</button>
      </p>
    </Form>
  )
}

/** Reads the form of the limits. An empty field is no limit. */
export const readLimitsForm = (fields: URLSearchParams): RuleChanges => ({
  limits: Object.fromEntries(Object.keys(limits).map((name) => [name, wholeOf(fields, name) ?? null]))
})

/** Reads the form of the lifetimes, in seconds. */
export const readLifetimesForm = (fields: URLSearchParams): RuleChanges => ({
  lifetimes: Object.fromEntries(
    Object.keys(lifetimes).flatMap((name) => {
      const millis = wholeOf(fields, name, SECOND)
      return millis === undefined ? [] : [[name, millis]]
    })
  )
})

/** Reads the form of the life cycle. What it does not show stays. */
export const readLifecycleForm = (fields: URLSearchParams, current: Lifecycle): RuleChanges => {
  const { failReason, moderationMillis, pullMillis } = current
  const mode = modes.find(([known]) => known === fields.get("mode"))?.[0] ?? current.mode
  const ending = { failReason, moderationMillis, pullMillis }
  return {
    lifecycle: mode === "after"
      ? { mode, millis: wholeOf(fields, "amount", SECOND) ?? 0, ...ending }
      : mode === "polls"
      ? { mode, count: wholeOf(fields, "amount") ?? 0, ...ending }
      : { mode, ...ending }
  }
}
