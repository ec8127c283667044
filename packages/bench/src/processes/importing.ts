/** Tells what it costs to import a module, which is named on the command line. */
import { measure, report } from "../harness/measured.ts"
import { readTask } from "../harness/uploadTask.ts"

const { module }: { readonly module: string } = readTask()

report(await measure(() => import(module)))
