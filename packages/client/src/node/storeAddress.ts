import * as Validate from "../internal/common/validate.ts"
import { invalid } from "../internal/promise/inputs.ts"

/**
 * Where a store is. The name is for errors, and has no credentials.
 *
 * @internal
 */
export interface StoreAddress {
  readonly kind: "Folder" | "PostgreSQL" | "Redis"
  /** The path of a folder, or a URL. */
  readonly place: string
  readonly name: string
}

/**
 * Reads the option `store`, and throws the error of the rule that it breaks. No error repeats a URL, which may have a
 * password.
 *
 * @internal
 */
export const parseStore = (store: string): StoreAddress => {
  const [, scheme = "", slashes = "", rest = ""] = /^([a-z][a-z0-9+.-]+):(\/*)(.*)$/is.exec(store) ?? []
  if (store.trim() !== store) throw broken("must have no space around it")
  if (scheme === "") return folder(store)
  const kind = kinds.get(scheme.toLowerCase())
  if (kind === undefined) throw broken("must be memory, a folder, or a URL of Redis or PostgreSQL")
  if (slashes.length < 2) throw broken(`must have two slashes after ${scheme}:`)
  return server(kind, store, slashes.slice(2) + rest)
}

const kinds: ReadonlyMap<string, "PostgreSQL" | "Redis"> = new Map([
  ["redis", "Redis"],
  ["rediss", "Redis"],
  ["postgres", "PostgreSQL"],
  ["postgresql", "PostgreSQL"]
])

const folder = (path: string): StoreAddress => {
  for (const { rule } of Validate.path("store", path)) throw broken(rule)
  return { kind: "Folder", place: path, name: path }
}

const server = (kind: "PostgreSQL" | "Redis", place: string, rest: string): StoreAddress => {
  const [authority = ""] = rest.split(/[/?#]/)
  const url = URL.parse(place)
  const { host, hostname, pathname, protocol, searchParams } = url ?? emptyUrl
  // A slash, a question mark or a hash in a password ends the host too early, and the rest of the password follows.
  const isCut = /^[^=]*@|#/.test(rest.slice(authority.length))
  const isPostgres = kind === "PostgreSQL"
  const parameter = (name: string): string => isPostgres ? searchParams.get(name) ?? "" : ""
  const rules: ReadonlyArray<readonly [holds: boolean, rule: string]> = [
    [!isCut && isDecodable(authority), "must have its user name and password percent-encoded"],
    [
      hostname !== "" || parameter("host") !== "" || url === null && !/(?:^|@)(?::\d*)?$/.test(authority),
      "must name a host"
    ],
    [
      [/:([^:\]@]*)$/.exec(authority)?.[1] ?? "", parameter("port")].every(isPort),
      "must have a port from 1 to 65535, or none"
    ],
    [url !== null && isDecodable(pathname), "must be a URL with its special characters percent-encoded"],
    [isPostgres || /^\/?$|^\/\d+$/.test(pathname), "must have the number of a database after the host, or nothing"],
    [!isPostgres || url?.username !== "" || parameter("user") !== "", "must name a user"],
    [sslModes.has(parameter("sslmode")), `must have an sslmode of ${[...sslModes].slice(1).join(", ")}`],
    [/^\d*$/.test(parameter("connect_timeout")), "must have a connect_timeout in whole seconds"]
  ]
  for (const [holds, rule] of rules) if (!holds) throw broken(rule)
  return { kind, place, name: `${protocol}//${host}${pathname}` }
}

const emptyUrl = { host: "", hostname: "", pathname: "", protocol: "", searchParams: new URLSearchParams() }

const sslModes: ReadonlySet<string> = new Set([
  "",
  "disable",
  "allow",
  "prefer",
  "require",
  "verify-ca",
  "verify-full"
])

const isPort = (text: string): boolean =>
  text === "" || /^\d+$/.test(text) && Number(text) >= 1 && Number(text) < 65_536

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

const broken = (rule: string) => invalid("create", "store", rule)
