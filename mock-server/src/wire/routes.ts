import type { Operation } from "../engine/operationNames.ts"
import type { ContractApi, ContractApis, Route } from "./ContractApi.ts"
import { WireProblem } from "./Problem.ts"

/** A path and a method, with the routes of each contract. */
export interface Endpoint {
  readonly method: string
  readonly path: string
  readonly operation: Operation
  readonly routes: ReadonlyMap<ContractApi, Route>
}

/** Groups the routes of all contracts by method and path. */
export const endpointsOf = (contracts: ContractApis): ReadonlyArray<Endpoint> => {
  const endpoints = new Map<string, Endpoint & { readonly routes: Map<ContractApi, Route> }>()
  for (const contract of Object.values(contracts)) {
    for (const route of contract.routes) {
      const key = `${route.method} ${route.path}`
      const endpoint = endpoints.get(key) ?? { ...route, routes: new Map() }
      endpoint.routes.set(contract, route)
      endpoints.set(key, endpoint)
    }
  }
  return [...endpoints.values()]
}

// Version 1 was at open-api.tiktok.com, its consent page at www.tiktok.com.
const successors: ReadonlyMap<string, string> = new Map([
  ["/auth/authorize", "/v2/auth/authorize/"],
  ["/platform/oauth/connect", "/v2/auth/authorize/"],
  ["/oauth/access_token", "/v2/oauth/token/"],
  ["/oauth/refresh_token", "/v2/oauth/token/"],
  ["/oauth/revoke", "/v2/oauth/revoke/"],
  ["/oauth/userinfo", "/v2/user/info/"],
  ["/user/info", "/v2/user/info/"],
  ["/video/list", "/v2/video/list/"],
  ["/video/query", "/v2/video/query/"],
  ["/share/video/upload", "/v2/post/publish/inbox/video/init/"]
])

/** The problem of a path without a route. Names the successor of a path of version 1, or the most similar path. */
export const unknownRoute = (path: string, known: ReadonlyArray<string>): WireProblem => {
  const withoutVersion = path.replace(/^\/v1(?=\/)/, "").replace(/\/$/, "")
  const successor = successors.get(withoutVersion)
  if (successor !== undefined) return WireProblem.UnknownRoute({ path, nearest: successor, isGone: true })
  const isGone = path.startsWith("/v1/")
  const nearest = nearestPath(isGone ? `/v2${withoutVersion}` : path, known)
  return WireProblem.UnknownRoute({ path, nearest, isGone })
}

/** The known path that is most similar to a path. */
export const nearestPath = (path: string, known: ReadonlyArray<string>): string => {
  const [first, ...rest] = known.map((candidate) => ({ path: candidate, distance: editDistance(path, candidate) }))
  return rest.reduce((best, next) => next.distance < best.distance ? next : best, first ?? { path, distance: 0 }).path
}

/** Levenshtein distance. A long input is cut, because documented paths are short. */
const editDistance = (left: string, right: string): number => {
  const text = left.slice(0, 100)
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= text.length; i++) {
    const next = [i]
    for (let j = 1; j <= right.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (text[i - 1] === right[j - 1] ? 0 : 1)
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
