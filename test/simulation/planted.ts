/** Whether the simulation finds bugs that are planted. */
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { pathOf, type PlantedBug, plantedBugs } from "./plantedBugs.ts"

/** What came of a planted bug. */
export interface Hunt {
  readonly name: string
  /** The seed that found it, or the last one. */
  readonly seed: number
  readonly cpuSeconds: number
  readonly violation?: string | undefined
}

const worker = fileURLToPath(new URL("./plantedWorker.ts", import.meta.url))

/** Simulates processes with one planted bug, in a process of its own, until a seed finds it. */
export const hunt = async (index: number, first: number, seeds: number): Promise<Hunt> => {
  const { stdout } = await promisify(execFile)(process.execPath, [worker, String(index), String(first), String(seeds)])
  return { name: plantedBugs[index]?.name ?? "", ...JSON.parse(stdout.trim().split("\n").at(-1) ?? "") }
}

/** How often the source has the place of a bug, which must be once. */
export const placesOf = (bug: PlantedBug): number =>
  readFileSync(new URL(`../../${pathOf(bug)}`, import.meta.url), "utf8").split(bug.find).length - 1

/** Formats a hunt as a line. */
export const formatHunt = ({ cpuSeconds, name, seed, violation }: Hunt): string =>
  `${violation === undefined ? "SURVIVED" : "found"} ${name}: seed ${seed}, ${cpuSeconds.toFixed(1)} CPU s${
    violation === undefined ? "" : `, ${violation.slice(0, 120)}`
  }`
