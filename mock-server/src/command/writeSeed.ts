import { writeFile } from "node:fs/promises"
import type { Creator } from "../engine/Creator.ts"
import { systemCode } from "../media/systemCode.ts"
import { blankCreator, privateCreator, publicCreator } from "../scenarios/Scenario.ts"

/** The name of the file that `init` writes by default. */
export const CONFIG_FILE = "tiktok-mock.yaml"

/** The seed files that a mock without `--seed-file` looks for in the working folder. The first one counts. */
export const CONFIG_FILES: ReadonlyArray<string> = [CONFIG_FILE, "tiktok-mock.yml", "tiktok-mock.json"]

/** Writes a seed file with comments. Rejects with an `Error` when the file exists or cannot be written. */
export const writeConfig = async (file: string): Promise<void> => {
  try {
    // Never over an edited file.
    await writeFile(file, config, { flag: "wx" })
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error
    throw new Error(`${file} exists already; remove it, or name another file`, { cause: error })
  }
}

/** The fields in which a creator differs from one with only a name. */
const fieldsOf = (creator: Creator): string => {
  const { openId: _, ...blank } = blankCreator(creator.openId, creator.username)
  const defaults = new Map<string, unknown>(Object.entries(blank))
  const fields = Object.entries(creator).filter(([name, value]) => name === "username" || value !== defaults.get(name))
  return fields.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join("\n    ")
}

/** A seed file that explains itself. Everything in it is the default, but for the token and the post. */
const config = `# The starting state of tiktok-mock. tiktok-mock uses it when it starts in this folder.
# Every part is optional. A mistake is reported with its line when the mock starts.

# What this file does not set comes from a scenario; tiktok-mock --help lists them.
scenario: happy

# The accounts that can log in. An omitted field is that of an empty public profile. An app that is not audited can post
# only to private accounts. More fields: banned, maxVideoSeconds, commentsOff, duetsOff, stitchesOff, ...
creators:
  - ${fieldsOf(publicCreator)}
  - ${fieldsOf(privateCreator)}

# Your app. Give its key and secret to your program.
apps:
  - clientKey: mock-client-key
    clientSecret: mock-client-secret
    audited: true # false: posts stay private until TikTok has audited the app
    verifiedPrefixes: # where videos and photos may be pulled from
      - verified-domain.com

# Access tokens that exist from the start, so that a program can call the API without a login.
tokens:
  - accessToken: act.dev-token
    creator: mara.films
    contract: live # live: TikTok's published API; catalog: the endpoint catalog

# Posts that exist from the start.
posts:
  - creator: mara.films
    caption: Morning walk
    ageSeconds: 3600

# When a post ends after its media have arrived: immediate, manual, or after some milliseconds.
lifecycle: { mode: after, millis: 3000 }

# Rate limits and caps.
limits:
  initsPerMinute: 6
  postsPerDay: 15

# Points that TikTok's documents leave open; tiktok-mock switches lists all of them.
switches:
  strict: false # true: refuse what works here and may fail at TikTok
`
