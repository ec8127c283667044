import {
  chunkHeaders,
  codeOf,
  dataOf,
  expect,
  expectShape,
  type Fields,
  fieldsOf,
  listOf,
  objectOf,
  textOf,
  type WireResponse
} from "../Client.ts"
import type { ContractName } from "../Options.ts"
import {
  bothContracts,
  type Case,
  changed,
  expectInit,
  expectRefusal,
  fileSource,
  follow,
  liveOnly,
  paths,
  photoBody,
  postInfo,
  publicPull,
  pullBody,
  type Run,
  smallRange,
  start,
  startSmall,
  statusOf
} from "../Run.ts"
import { authorize, authorizeUrl, challenge, exchange, expectTokenRefusal, logIn, refresh, verifier } from "./login.ts"

/** A value of a switch, and what follows from it. */
interface Row {
  readonly name: string
  readonly value: string | number | boolean
  readonly does: string
  readonly check: (run: Run) => Promise<void>
  readonly contracts?: ReadonlyArray<ContractName>
}

const plan = (size: number, chunkSize: number) => async (run: Run) =>
  run.client.post(paths.video, { ...postInfo(run), source_info: fileSource(size, chunkSize) }, await run.token())

/** Whether chunks of 5,000,000 bytes and a single one of 64 MiB are accepted. */
const megabytes = (value: string, small: boolean, large: boolean): Row => ({
  name: "megabytes",
  value,
  does: `a megabyte is ${value} in every bound`,
  contracts: bothContracts,
  check: async (run) => {
    expectInit(run, await plan(20_000_000, 5_000_000)(run), small ? "accepted" : "bad request")
    expectInit(run, await plan(64 * 2 ** 20, 64 * 2 ** 20)(run), large ? "accepted" : "bad request")
  }
})

/** The encodings of a challenge that an exchange accepts. */
const encodings = (value: string, accepted: ReadonlyArray<string>): Row => ({
  name: "challengeEncoding",
  value,
  does: `a web login needs the encoding ${accepted.join(" or ")}`,
  contracts: bothContracts,
  check: async (run) => {
    for (const encoding of ["hex", "base64url"] as const) {
      const code = await authorize(run, { code_challenge: challenge[encoding], code_challenge_method: "S256" })
      const response = await exchange(run, code, { code_verifier: verifier })
      if (accepted.includes(encoding)) run.contract.tokens(response)
      else expectTokenRefusal(run, response, "bad verifier")
    }
  }
})

/** Which logins without a challenge end on a page that names it. */
const pkce = (value: string, does: string, refused: ReadonlyArray<string>): Row => ({
  name: "pkce",
  value,
  does,
  contracts: bothContracts,
  check: async (run) => {
    for (const redirect_uri of ["https://app.example/callback", "http://localhost:3000/callback"]) {
      const response = await run.client.open(await authorizeUrl(run, { redirect_uri }))
      const isRefused = response.status === 400 && response.text.includes("code_challenge")
      expect(isRefused === refused.includes(redirect_uri), response, `code_challenge required for ${refused.join()}`)
    }
  }
})

const oauthStatus = (status: number): Row => ({
  name: "oauthErrorStatus",
  value: status,
  does: `an OAuth error has the status ${status}`,
  check: async (run) => {
    const response = await refresh(run, "rft.unknown")
    expect(response.status === status, response, `status ${status}`)
    expectTokenRefusal(run, response, "bad grant")
  }
})

const errorData = (value: string, start: string): Row => ({
  name: "dataOnError",
  value,
  does: `the data of an error is ${value}`,
  check: async (run) => {
    const response = await run.client.post(paths.video, {}, await run.token())
    expectRefusal(run, response, "bad request")
    expect(response.text.startsWith(start), response, `a body that starts with ${start}`)
  }
})

/** The posts that count as labeled, with the label at the top level, and in `post_info`. */
const aigc = (value: string, labeled: readonly [boolean, boolean]): Row => ({
  name: "photoAigc",
  value,
  does: `the label of AI counts in the place ${value}`,
  check: async (run) => {
    const token = await run.token()
    for (const [index, path] of ["is_aigc", "post_info.is_aigc"].entries()) {
      const body = changed(photoBody(run), { [path]: true })
      const { response, publishId } = await start(run, paths.photos, body, token)
      const post = await run.control().call("GET", `/posts/${encodeURIComponent(publishId)}`)
      expectShape(response, fieldsOf(response, post, "settings"), { aigc: [labeled[index]] })
    }
  }
})

const postIds = (value: string, shape: RegExp): Row => ({
  name: "postIds",
  value,
  does: `the ids of a post are ${value}`,
  check: async (run) => {
    await run.control().changeRules({ lifecycle: { mode: "immediate" } })
    const token = await run.token()
    const { publishId } = await start(run, paths.video, publicPull(run), token)
    const { response } = await follow(run, publishId, token, ["published"])
    expect(shape.test(response.text), response, String(shape))
  }
})

