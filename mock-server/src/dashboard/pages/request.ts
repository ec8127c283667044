import { html } from "hono/html"
import type { JournalEntry, JournalMessage } from "../../engine/Journal.ts"
import { curlOf } from "../curl.ts"
import { bytes, span } from "../format.ts"
import type { Markup, View } from "../Page.ts"
import { copyButton, facts, handle, link, moment, pageOf, panel, snippet, statusBadge } from "../parts.ts"
import { faultBadge } from "./requests.ts"

/** One request: what was asked, what was answered, and why. */
export const request: View = (visit, id) => {
  const [entry] = visit.mock.journal.find({ id })
  if (entry === undefined) return undefined
  return {
    title: `${entry.method} ${entry.path.split("?")[0] ?? ""}`,
    above: { href: "requests", title: "Requests" },
    content: html`
      ${entry.hint === undefined && entry.notes.length === 0 && entry.fault === undefined ? "" : verdict(entry)}
      <div class="columns even">
      ${
      panel(
        "What happened",
        facts([
          [
            "Answer",
            html`${statusBadge(entry.status)} ${entry.code === undefined ? "" : html`<code>${entry.code}</code>`} ${
              faultBadge(entry)
            }`
          ],
          ["Operation", html`<code>${entry.operation}</code>`],
          ["Creator", handle(visit, entry.creator)],
          [
            "Post",
            entry.publishId === undefined
              ? undefined
              : link(visit, pageOf("posts", entry.publishId), html`<code>${entry.publishId}</code>`)
          ],
          ["Arrived", moment(entry.at, visit.now)],
          ["Took", `${span(entry.duration)} of the mock's clock`],
          ["From", entry.userAgent],
          ["Log id", html`<code>${entry.logId}</code> ${copyButton(entry.logId, "the log id")}`],
          ["Path", html`<code>${entry.path}</code>`]
        ])
      )
    }
      ${
      panel(
        "As curl",
        html`${snippet(curlOf(visit.origin, entry), "the request as curl")}
          <p class="pad quiet">Secrets are masked: fill in your own.</p>`
      )
    }
      </div>
      <div class="columns even">${panel("Request", message(entry.request))}${
      panel(
        "Answer",
        entry.answer === undefined
          ? html`<p class="none">None was sent: the connection was ended instead.</p>`
          : message(entry.answer)
      )
    }</div>`
  }
}

const verdict = ({ fault, hint, notes }: JournalEntry): Markup =>
  html`<div class="verdict ${hint === undefined && fault === undefined ? "remark" : "wrong"}" data-testid="verdict">
    ${hint === undefined ? "" : html`<p><strong>What was wrong:</strong> ${hint}</p>`}
    ${
    fault === undefined
      ? ""
      : html`<p><strong>A fault was applied:</strong> <code>${fault}</code>. The program did nothing wrong here.</p>`
  }
    ${notes.map((note) => html`<p><strong>Remark:</strong> ${note}</p>`)}
  </div>`

const message = ({ body, bytes: length, headers, isCut }: JournalMessage): Markup =>
  html`<div class="pad message">
    <dl class="headers">${
    Object.entries(headers).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)
  }</dl>
    ${
    body === undefined || body === ""
      ? html`<p class="quiet">${length === 0 ? "No body." : `${bytes(length)}, not kept.`}</p>`
      : html`<pre tabindex="0" aria-label="Body"><code>${readable(body, isCut)}</code></pre>${
        isCut ? html`<p class="quiet">The beginning of ${bytes(length)}.</p>` : ""
      }`
  }
  </div>`

/** JSON on lines of its own; anything else as it came. */
const readable = (body: string, isCut: boolean): string => {
  if (isCut || !/^\s*[{[]/.test(body)) return body
  try {
    JSON.parse(body)
  } catch {
    return body
  }
  return indented(body)
}

/** Lays JSON out without reading its numbers, which may be larger than a program can hold. */
const indented = (json: string): string => {
  let depth = 0
  const line = () => `\n${"  ".repeat(depth)}`
  return json.replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]|\s+/g, (token) => {
    if (/^\s/.test(token)) return ""
    if (token === "{" || token === "[") {
      depth++
      return token + line()
    }
    if (token === "}" || token === "]") {
      depth--
      return line() + token
    }
    return token === "," ? token + line() : token === ":" ? ": " : token
  }).replace(/([{[])\s+([}\]])/g, "$1$2")
}
