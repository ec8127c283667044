import type { PropsWithChildren } from "hono/jsx"
import { usePageContext } from "./PageContext.ts"

/** A form that changes something and comes back to this page. */
export const Form = (
  { action, children, isUpload = false, layout = "inline", testId = action.replace("/", "-") }: PropsWithChildren<{
    /** What is done, as `actions` names it. */
    readonly action: string
    readonly layout?: "inline" | "stacked"
    readonly testId?: string | undefined
    readonly isUpload?: boolean
  }>
) => {
  const { here, root } = usePageContext()
  return (
    <form
      method="post"
      action={root + action}
      class={layout}
      data-testid={testId}
      enctype={isUpload ? "multipart/form-data" : undefined}
    >
      <input type="hidden" name="back" value={here} />
      {children}
    </form>
  )
}

/** A form that is one button. */
export const ActionButton = (
  { action, children, fields = {}, label, testId, tone }: PropsWithChildren<{
    readonly action: string
    readonly fields?: Readonly<Record<string, string>>
    readonly tone?: "primary" | "danger" | "quiet" | undefined
    /** What those hear who do not see what the button stands beside. */
    readonly label?: string
    readonly testId?: string
  }>
) => (
  <Form action={action} testId={testId}>
    <Hidden fields={fields} />
    <button class={tone === undefined ? "button" : `button ${tone}`} aria-label={label}>{children}</button>
  </Form>
)

/** Fields that a person does not see. */
export const Hidden = ({ fields }: { readonly fields: Readonly<Record<string, string>> }) => (
  <>{Object.entries(fields).map(([name, value]) => <input type="hidden" name={name} value={value} />)}</>
)

/** A field and its name. */
export const Field = (
  { children, label, of }: PropsWithChildren<{
    readonly label: string
    /** The kind of fault that alone has the field. */
    readonly of?: string
  }>
) => (
  <label class={of === undefined ? "field" : `field for-${of}`}>
    {label} {children}
  </label>
)

/** A box to tick, and what that means. */
export const Tick = (
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

/** A choice of a list. */
export const Options = (
  { chosen, entries }: {
    readonly entries: ReadonlyArray<readonly [value: string, text: string]>
    readonly chosen?: string
  }
) => <>{entries.map(([value, text]) => <option value={value} selected={value === chosen}>{text}</option>)}</>

/** A choice of words that stand for themselves. */
export const Words = ({ words }: { readonly words: ReadonlyArray<string> }) => (
  <Options entries={words.map((word) => [word, word])} />
)

/** A choice of the mock's creators, each by its @name. */
export const CreatorOptions = () => (
  <Options
    entries={usePageContext().mock.control.creators().map(({ openId, username }) => [openId, `@${username}`])}
  />
)
