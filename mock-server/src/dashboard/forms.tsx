import type { PropsWithChildren } from "hono/jsx"
import { type PageContext, usePageContext } from "./PageContext.ts"

/** Identifies a form in its page, without spaces. */
const keyOf = (action: string, fields: Readonly<Record<string, string>>): string =>
  [action, ...Object.values(fields).map(encodeURIComponent)].join("/")

/** A form that changes something and returns to this page. It shows why it failed. */
export const Form = (
  { action, children, fields = {}, isUpload = false, layout = "inline", testId = action.replace("/", "-") }:
    PropsWithChildren<{
      /** Key in `actions`. */
      readonly action: string
      /** Its hidden fields. */
      readonly fields?: Readonly<Record<string, string>> | undefined
      readonly layout?: "inline" | "stacked"
      readonly testId?: string | undefined
      readonly isUpload?: boolean
    }>
) => {
  const { here, notice, placed, root } = usePageContext()
  const key = keyOf(action, fields)
  const problem = notice?.kind === "problem" && notice.form === key ? notice : undefined
  if (problem !== undefined) placed.add(problem)
  return (
    <form
      method="post"
      action={root + action}
      class={layout}
      data-testid={testId}
      enctype={isUpload ? "multipart/form-data" : undefined}
    >
      <Hidden fields={{ back: here, form: key, ...fields }} />
      {children}
      {problem !== undefined && <div class="notice problem at-form" role="alert">{problem.text}</div>}
    </form>
  )
}

/**
 * A button of a form that asks before it sends what cannot be undone. The browser opens the question, so it needs no script.
 */
export const ConfirmedButton = (
  { children, id, label, question, tone = "danger" }: PropsWithChildren<{
    /** Unique in the page, without spaces. */
    readonly id: string
    /** What will be lost. */
    readonly question: string
    readonly label?: string | undefined
    readonly tone?: Tone | undefined
  }>
) => {
  const name = `confirm-${id}`
  return (
    <>
      {/* Enter in a field presses the first button that submits. This one does nothing outside a dialog. */}
      <button hidden formmethod="dialog"></button>
      <button type="button" class={`button ${tone}`} aria-label={label} popovertarget={name}>{children}</button>
      <div id={name} popover="auto" class="confirm" role="alertdialog" aria-label={question}>
        <p>{question}</p>
        <p class="actions">
          <button class="button primary" data-testid="confirm">Confirm</button>
          <button type="button" class="button" popovertarget={name} popovertargetaction="hide">Cancel</button>
        </p>
      </div>
    </>
  )
}

type Tone = "primary" | "danger" | "quiet"

/** A form with only a button. */
export const ActionButton = (
  { action, children, fields = {}, label, question, testId, tone }: PropsWithChildren<{
    readonly action: string
    readonly fields?: Readonly<Record<string, string>>
    readonly tone?: Tone | undefined
    /** Asked before the form is sent, because it cannot be undone. */
    readonly question?: string | undefined
    /** Accessible name. */
    readonly label?: string
    readonly testId?: string
  }>
) => (
  <Form action={action} fields={fields} testId={testId}>
    {question === undefined
      ? <button class={tone === undefined ? "button" : `button ${tone}`} aria-label={label}>{children}</button>
      : (
        <ConfirmedButton id={keyOf(action, fields)} label={label} question={question} tone={tone}>
          {children}
        </ConfirmedButton>
      )}
  </Form>
)

const Hidden = ({ fields }: { readonly fields: Readonly<Record<string, string>> }) => (
  <>{Object.entries(fields).map(([name, value]) => <input type="hidden" name={name} value={value} />)}</>
)

export const Field = (
  { children, label, of }: PropsWithChildren<{
    readonly label: string
    /** The only kind of fault that has the field. */
    readonly of?: string
  }>
) => (
  <label class={of === undefined ? "field" : `field for-${of}`}>
    {label} {children}
  </label>
)

/** A checkbox with its label. */
export const Checkbox = (
  { checked = false, children, className, name, value }: PropsWithChildren<{
    readonly name: string
    readonly value?: string
    readonly checked?: boolean
    readonly className?: string
  }>
) => (
  <label class={className}>
    <input type="checkbox" name={name} value={value} checked={checked} /> {children}
  </label>
)

/** An option of a select. */
type Entry = readonly [value: string, text: string]

/** The options of a select. */
export const Options = (
  { chosen, entries }: { readonly entries: ReadonlyArray<Entry>; readonly chosen?: string | undefined }
) => <>{entries.map(([value, text]) => <option value={value} selected={value === chosen}>{text}</option>)}</>

export const SelectField = (
  { chosen, entries, label, name }: {
    readonly label: string
    readonly name: string
    readonly entries: ReadonlyArray<Entry>
    readonly chosen?: string
  }
) => (
  <Field label={label}>
    <select name={name}>
      <Options entries={entries} chosen={chosen} />
    </select>
  </Field>
)

/** Entries whose values are their texts. */
export const namesOf = (names: ReadonlyArray<string>): ReadonlyArray<Entry> => names.map((name) => [name, name])

export const creatorsOf = ({ mock }: PageContext): ReadonlyArray<Entry> =>
  mock.control.creators().map(({ openId, username }) => [openId, `@${username}`])
