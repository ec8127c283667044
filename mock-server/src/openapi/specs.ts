import type { ContractName } from "../engine/Dialect.ts"
import { catalogSpec } from "./catalog/operations.ts"
import { liveSpec } from "./live/operations.ts"
import type { ContractSpec } from "./Spec.ts"

/** Every contract, written down. */
export const specs: Readonly<Record<ContractName, ContractSpec>> = { catalog: catalogSpec, live: liveSpec }
