import { Flag, GlobalFlag } from "effect/cli"

/** Prints one JSON document per line instead of text. */
export const Json = GlobalFlag.Setting("json")({
  flag: Flag.Boolean("json").pipe(
    Flag.withDescription("Print JSON, one document per line"),
    Flag.withDefault(false)
  )
})

export const ProfileFlag = GlobalFlag.Setting("profile")({
  flag: text("profile", "NAME", "App, server and logins to use (TIKTOK_PROFILE)")
})

export const CreatorFlag = GlobalFlag.Setting("creator")({
  flag: text("creator", "NAME", "Creator who is logged in, by id, username or name")
})

/** Origin of the API. */
export const BaseUrl = GlobalFlag.Setting("base-url")({
  flag: text("base-url", "URL", "Server instead of TikTok, such as a mock (TIKTOK_BASE_URL)")
})

/** Wire format of the API. */
export const ContractFlag = GlobalFlag.Setting("contract")({
  flag: text("contract", "live|catalog", "API that the server speaks; live by default (TIKTOK_CONTRACT)")
})

/** Where the secret of the app is. */
export const ClientSecretFile = GlobalFlag.Setting("client-secret-file")({
  flag: text("client-secret-file", "FILE", "Client secret, - for stdin (TIKTOK_CLIENT_SECRET)")
})

/** Flags of every command. */
export const globalFlags = [Json, ProfileFlag, CreatorFlag, BaseUrl, ContractFlag, ClientSecretFile] as const

function text(name: string, metavar: string, description: string) {
  return Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)
}
