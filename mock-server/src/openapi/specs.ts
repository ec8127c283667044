import type { Contract } from "../engine/ContractRules.ts"
import { catalogSpec } from "./catalog/operations.ts"
import { liveSpec } from "./live/operations.ts"
import type { ContractSpec } from "./Spec.ts"

/** The descriptions of the contracts. */
export const specs: Readonly<Record<Contract, ContractSpec>> = { catalog: catalogSpec, live: liveSpec }
