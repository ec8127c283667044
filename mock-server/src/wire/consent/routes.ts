import type { Route } from "../ContractApi.ts"
import { authorize } from "./authorize.ts"

/** The consent page, which is the same for every API. */
export const consentRoutes: ReadonlyArray<Route> = [
  { method: "GET", path: "/v2/auth/authorize/", operation: "authorize", handle: authorize },
  // The page's own form.
  { method: "POST", path: "/v2/auth/authorize/", operation: "authorize", handle: authorize }
]
