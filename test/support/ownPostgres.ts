/** A PostgreSQL server for one test, which can be stopped, frozen and restarted. */
import { Effect } from "effect"
import { execFile, spawnSync } from "node:child_process"
import { chownSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { freePort } from "./freePort.ts"

const run = promisify(execFile)

/** The folder of `initdb` and `pg_ctl`, if this machine has them. */
const programs = (() => {
  const [newest] = globSync("/usr/lib/postgresql/*/bin/pg_ctl").toSorted().toReversed()
  if (newest !== undefined) return dirname(newest)
  return spawnSync("initdb", ["--version"]).status === 0 ? "" : undefined
})()

const idOf = (flag: string) => Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout)

/** The server refuses to run as root. */
const user = (() => {
  if (process.getuid?.() !== 0) return {}
  return { uid: idOf("-u"), gid: idOf("-g") }
})()

export const hasOwnPostgres = programs !== undefined

export const ownPostgres = Effect.acquireRelease(
  Effect.promise(async () => {
    const folder = mkdtempSync(join(tmpdir(), "effect-tiktok-postgres-"))
    if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
    const [data, port] = [join(folder, "data"), await freePort()]
    const call = (program: string, ...rest: ReadonlyArray<string>) =>
      run(join(programs ?? "", program), ["-D", data, ...rest], { ...user, cwd: folder })
    // The server must not inherit the pipes of `pg_ctl`, or the end of `pg_ctl` would go unnoticed.
    const start = () =>
      call("pg_ctl", "-w", "-l", join(folder, "log"), "-o", `-p ${port} -k ${folder} -h 127.0.0.1 -F`, "start")
    await call("initdb", "-U", "postgres", "-A", "trust", "--no-sync")
    await start()
    /** The process ids of the server and its children. */
    const signal = async (name: "SIGSTOP" | "SIGCONT") => {
      const [main = ""] = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")
      const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid="])
      const all = stdout.trim().split("\n").map((line) => line.trim().split(/\s+/))
      for (const [pid, parent] of all) if (pid === main || parent === main) process.kill(Number(pid), name)
    }
    return {
      folder,
      call,
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      start: Effect.promise(start),
      stop: Effect.promise(() => call("pg_ctl", "-w", "-m", "immediate", "stop")),
      freeze: Effect.promise(() => signal("SIGSTOP")),
      wake: Effect.promise(() => signal("SIGCONT"))
    }
  }),
  ({ call, folder }) =>
    Effect.promise(async () => {
      await call("pg_ctl", "-w", "-m", "immediate", "stop").catch(() => undefined)
      rmSync(folder, { recursive: true, force: true })
    })
)
