import type { ControlOperation } from "./operation.ts"
import { appOperations, creatorOperations, tokenOperations } from "./operations/accounts.ts"
import { journalOperations } from "./operations/journal.ts"
import { postOperations, uploadOperations } from "./operations/posts.ts"
import { stateOperations, tenantOperations } from "./operations/state.ts"
import { clockOperations, faultOperations, webhookOperations } from "./operations/webhooks.ts"

/** Everything that the control API can do; a path without braces comes before one that would take it too. */
export const controlOperations: ReadonlyArray<ControlOperation> = [
  ...stateOperations,
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
