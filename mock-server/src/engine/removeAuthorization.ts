import type { Engine } from "./Engine.ts"
import type { FailReason } from "./failReasons.ts"
import { revokeTokens } from "./OAuth.ts"
import type { RemovalReason } from "./records.ts"
import { failUnfinished } from "./transitions.ts"

/** Ends a login: revokes its tokens, fails its unfinished posts, and adds an `authorization.removed` webhook. */
export const removeAuthorization = (
  engine: Engine,
  { appId, openId }: { readonly appId: string; readonly openId: string },
  reason: RemovalReason
): void => {
  revokeTokens(engine, appId, openId)
  failUnfinished(engine, appId, openId, "auth_removed" satisfies FailReason)
  const id = `authorization.removed/${engine.ids.digits("webhookEvent", 10)}`
  const event = { id, event: "authorization.removed" as const, appId, openId, at: engine.clock.now() }
  engine.state.webhookEvents.set(id, { ...event, content: { _tag: "Removal", reason } })
}
