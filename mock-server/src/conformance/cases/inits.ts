import { expect, expectShape } from "../Client.ts"
import type { ContractName } from "../Options.ts"
import {
  bothContracts,
  type Case,
  changed,
  expectInit,
  fileSource,
  paths,
  postInfo,
  pullBody,
  said,
  start
} from "../Run.ts"
import { type Init, inits, initTable } from "./initTable.ts"

const isInit = (name: string): name is Init => Object.hasOwn(inits, name)

const rows: ReadonlyArray<Case> = Object.entries(initTable).flatMap(([init, list]) =>
  list.map(([id, what, changes, outcome, contracts = bothContracts]): Case => ({
    id: `${init}/${id}`,
    name: `${what} is ${said(outcome)}`,
    contracts,
    run: async (run) => {
      if (!isInit(init)) return
      const { body, path } = inits[init]
      const sent = changed(body(run), typeof changes === "function" ? changes(run) : changes)
      expectInit(run, await run.client.post(path, sent, await run.token()), outcome)
    }
  }))
)

const prefixes: Readonly<Record<ContractName, Readonly<Record<Init, RegExp>>>> = {
  catalog: {
    "video-init": /^p_pub_url~v2\.\d+$/,
    "video-pull": /^p_pub_url~v2\.\d+$/,
    "inbox-init": /^p_inbox~v2\.\d+$/,
    "inbox-pull": /^p_inbox~v2\.\d+$/,
    "photo-init": /^p_pub_url~v2\.\d+$/,
    "photo-draft": /^p_pub_url~v2\.\d+$/
  },
  live: {
    "video-init": /^v_pub_file~v2-1\.\d+$/,
    "video-pull": /^v_pub_url~v2(?:-1)?\.\d+$/,
    "inbox-init": /^v_inbox_file~v2\.\d+$/,
    "inbox-pull": /^v_inbox_url~v2\.\d+$/,
    "photo-init": /^p_pub_url~v2\.\d+$/,
    "photo-draft": /^p_pub_url~v2\.\d+$/
  }
}

const hasUploadUrl: Readonly<Record<ContractName, ReadonlyArray<Init>>> = {
  // One response for both sources.
  catalog: ["video-init", "video-pull", "inbox-init", "inbox-pull"],
  live: ["video-init", "inbox-init"]
}

const isDirectVideo = (init: Init) => init === "video-init" || init === "video-pull"

const responses: ReadonlyArray<Case> =
  (["video-init", "video-pull", "inbox-init", "inbox-pull", "photo-init", "photo-draft"] as const)
    .map((init): Case => ({
      id: `${init}/response`,
      name: "an accepted init has the documented fields",
      contracts: bothContracts,
      run: async (run) => {
        const { body, path } = inits[init]
        const { response, data, publishId } = await start(run, path, body(run), await run.token())
        const { name } = run.contract
        const isUpload = hasUploadUrl[name].includes(init)
        expectShape(response, { publishId, ...data }, {
          publishId: /^.{1,64}$/,
          publish_id: prefixes[name][init],
          upload_url: isUpload ? /^https?:\/\/.{1,248}$/ : "absent",
          upload_url_expires_in: name === "catalog" && isDirectVideo(init) ? [3_600] : "absent"
        })
        const url = String(data["upload_url"])
        if (name === "catalog" && init.startsWith("inbox")) {
          expectShape(response, { part: new URL(url).searchParams.get("part_number") }, { part: ["1"] })
        }
      }
    }))

/** Cases about the request and the response of each init. */
export const initCases: ReadonlyArray<Case> = [
  ...rows,
  ...responses,
  {
    id: "video-init/full-sample",
    name: "a body with every field of the reference's sample is accepted",
    contracts: bothContracts,
    run: async (run) => {
      const post_info = {
        ...postInfo(run).post_info,
        disable_comment: false,
        disable_duet: false,
        disable_stitch: false,
        video_cover_timestamp_ms: 1_000,
        is_aigc: false
      }
      // The ten chunks of the sample.
      const source_info = fileSource(52_428_800, 5_242_880)
      await start(run, paths.video, { post_info, source_info }, await run.token())
    }
  },
  {
    id: "video-init/two-ids",
    name: "two inits make two posts",
    contracts: bothContracts,
    run: async (run) => {
      const token = await run.token()
      const first = await start(run, paths.video, pullBody(run), token)
      const second = await start(run, paths.video, pullBody(run), token)
      expect(first.publishId !== second.publishId, second.response, "a different publish_id for each init")
    }
  }
]
