#!/usr/bin/env node
// Loads the command with what Node kept of compiling it before; loading is most of what a start takes.
import { enableCompileCache, flushCompileCache } from "node:module"

enableCompileCache()
await import("./command/main.ts")
// Node writes it at the end of the process, which a test runner does not wait for.
flushCompileCache()
