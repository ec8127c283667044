import { Post, type TikTokError } from "effect-tiktok"
import { whyOf } from "./plainFailure.ts"

/** A failure of the library as a message for a user of the command; undefined if its own message is enough. */
export const sentenceOf = ({ reason }: { readonly reason: TikTokError.Reason }): string | undefined => {
  switch (reason._tag) {
    case "InvalidInput": {
      const name = names.get(reason.field)
      return name === undefined ? undefined : `${name} ${reason.rule}`
    }
    case "StoreFailed":
      return ofStore(reason)
    case "ReauthorizationRequired":
      return reason.creator === creatorOfEnvironment
        ? "TikTok no longer accepts the token in TIKTOK_ACCESS_TOKEN: set a new one, or unset it and run `tiktok login`"
        : `creator ${reason.creator} has to log in again: run \`tiktok login\``
    case "KeyConflict":
      return reason.rule === "belongs to no publish"
        ? `no unfinished publish has the name "${reason.key}": \`tiktok pending\` lists them`
        : `the name "${reason.key}" ${reason.rule}`
    case "Unsupported":
      return `the ${reason.contract} API has no ${reason.feature}: --contract (or TIKTOK_CONTRACT) chooses another`
    case "ScopeMissing":
      return `the login does not cover this. Run \`tiktok login --scopes user.info.basic,video.publish,video.upload` +
        ",video.list`, or with those of them that you need: publish needs video.publish, draft video.upload, list video.list"
    case "KeyInUse":
      return "another command is publishing the same post, and did not end within a minute"
    default:
      return undefined
  }
}

/** The creator of a token in the environment without `TIKTOK_OPEN_ID`. */
export const creatorOfEnvironment = Post.CreatorId.make("of TIKTOK_ACCESS_TOKEN")

/** Flags and variables by the field names of the library. */
const names: ReadonlyMap<string, string> = new Map([
  ["baseUrl", "--base-url (or TIKTOK_BASE_URL)"],
  ["clientKey", "TIKTOK_CLIENT_KEY"],
  ["clientSecret", "TIKTOK_CLIENT_SECRET"],
  ["chunkSize", "--chunk-size"],
  ["title", "--title"],
  ["privacyLevel", "--privacy (or TIKTOK_PRIVACY)"],
  ["key", "--key"],
  ["at", "--at"],
  ["at.local", "--at"],
  ["at.timeZone", "--zone"],
  ["cursor", "--after"],
  ["address", "--address"],
  ["scopes", "--scopes"]
])

const ofStore = ({ action, detail, record = "", store }: TikTokError.StoreFailed): string => {
  const isTokens = store === "token store"
  if (action === "read" || action === "write") {
    return `the state of this command could not be ${action === "read" ? "read" : "written"}: ${whyOf(detail)}`
  }
  return isTokens
    ? `the kept login of creator ${
      record.slice(record.lastIndexOf("/") + 1)
    } cannot be read: it is damaged, or was kept ` +
      "with another key. Run `tiktok login` again; logins of other creators stay"
    : "the checkpoint of an earlier run of this publish cannot be read: it is damaged, or has another encryption key. " +
      "Check on TikTok whether the post exists; to publish it again, use another --key"
}
