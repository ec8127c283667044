import { endTokens } from "./OAuth.ts"
import type { RemovalReason } from "./records.ts"
import { failUnfinished } from "./settling.ts"
import type { World } from "./World.ts"

/** Ends an app's tokens for a creator and what it has under way, and lets the app know. */
export const removeAuthorization = (
  world: World,
  { appId, openId }: { readonly appId: string; readonly openId: string },
  reason: RemovalReason
): void => {
  endTokens(world, appId, openId)
  failUnfinished(world, appId, openId, "auth_removed")
  const id = `authorization.removed/${world.ids.digits("happening", 10)}`
  const happening = { id, event: "authorization.removed" as const, appId, openId, at: world.clock.now() }
  world.state.happenings.set(id, { ...happening, content: { _tag: "Removal", reason } })
}
