import { Queue, Worker } from "bullmq"
import { Redis } from "ioredis"
import { answerDue, CREATORS } from "../../src/harness/dueTask.ts"

const { name, redis } = JSON.parse(process.argv[2] ?? "")
const connect = () => new Redis(redis, { maxRetriesPerRequest: null })

answerDue(async (ran) => {
  const queue = new Queue<{ at: number }>(name, { connection: connect() })
  const worker = new Worker<{ at: number }>(name, async ({ data }) => ran(data.at), {
    connection: connect(),
    concurrency: 64
  })
  await worker.waitUntilReady()
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
