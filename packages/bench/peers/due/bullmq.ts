import { Queue, Worker } from "bullmq"
import { answerDue, CREATORS } from "../../src/harness/dueTask.ts"

const { name, redis } = JSON.parse(process.argv[2] ?? "")
const { hostname: host, port } = new URL(redis)

answerDue(async (ran) => {
  const connection = { host, port: Number(port || 6379), maxRetriesPerRequest: null }
  const queue = new Queue<{ at: number }>(name, { connection })
  new Worker<{ at: number }>(name, async ({ data }) => ran(data.at), { connection, concurrency: 64 })
  const add = async (times: ReadonlyArray<number>) => {
    for (let start = 0; start < times.length; start += 5000) {
      await queue.addBulk(
        times.slice(start, start + 5000).map((at, index) => ({
          name: "post",
          data: { at, creator: index % CREATORS },
          opts: { delay: at - Date.now(), jobId: `${at}-${start + index}` }
        }))
      )
    }
  }
  return { fill: add, store: add }
})
