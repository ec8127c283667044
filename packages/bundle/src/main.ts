#!/usr/bin/env node
/**
 * Bundles the commands of the package in the working directory: `bundle` in its manifest names their sources, and
 * `publishConfig.bin` where they go.
 */
import { bundleCommands } from "./bundleCommands.ts"
import { readCommands } from "./manifest.ts"

await bundleCommands(readCommands(process.cwd()))
