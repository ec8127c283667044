import { Post, type TikTokError } from "effect-tiktok"
import { whyOf } from "./plainFailure.ts"

/** What a failure of the library means to someone who has typed a command; undefined where its own words do. */
export const sentenceOf = ({ reason }: TikTokError.TikTokError): string | undefined => {
  switch (reason._tag) {
    case "InvalidInput": {
      const name = names.get(reason.field)
      return name === undefined ? undefined : `${name} ${reason.rule}`
    }
    case "StoreFailed":
      return ofStore(reason)
    case "ReauthorizationRequired":
      return reason.creator === creatorOfEnvironment
        ? "TikTok takes the token in TIKTOK_ACCESS_TOKEN no more: set a new one, or unset it and run `tiktok login`"
        : `creator ${reason.creator} has to log in again: run \`tiktok login\``
    case "KeyInUse":
      return "the same post is being published by another command, which has not ended within a minute"
    default:
      return undefined
  }
}

/** The creator of a token of the environment, where the environment names none. */
export const creatorOfEnvironment = Post.CreatorId.make("of TIKTOK_ACCESS_TOKEN")

/** The flags and variables behind the library's names of fields. */
const names: ReadonlyMap<string, string> = new Map([
  ["baseUrl", "--base-url (or TIKTOK_BASE_URL)"],
  ["clientKey", "TIKTOK_CLIENT_KEY"],
  ["clientSecret", "TIKTOK_CLIENT_SECRET"],
  ["chunkSize", "--chunk-size"],
  ["title", "--title"],
  ["privacyLevel", "--privacy (or TIKTOK_PRIVACY)"],
  ["key", "--key"],
  ["scopes", "--scopes"]
])

const ofStore = ({ action, detail, record = "", store }: TikTokError.StoreFailed): string => {
  const isTokens = store === "token store"
  if (action === "read" || action === "write") {
    return `what this command keeps could not be ${action === "read" ? "read" : "written"}: ${whyOf(detail)}`
  }
  return isTokens
    ? `the kept login of creator ${
      record.slice(record.lastIndexOf("/") + 1)
    } cannot be read: it is damaged, or was kept ` +
      "with another key. Run `tiktok login` again; logins of other creators stay"
    : "what was kept of an earlier run of this publish cannot be read: it is damaged, or was kept with another key. " +
      "Look at TikTok whether the post is there; to publish it anew, give another --key"
}
