import { Queue, Worker } from "bullmq"
import { Redis } from "ioredis"
import { answerDue, CREATORS } from "../../src/harness/dueTask.ts"

const { name, redis } = JSON.parse(process.argv[2] ?? "")

answerDue(async (ran) => {
  const connect = () => new Redis(redis, { maxRetriesPerRequest: null })
  const queue = new Queue<{ at: number }>(name, { connection: connect() })
  new Worker<{ at: number }>(name, async ({ data }) => ran(data.at), { connection: connect(), concurrency: 64 })
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
