import type { Engine } from "../engine/Engine.ts"
import type { JournalEntry } from "../engine/JournalEntry.ts"

/**
 * A request with secrets that are valid now in the place of the masked ones: an access or a refresh token of the same
 * creator, the secret of its upload URL, and the secret of the app. What the mock does not know stays masked, such as a
 * token that it has not issued.
 */
export const withSecrets = (engine: Engine, entry: JournalEntry): JournalEntry => {
  const { clock, state } = engine
  const now = clock.now()
  const isValid = ({ expiresAt, openId, revokedAt }: Lifetime) =>
    openId === entry.creator && revokedAt === undefined && now < expiresAt
  const access = [...state.accessTokens.values()].findLast(isValid)?.token
  const refresh = [...state.refreshTokens.values()].findLast((token) => isValid(token) && token.rotatedAt === undefined)
  const { body = "", headers } = entry.request
  const app = [...state.apps.values()].find(({ clientKeys }) => clientKeys.some((key) => body.includes(key)))
  const uploadId = /[?&]upload_id=([^&]*)/.exec(entry.path)?.[1] ?? ""
  const uploadToken = state.uploads.get(decodeURIComponent(uploadId))?.token
  const filled = [["client_secret", app?.clientSecret], ["refresh_token", refresh?.token], ["token", access]] as const
  return {
    ...entry,
    path: fill(entry.path, "upload_token", uploadToken),
    request: {
      ...entry.request,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) =>
          [name, name === "authorization" && access !== undefined ? value.replace("***", () => access) : value] as const
        )
      ),
      body: entry.request.body === undefined
        ? undefined
        : filled.reduce((text, [name, secret]) => fill(text, name, secret), body)
    }
  }
}

/** Puts a secret in the place of its mask, in a form or in JSON. */
const fill = (text: string, name: string, secret: string | undefined): string =>
  secret === undefined
    ? text
    : text.replace(`${name}=***`, () => `${name}=${encodeURIComponent(secret)}`)
      .replace(new RegExp(`("${name}"\\s*:\\s*)"\\*\\*\\*"`), (_, start: string) => start + JSON.stringify(secret))

interface Lifetime {
  readonly openId: string
  readonly expiresAt: number
  readonly revokedAt?: number | undefined
}

/** Whether a request has a masked secret. */
export const hasMaskedSecret = ({ path, request }: JournalEntry): boolean =>
  [path, request.body ?? "", ...Object.values(request.headers)].some((text) => text.includes("***"))
