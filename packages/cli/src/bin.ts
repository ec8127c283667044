#!/usr/bin/env node
// Loads the command from Node's compile cache, because most of the start is compiling.
import { enableCompileCache } from "node:module"

enableCompileCache()
await import("./main.ts")
