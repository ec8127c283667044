import type { JournalEntry } from "../engine/JournalEntry.ts"
import type { Mock } from "../Mock.ts"
import type { Listening } from "../server/listen.ts"

/** How much the command prints: everything, one JSON object per line, or only the ready line. */
export type OutputFormat = "text" | "json" | "quiet"

/** The URLs of the pages, as a browser reaches them. */
export const urlsOf = (mock: Mock, { url }: Listening) => {
  const base = mock.settings().address.publicUrl ?? url
  return { base, dashboard: `${base}/_mock/`, reference: `${base}/docs` }
}

/** What the command prints when the mock listens. The first line is the same in each text format. */
export const readyText = (
  mock: Mock,
  server: Listening,
  seedFile: string | undefined,
  format: OutputFormat
): string => {
  const { certificate, port, url } = server
  const { address: { publicUrl }, scenario } = mock.settings()
  const { base, dashboard, reference } = urlsOf(mock, server)
  const [app] = mock.control.apps()
  const clientKey = app?.clientKeys[0] ?? ""
  const clientSecret = app?.clientSecret ?? ""
  if (format === "json") {
    return JSON.stringify({
      event: "ready",
      url,
      port,
      scenario: scenario.name,
      seedFile,
      publicUrl,
      dashboard,
      reference,
      clientKey,
      clientSecret,
      certificate
    })
  }
  const ready = `TikTok mock ready at ${url} (scenario ${scenario.name})`
  const lines = [
    publicUrl === undefined ? ready : `${ready}, public as ${publicUrl}`,
    ...certificate === undefined
      ? []
      : [`Certificate SHA-256 ${certificate.fingerprint}, in PEM at ${url}/_mock/certificate`]
  ]
  if (format === "quiet") return lines.join("\n")
  return [
    ...lines,
    "",
    `  Dashboard      ${dashboard}`,
    `  API reference  ${reference}`,
    ...seedFile === undefined ? [] : [`  Seed file      ${seedFile}`],
    "",
    "  Paste into a shell or a .env file:",
    "",
    `  export TIKTOK_BASE_URL=${base}`,
    `  export TIKTOK_CLIENT_KEY=${clientKey}`,
    `  export TIKTOK_CLIENT_SECRET=${clientSecret}`,
    "",
    "  Each request appears below. Press Ctrl+C to stop.",
    ""
  ].join("\n")
}

/** The line of a request: time, method, path, status, duration and code, then the fault, the hint and the notes. */
export const requestText = (entry: JournalEntry, tenant: string | undefined, format: OutputFormat): string => {
  const { at, code, duration, fault, hint, method, notes, path, status } = entry
  if (format === "json") {
    const { response: _response, request: _request, ...fields } = entry
    return JSON.stringify({ event: "request", tenant, ...fields })
  }
  const time = new Date(at).toISOString().slice(11, 19)
  const where = tenant === undefined ? path : `/t/${tenant}${path}`
  const outcome = status === 0 ? "no response" : `${status}${code === undefined ? "" : ` ${code}`}`
  return [
    `${time} ${method} ${where} ${outcome} ${Math.round(duration)} ms`,
    ...fault === undefined ? [] : [`         fault: ${fault}`],
    ...hint === undefined ? [] : [`         hint: ${hint}`],
    ...notes.map((note) => `         note: ${note}`)
  ].map(printable).join("\n")
}

// A request must not control the terminal.
const printable = (line: string): string => line.replace(/[\p{Cc}\p{Cf}]/gu, "?")

// A parent process that reads only the ready line must not fill the memory.
const MAX_PENDING_BYTES = 1_000_000

/** Prints lines on standard output. Drops them when they are not read, or when the reader is gone. */
export const makePrinter = (output: NodeJS.WriteStream) => {
  let isClosed = false
  output.on("error", () => isClosed = true)
  return (line: string): void => {
    if (!isClosed && output.writableLength < MAX_PENDING_BYTES) output.write(`${line}\n`)
  }
}
