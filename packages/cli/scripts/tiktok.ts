#!/usr/bin/env node
// Runs the command from the sources of the workspace, including the pages of the mock.
await import("run-tsx")
await import("../src/bin.ts")
