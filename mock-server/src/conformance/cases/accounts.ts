import { codeOf, expect, expectShape, type Fields, fieldsOf } from "../Client.ts"
import type { Control } from "../Control.ts"
import type { ContractName } from "../Options.ts"
import {
  bothContracts,
  type Case,
  catalogOnly,
  expectInit,
  liveOnly,
  type Outcome,
  paths,
  photoBody,
  pullBody,
  type Run,
  start
} from "../Run.ts"

const inits = {
  "video-init": { path: paths.video, body: (run: Run): unknown => pullBody(run) },
  "photo-init": { path: paths.photos, body: (run: Run): unknown => photoBody(run) },
  "inbox-init": { path: paths.inbox, body: (run: Run): unknown => ({ source_info: pullBody(run).source_info }) },
  "photo-draft": { path: paths.photos, body: (run: Run): unknown => photoBody(run, "MEDIA_UPLOAD") }
}

type Init = keyof typeof inits

const withLevel = (path: string, level: string) => ({
  path,
  body: (run: Run) => ({ ...pullBody(run), post_info: { privacy_level: level } })
})

/** A state of an app or a creator, and the outcome of each init. */
interface State {
  readonly id: string
  readonly name: string
  readonly prepare: (control: Control) => Promise<void>
  readonly outcomes: Readonly<Record<ContractName, Readonly<Partial<Record<Init, Outcome>>>>>
  /** The code that creator info has with status 200. */
  readonly info?: string
}

const all = (outcome: Outcome) => ({
  "video-init": outcome,
  "photo-init": outcome,
  "inbox-init": outcome,
  "photo-draft": outcome
})

const direct = (outcome: Outcome) => ({ ...all("accepted"), "video-init": outcome, "photo-init": outcome })

const both = <Value>(value: Value) => ({ catalog: value, live: value })

const creator = (changes: Fields) => (control: Control) => control.changeCreator(changes)

const app = (changes: Fields) => (control: Control) => control.changeApp(changes)

const states: ReadonlyArray<State> = [
  {
    id: "banned",
    name: "a banned creator",
    prepare: creator({ banned: true }),
    outcomes: both(all("banned creator")),
    info: "spam_risk_user_banned_from_posting"
  },
  {
    id: "at-post-cap",
    name: "a creator at the daily cap of all API clients",
    prepare: creator({ atPostCap: true }),
    outcomes: {
      catalog: { ...all("accepted"), "video-init": "too many posts", "inbox-init": "too many posts" },
      live: direct("too many posts")
    },
    info: "spam_risk_too_many_posts"
  },
  {
    id: "unaudited",
    name: "an unaudited app and a public account",
    prepare: app({ audited: false }),
    outcomes: both(direct("unaudited app"))
  },
  {
    id: "unaudited-private",
    name: "an unaudited app and a private account with a private post",
    prepare: async (control) => {
      await control.changeApp({ audited: false })
      await control.changeCreator({ privateAccount: true })
    },
    outcomes: both(all("accepted"))
  },
  {
    id: "sandbox",
    name: "a sandbox and a public account",
    prepare: app({ sandbox: true, targetUsers: ["mara.films"] }),
    outcomes: both(direct("unaudited app"))
  },
  {
    id: "old-app",
    name: "a creator with TikTok 31.7.9",
    prepare: creator({ appVersion: "31.7.9" }),
    outcomes: { catalog: all("accepted"), live: { ...all("accepted"), "photo-draft": "old app" } }
  },
  {
    id: "new-app",
    name: "a creator with TikTok 31.8",
    prepare: creator({ appVersion: "31.8" }),
    outcomes: both(all("accepted"))
  },
  {
    id: "full-app",
    name: "an app without an active creator left",
    prepare: app({ activeUserCap: 0 }),
    outcomes: { catalog: all("accepted"), live: direct("too many creators") },
    info: "reached_active_user_cap"
  }
]

const initRow = (init: Init, { id, name, outcomes, prepare }: State): Case => ({
  id: `${init}/account/${id}`,
  name: `the outcome for ${name} is the documented one`,
  contracts: bothContracts,
  needs: "control",
  run: async (run) => {
    await prepare(run.control())
    const { body, path } = inits[init]
    const response = await run.client.post(path, body(run), await run.token())
    expectInit(run, response, outcomes[run.contract.name][init] ?? "accepted")
  }
})

const infoRow = ({ id, info, name, prepare }: State): ReadonlyArray<Case> =>
  info === undefined ? [] : [{
    id: `creator-info/account/${id}`,
    name: `creator info has ${info} with status 200 for ${name}`,
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      await prepare(run.control())
      const response = await run.client.post(paths.creatorInfo, "", await run.token())
      expect(response.status === 200 && codeOf(response) === info, response, `200 ${info}`)
    }
  }]

