import { codeOf, dataOf, expect, type WireResponse } from "../Client.ts"
import type { ContractName } from "../Options.ts"
import {
  bothContracts,
  type Case,
  catalogOnly,
  expectInit,
  expectRefusal,
  fileSource,
  liveOnly,
  paths,
  photoBody,
  pullBody,
  type Run
} from "../Run.ts"
import { expectTokenRefusal, refresh } from "./login.ts"

const MINUTE = 60_000
const DAY = 86_400_000

const asks = {
  "video-init": (run: Run, token: string) => run.client.post(paths.video, pullBody(run), token),
  "inbox-init": (run: Run, token: string) =>
    run.client.post(paths.inbox, { source_info: fileSource(run.videos.small.length) }, token),
  "photo-init": (run: Run, token: string) => run.client.post(paths.photos, photoBody(run), token),
  "photo-draft": (run: Run, token: string) => run.client.post(paths.photos, photoBody(run, "MEDIA_UPLOAD"), token),
  "creator-info": (run: Run, token: string) => run.client.post(paths.creatorInfo, "", token),
  status: (run: Run, token: string) => run.client.post(paths.status, { publish_id: "v_pub_url~v2.1" }, token),
  cancel: (run: Run, token: string) => run.client.post(paths.cancel, { publish_id: "v_pub_url~v2.1" }, token),
  "user-info": (run: Run, token: string) => run.client.get(`${paths.userInfo}?fields=open_id`, token),
  "video-list": (run: Run, token: string) => run.client.post(`${paths.videoList}?fields=id`, {}, token),
  "video-query": (run: Run, token: string) =>
    run.client.post(`${paths.videoQuery}?fields=id`, { filters: { video_ids: ["1"] } }, token)
}

type Ask = keyof typeof asks

const isTooMany = ({ status }: WireResponse) => status === 429

/** Makes a number of calls that no limit may refuse. */
const repeat = async (run: Run, ask: Ask, token: string, count: number): Promise<void> => {
  for (let index = 0; index < count; index++) {
    const response = await asks[ask](run, token)
    expect(!isTooMany(response) && response.status !== 403, response, `${count} calls before the limit`)
  }
}

const perMinute: ReadonlyArray<readonly [ask: Ask, limit: number, contracts: ReadonlyArray<ContractName>]> = [
  ["video-init", 6, bothContracts],
  ["inbox-init", 6, bothContracts],
  ["photo-init", 6, bothContracts],
  ["creator-info", 20, liveOnly],
  ["status", 30, liveOnly],
  ["user-info", 600, liveOnly],
  ["video-list", 600, liveOnly],
  ["video-query", 600, liveOnly]
]

const minuteRows = perMinute.map(([ask, limit, contracts]): Case => ({
  id: `limits/minute/${ask}`,
  name: `a token has ${limit} calls of ${ask} in any minute`,
  contracts,
  needs: "control",
  run: async (run) => {
    await run.control().changeRules({ limits: { pendingDrafts: null } })
    const token = await run.token()
    await repeat(run, ask, token, 1)
    await run.control().advance(MINUTE / 2)
    await repeat(run, ask, token, limit - 1)
    const refused = await asks[ask](run, token)
    expectRefusal(run, refused, "too many requests")
    const retryAfter = refused.headers.get("retry-after")
    expect(retryAfter === (run.contract.name === "live" ? null : "60"), refused, "Retry-After: 60 in the catalog alone")
    await repeat(run, ask, await run.control().token(), 1)
    // The window slides: the first call leaves it, and the refused one did not count.
    await run.control().advance(MINUTE / 2)
    await repeat(run, ask, token, 1)
    expectRefusal(run, await asks[ask](run, token), "too many requests")
  }
}))

/** Makes inits of one creator, each with a new token, until the limit. */
const fill = async (run: Run, list: ReadonlyArray<Ask>): Promise<void> => {
  for (const ask of list) expectInit(run, await asks[ask](run, await run.control().token()), "accepted")
}

const again = async (run: Run, ask: Ask) => asks[ask](run, await run.control().token())

