/** Text that is HTML already. @internal */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** What a template accepts. Text is escaped, lists are joined, and what is absent is nothing. @internal */
export type Part = Html | string | number | undefined | false | ReadonlyArray<Part>

/** A template whose values are escaped, also within quoted attributes. @internal */
export const html = (texts: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Html =>
  new Html(texts.map((text, index) => text + render(parts[index])).join(""))

const render = (part: Part): string => {
  if (part === undefined || part === false) return ""
  if (part instanceof Html) return part.text
  if (typeof part === "object") return part.map(render).join("")
  return escape(String(part))
}

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (found) => entities[found] ?? "")

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\"": "&quot;",
  "'": "&#39;"
}
