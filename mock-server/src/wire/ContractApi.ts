import type { Contract, ContractRules } from "../engine/ContractRules.ts"
import type { Operation } from "../engine/operationNames.ts"
import type { Backend } from "./Backend.ts"
import type { Problem } from "./Problem.ts"
import type { MockContext } from "./RequestContext.ts"
import type { WireResponse } from "./WireResponse.ts"

/** Handles one operation. The body of a POST was read before. */
export type Handler = (c: MockContext, backend: Backend) => WireResponse | Promise<WireResponse>

/** One documented path and its handler. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT"
  /** As documented, with a trailing slash. The path without it works too. */
  readonly path: string
  readonly operation: Operation
  readonly handle: Handler
}

/** A contract on the wire: how requests are read and responses are written. */
export interface ContractApi {
  readonly rules: ContractRules
  readonly routes: ReadonlyArray<Route>
  /** Media type of token requests, which identifies the contract of a new token. */
  readonly tokenRequests: string
  /** Makes the response to a problem, in the error format of the contract. */
  readonly refuse: (c: MockContext, backend: Backend, problem: Problem) => WireResponse
  /** Makes a response with an error code, for a fault. */
  readonly fail: (c: MockContext, backend: Backend, code: string) => WireResponse
}

/** The contracts on the wire, by name. */
export type ContractApis = Readonly<Record<Contract, ContractApi>>
