import type { ControlOperation } from "./operation.ts"
import { appOperations, creatorOperations, tokenOperations } from "./operations/accounts.ts"
import { journalOperations } from "./operations/journal.ts"
import { postOperations, uploadOperations } from "./operations/posts.ts"
import { ruleOperations } from "./operations/rulesAndSwitches.ts"
import { stateOperations, tenantOperations } from "./operations/state.ts"
import { clockOperations, faultOperations, webhookOperations } from "./operations/webhooks.ts"

/** Every operation of the control API. A path without parameters comes before one that also matches it. */
export const controlOperations: ReadonlyArray<ControlOperation> = [
  ...stateOperations,
  ...ruleOperations,
  ...postOperations,
  ...uploadOperations,
  ...creatorOperations,
  ...appOperations,
  ...tokenOperations,
  ...faultOperations,
  ...clockOperations,
  ...journalOperations,
  ...webhookOperations,
  ...tenantOperations
]
