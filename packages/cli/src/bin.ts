#!/usr/bin/env node
// Loads the command with what Node kept of compiling it before; loading is most of what a start takes.
import { enableCompileCache } from "node:module"

enableCompileCache()
await import("./main.ts")
