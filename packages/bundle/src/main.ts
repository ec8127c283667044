#!/usr/bin/env node
/** `bundle-command SOURCE FILE` bundles a command of the package in the working directory. */
import { resolve } from "node:path"
import { bundleCommand } from "./bundleCommand.ts"

const [, , source, file] = process.argv
if (source === undefined || file === undefined) throw new Error("usage: bundle-command SOURCE FILE")
await bundleCommand(process.cwd(), resolve(source), resolve(file))
