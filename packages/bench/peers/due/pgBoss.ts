import { PgBoss } from "pg-boss"
import { answerDue, CREATORS } from "../../src/harness/dueTask.ts"

const { url } = JSON.parse(process.argv[2] ?? "")

answerDue(async (ran) => {
  const boss = new PgBoss({ connectionString: url })
  await boss.start()
  await boss.createQueue("posts")
  await boss.work<{ at: number }>("posts", { batchSize: 64, pollingIntervalSeconds: 0.5 }, async (jobs) => {
    for (const { data } of jobs) ran(data.at)
  })
  return {
    fill: async (times) => {
      for (let start = 0; start < times.length; start += 5000) {
        await boss.insert("posts", jobsOf(times.slice(start, start + 5000)))
      }
    },
    store: (times) => boss.insert("posts", jobsOf(times))
  }
})

const jobsOf = (times: ReadonlyArray<number>) =>
  times.map((at, index) => ({
    data: { at, creator: index % CREATORS },
    startAfter: new Date(at),
    singletonKey: `${at} ${index}`
  }))
