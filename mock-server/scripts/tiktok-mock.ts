#!/usr/bin/env node
// The command of the workspace: from the sources, the pages included.
await import("run-tsx")
await import("../src/bin.ts")
