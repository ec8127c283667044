import { Effect } from "effect"
import { variable } from "./variables.ts"

/** The first of these variables that is set. */
const first = (...names: ReadonlyArray<string>) =>
  Effect.map(Effect.forEach(names, variable), (values) => values.find((value) => value !== undefined))

/** Proxies, as other commands read them: the lower-case names win. */
export const proxies = Effect.gen(function*() {
  return {
    https: yield* first("https_proxy", "HTTPS_PROXY"),
    http: yield* first("http_proxy", "HTTP_PROXY"),
    except: yield* first("no_proxy", "NO_PROXY")
  }
})

/** Host of a proxy, without its password. */
export const proxyHost = (proxy: string): string => {
  const url = URL.parse(proxy)
  return url === null ? "an address that is no URL" : `${url.protocol}//${url.host}`
}
