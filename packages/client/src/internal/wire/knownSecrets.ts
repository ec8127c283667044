import * as Redacted from "effect/Redacted"
import type { Tokens } from "../../TokenStore.ts"

/**
 * What a server must not find its way into an error with: the app's secret, and
 * the tokens of the creators that were used last.
 *
 * @internal
 */
export interface KnownSecrets {
  /** The app's secret, and the tokens of a creator, who is named or one of whose tokens is given. */
  readonly of: (name: string | undefined) => ReadonlyArray<string>
  readonly remember: (tokens: Tokens) => void
}

/** @internal */
export const make = (clientSecret: Redacted.Redacted<string>): KnownSecrets => {
  const byName = new Map<string, Tokens>()
  return {
    of: (name) => {
      const tokens = name === undefined ? undefined : byName.get(name)
      return [Redacted.value(clientSecret), ...(tokens === undefined ? [] : tokensOf(tokens))]
    },
    remember: (tokens) => {
      if (byName.get(tokens.creator) === tokens) return
      for (const name of [tokens.creator, ...tokensOf(tokens)]) {
        byName.delete(name)
        byName.set(name, tokens)
      }
      for (const oldest of byName.keys()) {
        if (byName.size <= most) return
        byName.delete(oldest)
      }
    }
  }
}

// Three names for each creator.
const most = 3 * 10_000

const tokensOf = ({ accessToken, refreshToken }: Tokens): ReadonlyArray<string> =>
  refreshToken === undefined
    ? [Redacted.value(accessToken)]
    : [Redacted.value(accessToken), Redacted.value(refreshToken)]
