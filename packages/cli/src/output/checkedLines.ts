import type * as Preflight from "effect-tiktok/Preflight"
import type { Checked } from "../CommandEvent.ts"
import { bytes } from "./progress.ts"

/** A table of the files, with the findings of a file below it. */
export const checkedLines = ({ files }: typeof Checked.Type): ReadonlyArray<string> => {
  const width = Math.max(...files.map(({ file }) => file.length))
  return files.flatMap(({ facts, file, findings }) => [
    `${file.padEnd(width)}  ${verdictOf(findings).padEnd(8)}  ${describe(facts)}`.trimEnd(),
    ...findings.map((finding) => `  ${finding.severity.toLowerCase()}: ${subjectOf(finding)} ${finding.sentence}`)
  ])
}

const verdictOf = (findings: ReadonlyArray<Preflight.Finding>): string => {
  if (findings.length === 0) return "good"
  return findings.some(({ severity }) => severity === "Refused") ? "refused" : "doubtful"
}

const describe = (facts: Preflight.Facts): string => {
  if (facts._tag === "Unread") return ""
  const { height, width } = facts
  const pixels = width === undefined || height === undefined ? undefined : `${width} × ${height}`
  const kind = facts._tag === "Photo" ? [facts.format, pixels] : [
    facts.container,
    facts.codec,
    pixels,
    facts.frameRate === undefined ? undefined : `${rounded(facts.frameRate)} frames/s`,
    facts.seconds === undefined ? undefined : `${rounded(facts.seconds)} s`,
    facts.audio
  ]
  return [...kind, bytes(facts.bytes)].filter((part) => part !== undefined).join(", ")
}

const rounded = (value: number): number => Math.round(value * 100) / 100

const subjectOf = ({ field }: Preflight.Finding): string => field.split(".")[1] ?? "the file"
