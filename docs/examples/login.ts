import { Effect, Schema } from "effect"
import { Auth, type Post, Publisher } from "effect-tiktok"

// #region login
/** Starts a login: keep the result in the creator's session, and send the browser to its `url`. */
export const begin = Effect.gen(function*() {
  const auth = yield* Auth.Auth
  return yield* auth.authorize({
    redirectUri: "http://localhost/callback",
    scopes: ["user.info.basic", "video.publish", "video.list"]
  })
})

/** Completes a login with the callback URL and stores the creator's tokens. */
export const complete = Effect.fn("complete")(function*(login: Auth.Authorization, callback: string) {
  const auth = yield* Auth.Auth
  const { creator } = yield* auth.complete(login, callback)
  return creator
})
// #endregion login

// #region session
const Session = Schema.fromJsonString(Schema.toCodecJson(Auth.Authorization))

/** A string to keep between redirect and callback. It holds the code verifier, so keep it on the server. */
export const toSession = Schema.encodeEffect(Session)

export const fromSession = Schema.decodeEffect(Session)
// #endregion session

// #region finish
/** Completes a login and returns the next page, for success and failure. */
export const finish = Effect.fn("finish")(
  function*(login: Auth.Authorization, callback: string) {
    const auth = yield* Auth.Auth
    const { creator, missing } = yield* auth.complete(login, callback)
    return missing.includes("video.publish") ? "/may-not-post" : `/creators/${creator}`
  },
  Effect.catchReasons("TikTokError", {
    AccessDenied: () => Effect.succeed("/declined"),
    CallbackRejected: ({ because }) => Effect.succeed(`/login?failed=${because}`)
  })
)
// #endregion finish

// #region postpone
/** Publishes, or returns what has to happen first. */
export const publishOrPostpone = Effect.fn("publishOrPostpone")(
  function*(creator: Post.CreatorId, post: Post.Post) {
    const publisher = yield* Publisher.Publisher
    const { _tag } = yield* publisher.publish(creator, post)
    return _tag
  },
  Effect.catchReasons("TikTokError", {
    ReauthorizationRequired: () => Effect.succeed("AskForLogin" as const),
    RefreshUnavailable: () => Effect.succeed("TryLater" as const)
  })
)
// #endregion postpone
