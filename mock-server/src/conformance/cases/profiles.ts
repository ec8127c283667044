import { dataOf, expect, expectShape, type Fields, fieldsOf, type Shape, type WireResponse } from "../Client.ts"
import { bothContracts, type Case, catalogOnly, expectRefusal, liveOnly, paths, type Run } from "../Run.ts"

const creatorFields: Readonly<Record<string, Shape>> = {
  open_id: "text",
  display_name: "text",
  avatar_large_url: /^https:/,
  avatar_medium_url: /^https:/,
  avatar_small_url: /^https:/,
  avatar_size: "number",
  is_verified: "boolean",
  bio_description: "string",
  bio_link: "string",
  profile_deep_link: /^https:\/\/www\.tiktok\.com\/@/,
  follower_count: "number",
  following_count: "number",
  video_count: "number",
  like_count: "number"
}

const infoFields: Readonly<Record<string, Shape>> = {
  creator_avatar_url: /^https:/,
  creator_username: "text",
  creator_nickname: "text",
  privacy_level_options: "list",
  comment_disabled: "boolean",
  duet_disabled: "boolean",
  stitch_disabled: "boolean",
  max_video_post_duration_sec: "number"
}

/** Fields of the user info by scope. */
const userFields: Readonly<Record<string, Readonly<Record<string, Shape>>>> = {
  "user.info.basic": {
    open_id: "text",
    union_id: "text",
    avatar_url: /^https:/,
    avatar_url_100: /^https:/,
    avatar_large_url: /^https:/,
    display_name: "text"
  },
  "user.info.profile": {
    bio_description: "string",
    profile_deep_link: /^https:\/\/www\.tiktok\.com\/@/,
    is_verified: "boolean",
    username: "text"
  },
  "user.info.stats": {
    follower_count: "number",
    following_count: "number",
    likes_count: "number",
    video_count: "number"
  }
}

const names = (fields: Readonly<Record<string, Shape>>) => Object.keys(fields).join(",")

const userOf = (response: WireResponse): Fields => fieldsOf(response, dataOf(response), "user")

const expectOnly = (response: WireResponse, fields: Fields, expected: ReadonlyArray<string>) =>
  expect(
    Object.keys(fields).toSorted().join() === expected.toSorted().join(),
    response,
    `only the fields ${expected.join(", ")}`
  )

const askInfo = ({ client }: Run, token: string, body: unknown = "") => client.post(paths.creatorInfo, body, token)

/** Changes of an account, and what the creator info says then. */
const accounts: ReadonlyArray<
  readonly [id: string, name: string, changes: Fields, expected: Readonly<Record<string, Shape>>]
> = [
  ["comments-off", "an account without comments", { commentsOff: true }, { comment_disabled: [true] }],
  ["duets-off", "an account without duets", { duetsOff: true }, { duet_disabled: [true] }],
  ["stitches-off", "an account without stitches", { stitchesOff: true }, { stitch_disabled: [true] }],
  ["open", "an open account", {}, { comment_disabled: [false], duet_disabled: [false], stitch_disabled: [false] }],
  ["private", "a private account", { privateAccount: true }, { duet_disabled: [true], stitch_disabled: [true] }],
  ["duration", "a creator with ten minutes", { maxVideoSeconds: 600 }, { max_video_post_duration_sec: [600] }],
  ["duration-short", "a creator with three minutes", { maxVideoSeconds: 180 }, { max_video_post_duration_sec: [180] }]
]

const accountRows = accounts.map(([id, name, changes, expected]): Case => ({
  id: `creator-info/account/${id}`,
  name: `creator info tells the settings of ${name}`,
  contracts: liveOnly,
  needs: "control",
  run: async (run) => {
    await run.control().changeCreator(changes)
    const response = await askInfo(run, await run.token())
    expectShape(response, dataOf(response), expected)
  }
}))

