/** Runs before each file of `npm run test:unit`: a unit test that needs a process or a socket fails. */
import childProcess from "node:child_process"
import { syncBuiltinESMExports } from "node:module"
import { Server, Socket } from "node:net"

const refuse = (what: string) => (): never => {
  throw new Error(`A unit test ${what}: leave its file out of the unit tests, in vitest.workspace.ts`)
}

Socket.prototype.connect = refuse("opens a socket")
Server.prototype.listen = refuse("listens")
const starts = ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"] as const
Object.assign(childProcess, Object.fromEntries(starts.map((name) => [name, refuse("starts a process")])))
syncBuiltinESMExports()
