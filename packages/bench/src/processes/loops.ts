/** The cost of waiting without a library: a loop of promises around a timer, for each post. */
import { setTimeout } from "node:timers/promises"
import { heldMemory, until } from "../harness/heldMemory.ts"
import { report } from "../harness/measured.ts"
import { readTask } from "../harness/uploadTask.ts"
import { usage } from "../harness/usage.ts"

const { posts }: { readonly posts: number } = readTask()
const HOUR = 3_600_000

let asked = 0
const ask = async (publishId: string): Promise<string> => {
  asked++
  const response = new Response(`{"status":"PROCESSING","id":"${publishId}"}`)
  return JSON.parse(await response.text()).status
}

const follow = async (publishId: string): Promise<void> => {
  while (await ask(publishId) === "PROCESSING") await setTimeout(HOUR)
}

const before = { held: heldMemory(), cpu: usage().cpu }
for (let index = 0; index < posts; index++) void follow(`v_pub_file~v2-1.${index}`)
await until(() => asked === posts)
const cpu = usage().cpu - before.cpu
// The work after the last response must end first.
await setTimeout(100)
report({ bytes: (heldMemory() - before.held) / posts, cpu: cpu * 1e6 / posts, rss: usage().rss })
process.exit()
