import type { Engine } from "./Engine.ts"
import type { FailReason } from "./failReasons.ts"
import { endTokens } from "./OAuth.ts"
import type { RemovalReason } from "./records.ts"
import { failUnfinished } from "./transitions.ts"

/** Ends an app's tokens for a creator and what it has under way, and lets the app know. */
export const removeAuthorization = (
  engine: Engine,
  { appId, openId }: { readonly appId: string; readonly openId: string },
  reason: RemovalReason
): void => {
  endTokens(engine, appId, openId)
  failUnfinished(engine, appId, openId, "auth_removed" satisfies FailReason)
  const id = `authorization.removed/${engine.ids.digits("webhookEvent", 10)}`
  const event = { id, event: "authorization.removed" as const, appId, openId, at: engine.clock.now() }
  engine.state.webhookEvents.set(id, { ...event, content: { _tag: "Removal", reason } })
}
