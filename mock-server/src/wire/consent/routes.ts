import type { Route } from "../ContractApi.ts"
import { authorize } from "./authorize.ts"

/** The routes of the consent page, which is the same for every contract. */
export const consentRoutes: ReadonlyArray<Route> = [
  { method: "GET", path: "/v2/auth/authorize/", operation: "authorize", handle: authorize },
  // The form of the page.
  { method: "POST", path: "/v2/auth/authorize/", operation: "authorize", handle: authorize }
]
