import type { Dialect } from "../engine/Dialect.ts"
import type { Operation } from "../engine/Faults.ts"
import type { Backend } from "./Backend.ts"
import type { MockContext } from "./Exchange.ts"
import type { Problem } from "./Problem.ts"

/** Answers one operation. */
export type Handler = (c: MockContext, backend: Backend) => Promise<Response>

/** An API in front of the engine: how requests are read and answers are written. */
export interface Contract {
  readonly dialect: Dialect
  readonly operations: Readonly<Record<Exclude<Operation, "authorize">, Handler>>
  /** Writes a problem in the API's error format. */
  readonly refuse: (c: MockContext, problem: Problem) => Response
  /** Writes an answer with an error code of the API, as a fault asks for. */
  readonly fail: (c: MockContext, code: string) => Response
}