const options: ReadonlyArray<readonly [id: string, isPrivate: boolean, levels: ReadonlyArray<string>]> = [
  ["public", false, ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]],
  ["private", true, ["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]]
]

const optionRows = options.map(([id, privateAccount, levels]): Case => ({
  id: `creator-info/privacy_level_options/${id}`,
  name: `a ${id} account is offered ${levels.join(", ")}`,
  contracts: liveOnly,
  needs: "control",
  run: async (run) => {
    await run.control().changeCreator({ privateAccount })
    const response = await askInfo(run, await run.token())
    const { privacy_level_options: offered } = dataOf(response)
    expect(Array.isArray(offered) && offered.length === levels.length, response, levels.join(", "))
    for (const level of levels) expect(offered.includes(level), response, level)
  }
}))

const creatorRows: ReadonlyArray<Case> = [
  {
    id: "creator-query/all-fields",
    name: "the creator has the fourteen fields of the full URL",
    contracts: catalogOnly,
    run: async (run) => {
      const response = await run.client.get(`${paths.creatorQuery}?fields=${names(creatorFields)}`, await run.token())
      expectShape(response, userOf(response), creatorFields)
    }
  },
  {
    id: "creator-query/no-fields",
    name: "without fields the creator has all fourteen",
    contracts: catalogOnly,
    run: async (run) => {
      const response = await run.client.get(paths.creatorQuery, await run.token())
      expectOnly(response, userOf(response), Object.keys(creatorFields))
    }
  },
  {
    id: "creator-query/some-fields",
    name: "the creator has only the requested fields",
    contracts: catalogOnly,
    run: async (run) => {
      const response = await run.client.get(`${paths.creatorQuery}?fields=like_count,display_name`, await run.token())
      expectOnly(response, userOf(response), ["like_count", "display_name"])
    }
  },
  {
    id: "creator-query/content-type",
    name: "a GET may have the type application/json",
    contracts: catalogOnly,
    run: async (run) => {
      const response = await run.client.send(paths.creatorQuery, {
        headers: {
          authorization: `Bearer ${await run.token()}`,
          "content-type": "application/json; charset=UTF-8"
        }
      })
      expectShape(response, userOf(response), creatorFields)
    }
  },
  ...["likes_count", "open_id,"].map((fields): Case => ({
    id: `creator-query/unknown-field/${fields}`,
    name: `the fields "${fields}" are refused`,
    contracts: catalogOnly,
    run: async (run) => {
      const path = `${paths.creatorQuery}?fields=${fields}`
      expectRefusal(run, await run.client.get(path, await run.token()), "bad request")
    }
  })),
  {
    id: "creator-info/fields",
    name: "creator info has its eight fields",
    contracts: liveOnly,
    run: async (run) => {
      const response = await askInfo(run, await run.token())
      const data = dataOf(response)
      expectShape(response, data, infoFields)
      const { privacy_level_options: offered } = data
      expect(Array.isArray(offered) && offered.includes("SELF_ONLY"), response, "SELF_ONLY among the privacy levels")
    }
  },
  ...Object.entries({ empty: {}, "other-fields": { a: 1 } }).map(([id, body]): Case => ({
    id: `creator-info/body/${id}`,
    name: `creator info ignores the body ${JSON.stringify(body)}`,
    contracts: liveOnly,
    run: async (run) => {
      const response = await askInfo(run, await run.token(), body)
      expectShape(response, dataOf(response), infoFields)
    }
  })),
  {
    id: "creator-info/plain-type",
    name: "creator info accepts application/json without a charset",
    contracts: liveOnly,
    run: async (run) => {
      const headers = { "content-type": "application/json" }
      const response = await run.client.post(paths.creatorInfo, "", await run.token(), headers)
      expectShape(response, dataOf(response), infoFields)
    }
  },
  ...accountRows,
  ...optionRows
]

const fieldScopeRow = (field: string, scope: string, shape: Shape): Case => ({
  id: `user-info/scope/${field}`,
  name: `user info needs ${scope} for ${field}`,
  contracts: liveOnly,
  needs: "control",
  run: async (run) => {
    const path = `${paths.userInfo}?fields=${field}`
    const granted = await run.client.get(path, await run.control().token({ scopes: [scope] }))
    expectShape(granted, userOf(granted), { [field]: shape })
    const others = Object.keys(userFields).filter((other) => other !== scope)
    const response = await run.client.get(path, await run.control().token({ scopes: others }))
    expectRefusal(run, response, "field outside scope")
  }
})

const userRows: ReadonlyArray<Case> = [
  {
    id: "user-info/old-avatar",
    name: "the field avatar_url_200 of version 1 is ignored",
    contracts: liveOnly,
    run: async (run) => {
      const path = `${paths.userInfo}?fields=open_id,avatar_url_200,display_name`
      const response = await run.client.get(path, await run.token())
      const user = userOf(response)
      expectShape(response, user, { open_id: "text", display_name: "text" })
    }
  },
  ...Object.entries(userFields).map(([scope, fields]): Case => ({
    id: `user-info/fields/${scope}`,
    name: `user info has the fields of ${scope}, and only the requested ones`,
    contracts: liveOnly,
    run: async (run) => {
      const response = await run.client.get(`${paths.userInfo}?fields=${names(fields)}`, await run.token())
      expectShape(response, userOf(response), fields)
      expectOnly(response, userOf(response), Object.keys(fields))
    }
  })),
  ...Object.entries(userFields).flatMap(([scope, fields]) =>
    Object.entries(fields).map(([field, shape]) => fieldScopeRow(field, scope, shape))
  )
]

/** Cases about creators and users. */
export const profileCases: ReadonlyArray<Case> = [
  ...creatorRows,
  ...userRows,
  {
    id: "profile/names",
    name: "the creator's profile has names",
    contracts: bothContracts,
    run: async (run) => {
      const response = await run.contract.profile(run.client, await run.token())
      const data = dataOf(response)
      const fields = run.contract.name === "live"
        ? [data["creator_username"], data["creator_nickname"]]
        : [userOf(response)["display_name"]]
      for (const field of fields) expect(typeof field === "string" && field !== "", response, "the creator's names")
    }
  }
]