/** Refreshes with the same token, refreshes at once with it again, and once more after a minute. */
const rotation = (value: string, does: string, isNew: boolean, again: boolean, late: boolean): Row => ({
  name: "refreshRotation",
  value,
  does,
  contracts: bothContracts,
  check: async (run) => {
    const { response, tokens } = await logIn(run)
    const old = textOf(response, tokens, "refresh_token")
    const first = await refresh(run, old)
    expect((run.contract.tokens(first)["refresh_token"] !== old) === isNew, first, "a new refresh token, or the same")
    const expectOutcome = (next: WireResponse, isAccepted: boolean) => {
      if (isAccepted) run.contract.tokens(next)
      else expectTokenRefusal(run, next, "bad grant")
    }
    expectOutcome(await refresh(run, old), again)
    await run.control().advance(60_000)
    expectOutcome(await refresh(run, old), late)
  }
})

const post = async (run: Run, path: string, body: unknown) => run.client.post(path, body, await run.token())

const without = (names: ReadonlyArray<string>): Fields =>
  Object.fromEntries(names.map((name) => [`post_info.${name}`, undefined]))

const branded = { "post_info.brand_content_toggle": true }

const rows: ReadonlyArray<Row> = [
  {
    name: "badParameterCode",
    value: "invalid_param",
    does: "a bad parameter has the code of the tables, invalid_param",
    check: async (run) => {
      const response = await post(run, paths.video, {})
      expect(response.status === 400 && codeOf(response) === "invalid_param", response, "400 invalid_param")
    }
  },
  oauthStatus(400),
  oauthStatus(401),
  pkce("desktop", "a desktop login needs a code_challenge", ["http://localhost:3000/callback"]),
  pkce("required", "every login needs a code_challenge", [
    "https://app.example/callback",
    "http://localhost:3000/callback"
  ]),
  encodings("hex", ["hex"]),
  encodings("base64url", ["base64url"]),
  encodings("either", ["hex", "base64url"]),
  megabytes("decimal", true, false),
  megabytes("binary", false, true),
  {
    name: "uploadProgress",
    value: "last-index",
    does: "the Content-Range of an upload ends with the last byte",
    check: async (run) => {
      const { url } = await startSmall(run, await run.token())
      const response = await run.client.put(url, run.videos.small, chunkHeaders(smallRange(run)))
      const { last, total } = smallRange(run)
      expectShape(response, { range: response.headers.get("content-range") }, { range: [`bytes 0-${last}/${total}`] })
    }
  },
  {
    name: "lastChunkStatus",
    value: 200,
    does: "the last chunk has the status 200",
    check: async (run) => {
      const { url } = await startSmall(run, await run.token())
      const response = await run.client.put(url, run.videos.small, chunkHeaders(smallRange(run)))
      expect(response.status === 200, response, "status 200")
    }
  },
  aigc("post-info", [false, true]),
  aigc("either", [true, true]),
  {
    name: "brandToggles",
    value: "required",
    does: "a direct post needs both brand toggles, a draft none",
    check: async (run) => {
      for (const [path, body] of [[paths.video, pullBody(run)], [paths.photos, photoBody(run)]] as const) {
        expectInit(run, await post(run, path, body), "accepted")
        for (const name of ["brand_content_toggle", "brand_organic_toggle"]) {
          expectInit(run, await post(run, path, changed(body, without([name]))), "bad request")
        }
      }
      expectInit(run, await post(run, paths.photos, photoBody(run, "MEDIA_UPLOAD")), "accepted")
    }
  },
  {
    name: "unauditedPrivacyOptions",
    value: "self-only",
    does: "an unaudited app is offered SELF_ONLY alone",
    check: async (run) => {
      await run.control().changeApp({ audited: false })
      const response = await post(run, paths.creatorInfo, "")
      const { privacy_level_options: offered } = dataOf(response)
      expect(JSON.stringify(offered) === "[\"SELF_ONLY\"]", response, "SELF_ONLY alone")
    }
  },
  {
    name: "creatorInfoOnError",
    value: "absent",
    does: "creator info has no data when the creator cannot post",
    check: async (run) => {
      await run.control().changeCreator({ banned: true })
      const response = await post(run, paths.creatorInfo, "")
      expect(response.status === 200 && codeOf(response) !== "ok", response, "200 with a code")
      expect(run.contract.isErrorData(objectOf(response)["data"]), response, "no data")
    }
  },
  errorData("null", "{\"data\":null,"),
  errorData("missing", "{\"error\":"),
  {
    name: "fieldsOutsideScope",
    value: "silent",
    does: "a profile field outside the token's scopes is left out",
    check: async (run) => {
      const token = await run.control().token({ scopes: ["user.info.basic"] })
      const response = await run.client.get(`${paths.userInfo}?fields=open_id,username`, token)
      expectShape(response, fieldsOf(response, dataOf(response), "user"), { open_id: "text", username: "absent" })
    }
  },
  {
    name: "unknownBodyKeys",
    value: "rejected",
    does: "an undocumented field is refused",
    check: async (run) => {
      expectInit(run, await post(run, paths.video, changed(pullBody(run), { "post_info.titel": "x" })), "bad request")
      expectInit(run, await post(run, paths.inbox, { ...pullBody(run) }), "bad request")
      expectInit(run, await post(run, paths.video, pullBody(run)), "accepted")
    }
  },
  {
    name: "pendingDrafts",
    value: "concurrent",
    does: "a creator has 5 unfinished drafts at a time",
    check: async (run) => {
      const body = { source_info: pullBody(run).source_info }
      const init = async () => post(run, paths.inbox, body)
      const first = textOf(...await dataOfInit(init))
      for (let index = 0; index < 4; index++) expectInit(run, await init(), "accepted")
      expectInit(run, await init(), "too many drafts")
      await run.control().change(first, "complete")
      await run.control().change(first, "publish")
      expectInit(run, await init(), "accepted")
    }
  },
  postIds("strings", /"publicaly_available_post_id":\["\d{17,19}"\]/),
  postIds("scalar", /"publicaly_available_post_id":\d{17,19}[,}]/),
  {
    name: "retryAfter",
    value: true,
    does: "a 429 has the seconds until the next call",
    check: async (run) => {
      const token = await run.token()
      for (let index = 0; index < 6; index++) await run.client.post(paths.video, pullBody(run), token)
      await run.control().advance(18_000)
      const response = await run.client.post(paths.video, pullBody(run), token)
      expectRefusal(run, response, "too many requests")
      expectShape(response, { after: response.headers.get("retry-after") }, { after: ["42"] })
    }
  },
  rotation("grace", "the old refresh token works for another minute", true, true, false),
  rotation("never", "a refresh token stays the current one", false, true, true),
  {
    name: "brandedPrivate",
    value: "refused",
    does: "branded content for SELF_ONLY is refused, a draft not",
    check: async (run) => {
      for (const [path, body] of [[paths.video, pullBody(run)], [paths.photos, photoBody(run)]] as const) {
        expectInit(run, await post(run, path, changed(body, branded)), "privacy level not offered")
      }
      const open = { ...branded, "post_info.privacy_level": "PUBLIC_TO_EVERYONE" }
      expectInit(run, await post(run, paths.video, changed(pullBody(run), open)), "accepted")
      expectInit(run, await post(run, paths.photos, changed(photoBody(run, "MEDIA_UPLOAD"), branded)), "accepted")
    }
  },
  {
    name: "publishIdRetention",
    value: "a-day",
    does: "a publish_id is unknown a day after its init",
    contracts: bothContracts,
    check: async (run) => {
      const { publishId } = await start(run, paths.video, pullBody(run), await run.token())
      await run.control().advance(DAY - 1)
      const token = await run.token()
      await statusOf(run, publishId, token)
      await run.control().advance(1)
      const response = await run.client.post(paths.status, { publish_id: publishId }, token)
      expectRefusal(run, response, "unknown post")
    }
  },
  {
    name: "longTitles",
    value: "whole",
    does: "a video shows its whole title",
    check: async (run) => {
      await run.control().changeRules({ lifecycle: { mode: "immediate" } })
      const token = await run.token()
      const title = "w".repeat(200)
      const { publishId } = await start(run, paths.video, publicPull(run, title), token)
      await follow(run, publishId, token, ["published"])
      const response = await run.client.post(
        `${paths.videoList}?fields=title,video_description`,
        { max_count: 1 },
        token
      )
      const [video = {}] = listOf(response, dataOf(response), "videos")
      expectShape(response, video, { title: [title], video_description: [title] })
    }
  },
  {
    name: "sandbox",
    value: "reported",
    does: "a sandbox can neither refresh nor read the user info",
    contracts: bothContracts,
    check: async (run) => {
      await run.control().changeApp({ sandbox: true, targetUsers: ["mara.films"] })
      const { response, tokens } = await logIn(run)
      expectTokenRefusal(run, await refresh(run, textOf(response, tokens, "refresh_token")), "bad grant")
      if (run.contract.name === "catalog") return
      const token = textOf(response, tokens, "access_token")
      expectRefusal(run, await run.client.get(`${paths.userInfo}?fields=open_id`, token), "missing scope")
    }
  }
]

const DAY = 86_400_000

const dataOfInit = async (init: () => Promise<WireResponse>) => {
  const response = await init()
  return [response, dataOf(response), "publish_id"] as const
}

/** Cases about the values of switches that differ from the defaults. */
export const switchCases: ReadonlyArray<Case> = rows.map(({ check, contracts = liveOnly, does, name, value }) => ({
  id: `switch/${name}/${String(value)}`,
  name: `${name} ${String(value)}: ${does}`,
  contracts,
  needs: "control",
  run: async (run) => {
    await run.control().call("PATCH", "/switches", { [name]: value })
    await check(run)
  }
}))
