import { Pool } from "pg"
import { answerDue, CREATORS } from "../../src/harness/dueTask.ts"

const { url } = JSON.parse(process.argv[2] ?? "")

answerDue(async (ran) => {
  const pool = new Pool({ connectionString: url })
  await pool.query("CREATE TABLE jobs (key text PRIMARY KEY, creator int, at bigint, state text)")
  await pool.query("CREATE INDEX ON jobs (at) WHERE state = 'due'")
  const add = (times: ReadonlyArray<number>) =>
    pool.query(
      `INSERT INTO jobs SELECT at || ' ' || n, n % ${CREATORS}, at, 'due' FROM unnest($1::bigint[]) WITH ORDINALITY AS t(at, n)`,
      [times]
    )
  const runOnce = async () => {
    const { rows } = await pool.query(
      `UPDATE jobs SET state = 'running' WHERE key IN (
        SELECT key FROM jobs WHERE state = 'due' AND at <= $1 ORDER BY at LIMIT 64 FOR UPDATE SKIP LOCKED
      ) RETURNING key, at`,
      [Date.now()]
    )
    for (const { at } of rows) ran(Number(at))
    if (rows.length > 0) {
      await pool.query("UPDATE jobs SET state = 'done' WHERE key = ANY($1)", [rows.map(({ key }) => key)])
    }
  }
  const loop = async (): Promise<never> => {
    for (;;) {
      await runOnce()
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
  void loop()
  return { fill: add, store: add, page: () => pool.query("SELECT * FROM jobs ORDER BY at, key LIMIT 50") }
})
