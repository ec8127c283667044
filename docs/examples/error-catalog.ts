import { ErrorCatalog } from "effect-tiktok"

// #region alerts
/** What an operator needs to know: it affects every creator of the app, and it does not go away by itself. */
export const alerts = ErrorCatalog.entries.filter(({ retry, scope }) => scope === "app" && retry !== "transient")
// #endregion alerts

// #region explain
/** Explains to a person why TikTok gave up on a post. */
export const explain = (failReason: string): string => {
  const entry = ErrorCatalog.failReasons.find((entry) => entry.failReason === failReason)
  return entry === undefined ? `TikTok says ${failReason}.` : `It failed because ${entry.what}. ${entry.remedy}`
}
// #endregion explain
