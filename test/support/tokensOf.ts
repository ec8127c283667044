import { DateTime, Redacted } from "effect"
import { Post, TokenStore } from "effect-tiktok"

/** The tokens of a creator, such as those that a mock has issued. By default they are valid until 2100. */
export const tokensOf = (
  creator: string,
  { accessToken = "act.one", expiresAt = "2100-01-01T00:00:00Z", refreshToken = "rft.one", scopes = [] }: {
    readonly accessToken?: string
    readonly refreshToken?: string
    readonly expiresAt?: DateTime.DateTime.Input
    readonly scopes?: ReadonlyArray<string>
  } = {}
) =>
  new TokenStore.Tokens({
    creator: Post.CreatorId.make(creator),
    accessToken: Redacted.make(accessToken),
    refreshToken: Redacted.make(refreshToken),
    expiresAt: DateTime.toUtc(DateTime.makeUnsafe(expiresAt)),
    scopes
  })
