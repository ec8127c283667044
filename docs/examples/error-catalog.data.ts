import { ErrorCatalog } from "effect-tiktok"

const refusals = (title: string, contract: ErrorCatalog.Entry["contract"]) => ({
  title,
  rows: ErrorCatalog.entries.filter((entry) => entry.contract === contract)
})

/** The tables of the error catalog, computed when the site is built. */
export default {
  load: () => [
    refusals("Codes of the live contract", "live"),
    refusals("Codes of the catalog", "catalog"),
    {
      title: "Why accepted posts fail",
      rows: ErrorCatalog.failReasons.map(({ failReason, remedy, retry, scope, what }) => ({
        code: failReason,
        reason: "Failed",
        what,
        scope,
        retry,
        remedy
      }))
    }
  ]
}
