import type { Contract } from "../engine/ContractRules.ts"
import type { Engine } from "../engine/Engine.ts"
import type { JournalEntry } from "../engine/JournalEntry.ts"
import { catalog } from "../wire/catalog/contract.ts"
import { live } from "../wire/live/contract.ts"

/**
 * A request with secrets that are valid now in the place of the masked ones: an access token of the same creator and
 * contract, a refresh token of the creator, the secret of its upload URL, and the secret of the app. What the mock does not
 * know stays masked, such as a token that it has not issued.
 */
export const withSecrets = (engine: Engine, entry: JournalEntry): JournalEntry => {
  const { clock, state } = engine
  const now = clock.now()
  const isValid = ({ expiresAt, openId, revokedAt }: Lifetime) =>
    openId === entry.creator && revokedAt === undefined && now < expiresAt
  const contract = contractOf(engine, entry)
  const access = [...state.accessTokens.values()].findLast((token) =>
    isValid(token) && token.contract === (contract ?? token.contract)
  )?.token
  const refresh = [...state.refreshTokens.values()].findLast((token) => isValid(token) && token.rotatedAt === undefined)
  const { body = "", headers } = entry.request
  const app = [...state.apps.values()].find(({ clientKeys }) => clientKeys.some((key) => body.includes(key)))
  const [, search = ""] = entry.path.split("?")
  const uploadToken = state.uploads.get(new URLSearchParams(search).get("upload_id") ?? "")?.token
  const filled = [["client_secret", app?.clientSecret], ["refresh_token", refresh?.token], ["token", access]] as const
  return {
    ...entry,
    path: fill(entry.path, "upload_token", uploadToken),
    request: {
      ...entry.request,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) =>
          [
            name,
            name === "authorization" && access !== undefined && value === "Bearer ***" ? `Bearer ${access}` : value
          ] as const
        )
      ),
      body: entry.request.body === undefined
        ? undefined
        : filled.reduce((text, [name, secret]) => fill(text, name, secret), body)
    }
  }
}

/** The contract of a request: that of its post, or the only one with its path; undefined when it can be either. */
const contractOf = ({ state }: Engine, { method, path, publishId = "" }: JournalEntry): Contract | undefined => {
  const post = state.posts.get(publishId)
  if (post !== undefined) return post.contract
  const [pathname = ""] = path.split("?")
  const [first, ...others] = [catalog, live].filter(({ routes }) =>
    routes.some((route) => route.method === method && withoutSlash(route.path) === withoutSlash(pathname))
  )
  return others.length === 0 ? first?.rules.name : undefined
}

const withoutSlash = (path: string) => path.replace(/\/$/, "")

/** Puts a secret in the place of its mask, in a form or in JSON. */
const fill = (text: string, name: string, secret: string | undefined): string =>
  secret === undefined
    ? text
    : text.replace(new RegExp(`((?:^|[?&])${name}=)\\*{3}`), (_, start: string) => start + encodeURIComponent(secret))
      .replace(new RegExp(`("${name}"\\s*:\\s*)"\\*\\*\\*"`), (_, start: string) => start + JSON.stringify(secret))

interface Lifetime {
  readonly openId: string
  readonly expiresAt: number
  readonly revokedAt?: number | undefined
}

/** Whether a request has a masked secret. */
export const hasMaskedSecret = ({ path, request }: JournalEntry): boolean =>
  [path, request.body ?? "", ...Object.values(request.headers)].some((text) => text.includes("***"))
