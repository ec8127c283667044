import * as Result from "effect/Result"
import { type Snapshot, SNAPSHOT_VERSION } from "../engine/Snapshot.ts"
import { decodeOrThrow } from "./decode.ts"
import { ControlProblem, problemOf } from "./Problem.ts"
import { SnapshotShape } from "./schemas/snapshot.ts"

/** Decodes a snapshot. Checks the version before the fields. */
export const parseSnapshot = (input: unknown): Result.Result<Snapshot, ControlProblem> => {
  const version = typeof input === "object" && input !== null && "version" in input ? input.version : undefined
  if (version !== SNAPSHOT_VERSION) {
    const rule = `must be ${SNAPSHOT_VERSION}, the version of this server, is ${JSON.stringify(version) ?? "missing"}`
    return Result.fail(new ControlProblem(400, `version: ${rule}`, [{ field: "version", rule }]))
  }
  try {
    return Result.succeed(decodeOrThrow(SnapshotShape, input, "snapshot"))
  } catch (error) {
    return Result.fail(problemOf(error) ?? new ControlProblem(400, String(error)))
  }
}
