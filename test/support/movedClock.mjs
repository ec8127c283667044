// Loaded with `node --import`: the time of day is ahead by the milliseconds in a file, from when the test writes it.
import { readFileSync } from "node:fs"

const now = Date.now
Date.now = () => now() + Number(readFileSync(process.env.MOVED_CLOCK, "utf8"))