/** Cases about limits. */
export const limitCases: ReadonlyArray<Case> = [
  ...minuteRows,
  {
    id: "limits/minute/together",
    name: "the three kinds of inits share one limit of 6 a minute",
    contracts: catalogOnly,
    needs: "control",
    run: async (run) => {
      const token = await run.token()
      for (const ask of ["video-init", "photo-init", "inbox-init"] as const) await repeat(run, ask, token, 2)
      expectRefusal(run, await asks["photo-init"](run, token), "too many requests")
    }
  },
  {
    id: "limits/minute/apart",
    name: "each kind of init has its own limit of 6 a minute",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      await run.control().changeRules({ limits: { pendingDrafts: null } })
      const token = await run.token()
      for (const ask of ["video-init", "photo-init", "inbox-init"] as const) await repeat(run, ask, token, 6)
      expectRefusal(run, await asks["video-init"](run, token), "too many requests")
    }
  },
  ...([["status", catalogOnly], ["cancel", liveOnly]] as const).map(([ask, contracts]): Case => ({
    id: `limits/none/${ask}`,
    name: `${ask} calls have no limit`,
    contracts,
    needs: "control",
    run: async (run) => {
      const token = await run.token()
      for (let index = 0; index < 100; index++) expectRefusal(run, await asks[ask](run, token), "unknown post")
    }
  })),
  {
    id: "limits/none/token",
    name: "token requests have no limit",
    contracts: bothContracts,
    needs: "control",
    run: async (run) => {
      for (let index = 0; index < 100; index++) expectTokenRefusal(run, await refresh(run, "unknown"), "bad grant")
    }
  },
  {
    id: "limits/day/videos",
    name: "an account has 15 videos a day, drafts included, and photos do not count",
    contracts: catalogOnly,
    needs: "control",
    run: async (run) => {
      await fill(run, Array.from({ length: 15 }, (_, index) => index % 2 === 0 ? "video-init" : "inbox-init"))
      expectRefusal(run, await again(run, "video-init"), "too many posts")
      await fill(run, ["photo-init"])
      await run.control().advance(DAY)
      await fill(run, ["video-init"])
    }
  },
  {
    id: "limits/day/posts",
    name: "a creator has about 15 direct posts in 24 hours, photos included, and drafts do not count",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      await fill(run, Array.from({ length: 15 }, (_, index) => index % 2 === 0 ? "video-init" : "photo-init"))
      expectRefusal(run, await again(run, "video-init"), "too many posts")
      expectRefusal(run, await again(run, "photo-init"), "too many posts")
      const info = await again(run, "creator-info")
      expect(info.status === 200 && codeOf(info) === "spam_risk_too_many_posts", info, "200 spam_risk_too_many_posts")
      await fill(run, ["inbox-init"])
      await run.control().advance(DAY)
      await fill(run, ["video-init"])
    }
  },
  {
    id: "limits/drafts",
    name: "a creator has 5 drafts in 24 hours, of videos and photos together",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      await fill(run, ["inbox-init", "photo-draft", "inbox-init", "photo-draft", "inbox-init"])
      expectRefusal(run, await again(run, "inbox-init"), "too many drafts")
      expectRefusal(run, await again(run, "photo-draft"), "too many drafts")
      await run.control().advance(DAY - 1)
      expectRefusal(run, await again(run, "inbox-init"), "too many drafts")
      await run.control().advance(1)
      await fill(run, ["inbox-init"])
    }
  },
  {
    id: "limits/creators",
    name: "an unaudited app has 5 active creators in 24 hours, who may post again",
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      const control = run.control()
      await control.changeApp({ audited: false })
      const post = async (openId: string) => asks["video-init"](run, await control.token({ openId }))
      for (let index = 0; index < 6; index++) {
        await control.call("POST", "/creators", {
          openId: `creator-${index}`,
          username: `c${index}`,
          privateAccount: true
        })
      }
      for (let index = 0; index < 5; index++) dataOf(await post(`creator-${index}`))
      expectInit(run, await post("creator-0"), "accepted")
      expectRefusal(run, await post("creator-5"), "too many creators")
      await control.advance(DAY)
      expectInit(run, await post("creator-5"), "accepted")
    }
  }
]
