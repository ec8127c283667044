#!/usr/bin/env node
/** `bundle-command SOURCE FILE [PACKAGE...]` bundles a command of this package, without the named packages. */
import { resolve } from "node:path"
import { bundleCommand } from "./bundleCommand.ts"

const [, , source, file, ...left] = process.argv
if (source === undefined || file === undefined) throw new Error("usage: bundle-command SOURCE FILE [PACKAGE...]")
await bundleCommand(process.cwd(), resolve(source), resolve(file), left)