const stateRows: ReadonlyArray<Case> = [
  ...(["video-init", "photo-init", "inbox-init", "photo-draft"] as const).flatMap((init) =>
    states.map((state) => initRow(init, state))
  ),
  ...states.flatMap(infoRow)
]

type LevelRow = readonly [
  id: string,
  level: string,
  account: { readonly privateAccount: boolean; readonly audited: boolean },
  outcome: Outcome,
  contracts?: ReadonlyArray<ContractName>
]

const levelTable: ReadonlyArray<LevelRow> = [
  ["public/followers", "FOLLOWER_OF_CREATOR", { privateAccount: false, audited: true }, "privacy level not offered"],
  ["private/followers", "FOLLOWER_OF_CREATOR", { privateAccount: true, audited: true }, "accepted"],
  ["private/friends", "MUTUAL_FOLLOW_FRIENDS", { privateAccount: true, audited: true }, "accepted"],
  ["private/everyone", "PUBLIC_TO_EVERYONE", { privateAccount: true, audited: true }, "privacy level not offered"],
  ["unaudited/self", "SELF_ONLY", { privateAccount: false, audited: false }, "unaudited app"],
  ["unaudited/followers", "FOLLOWER_OF_CREATOR", { privateAccount: true, audited: false }, "unaudited app", liveOnly],
  ["unaudited/followers", "FOLLOWER_OF_CREATOR", { privateAccount: true, audited: false }, "accepted", catalogOnly]
]

const levelRows = levelTable.map((
  [id, level, { audited, privateAccount }, outcome, contracts = bothContracts]
): Case => ({
  id: `video-init/level/${id}`,
  name: `${level} has the documented outcome for a ${privateAccount ? "private" : "public"} account and ${
    audited ? "an audited" : "an unaudited"
  } app`,
  contracts,
  needs: "control",
  run: async (run) => {
    await run.control().changeApp({ audited })
    await run.control().changeCreator({ privateAccount })
    const { body, path } = withLevel(paths.video, level)
    expectInit(run, await run.client.post(path, body(run), await run.token()), outcome)
  }
}))

/** URLs, and whether the app owns them. */
const owned: ReadonlyArray<readonly [id: string, prefix: string, url: string, outcome: Outcome]> = [
  ["domain-below", "static.example.com", "https://video.static.example.com/a.mp4", "accepted"],
  ["domain-above", "static.example.com", "https://example.com/a.mp4", "foreign url"],
  ["prefix-inside", "https://static.example/videos/", "https://static.example/videos/a.mp4", "accepted"],
  ["prefix-outside", "https://static.example/videos/", "https://static.example/other/a.mp4", "foreign url"],
  ["prefix-subdomain", "https://static.example/videos/", "https://cdn.static.example/videos/a.mp4", "foreign url"]
]

const ownedRows = owned.map(([id, prefix, url, outcome]): Case => ({
  id: `video-pull/ownership/${id}`,
  name: `with ${prefix} verified, ${url} has the documented outcome`,
  contracts: bothContracts,
  needs: "control",
  run: async (run) => {
    await run.control().changeApp({ verifiedPrefixes: [prefix] })
    const body = { ...pullBody(run), source_info: { source: "PULL_FROM_URL", video_url: url } }
    expectInit(run, await run.client.post(paths.video, body, await run.token()), outcome)
  }
}))

const interactions = ["comments", "duets", "stitches"]

const interactionRows = interactions.map((name): Case => ({
  id: `video-init/interactions/${name}`,
  name: `a video has no ${name} when its creator's account has none`,
  contracts: bothContracts,
  needs: "control",
  run: async (run) => {
    const settingsOf = async () => {
      const { response, publishId } = await start(run, paths.video, pullBody(run), await run.token())
      const post = await run.control().call("GET", `/posts/${encodeURIComponent(publishId)}`)
      return { response, settings: fieldsOf(response, post, "settings") }
    }
    const before = await settingsOf()
    expectShape(before.response, before.settings, Object.fromEntries(interactions.map((one) => [one, [true]])))
    await run.control().changeCreator({ [`${name}Off`]: true })
    const after = await settingsOf()
    expectShape(after.response, after.settings, Object.fromEntries(interactions.map((one) => [one, [one !== name]])))
  }
}))

/** Cases about apps and creators that may not post everything. */
export const accountCases: ReadonlyArray<Case> = [...stateRows, ...levelRows, ...ownedRows, ...interactionRows]
