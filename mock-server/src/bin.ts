#!/usr/bin/env node
// Node's compile cache makes the start faster.
import { enableCompileCache, flushCompileCache } from "node:module"

enableCompileCache()
await import("./command/main.ts")
// Node writes the cache at the end of the process, but a test runner can kill the process before.
flushCompileCache()
