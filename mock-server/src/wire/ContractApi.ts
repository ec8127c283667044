import type { Contract, ContractRules } from "../engine/Contract.ts"
import type { Operation } from "../engine/operations.ts"
import type { Answer } from "./Answer.ts"
import type { Backend } from "./Backend.ts"
import type { Problem } from "./Problem.ts"
import type { MockContext } from "./RequestContext.ts"

/** Answers one operation. The body of a POST was read before. */
export type Handler = (c: MockContext, backend: Backend) => Answer | Promise<Answer>

/** One documented path, and what answers it. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT"
  /** As documented, with its trailing slash; the form without it answers the same. */
  readonly path: string
  readonly operation: Operation
  readonly handle: Handler
}

/** An API in front of the engine: how requests are read and answers are written. */
export interface ContractApi {
  readonly rules: ContractRules
  readonly routes: ReadonlyArray<Route>
  /** Media type of its token requests; a token belongs to the API through which it was asked for. */
  readonly tokenRequests: string
  /** Writes a problem in the API's error format. */
  readonly refuse: (c: MockContext, backend: Backend, problem: Problem) => Answer
  /** Writes an answer with an error code of the API, as a fault asks for. */
  readonly fail: (c: MockContext, backend: Backend, code: string) => Answer
}

/** The APIs that the mock speaks. */
export type ContractApis = Readonly<Record<Contract, ContractApi>>
