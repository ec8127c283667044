import { Effect } from "effect"
import { Auth } from "effect-tiktok"

// #region login
/** Begins a login: keep the answer in the creator's session, and send the browser to its `url`. */
export const begin = Effect.gen(function*() {
  const auth = yield* Auth.Auth
  return yield* auth.authorize({
    redirectUri: "http://localhost/callback",
    scopes: ["user.info.basic", "video.publish"]
  })
})

/** Ends a login with the URL that the creator came back to; from now on there are tokens for this creator. */
export const complete = Effect.fn("complete")(function*(login: Auth.Authorization, callback: string) {
  const auth = yield* Auth.Auth
  const { creator } = yield* auth.complete(login, callback)
  return creator
})
// #endregion login
