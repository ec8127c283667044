import { Effect } from "effect"
import type { Command } from "effect/cli"
import * as Account from "../actions/account.ts"
import * as Posts from "../actions/posts.ts"
import type { CommandEvent } from "../CommandEvent.ts"
import type { logoutFlags } from "../commands/account.ts"
import { Reporter } from "../output/Reporter.ts"
import { layerSession } from "../session.ts"
import { withTarget } from "../settings/connection.ts"

/** Reports what an action of a login returns. */
export const reporting = <E, R>(action: Effect.Effect<CommandEvent, E, R>) =>
  withTarget(() =>
    action.pipe(
      Effect.flatMap((event) => Reporter.use(({ report }) => report(event))),
      Effect.provide(layerSession(true))
    )
  )

/** `tiktok whoami`. */
export const whoami = () => reporting(Account.whoami)

/** `tiktok creators`. */
export const creators = () => Effect.flatMap(Account.creators, (event) => Reporter.use(({ report }) => report(event)))

/** `tiktok creator info`. */
export const creatorInfo = () => reporting(Account.creatorInfo)

/** `tiktok logout`. */
export const logout = ({ local }: Command.Command.Config.Infer<typeof logoutFlags>) => reporting(Account.logout(local))

/** `tiktok quota`. */
export const quota = () => reporting(Posts.quotaLeft)
