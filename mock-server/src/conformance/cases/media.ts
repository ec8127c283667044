import { expectShape } from "../Client.ts"
import type { PostState } from "../ContractAdapter.ts"
import { makeMp4, type VideoHeader } from "../mp4.ts"
import { bothContracts, type Case, fileSource, follow, paths, type Run, start, upload, uploadBody } from "../Run.ts"

/** A video, and the fail reason of its post. */
interface Row {
  readonly id: string
  readonly what: string
  readonly header: VideoHeader
  /** Undefined for a post that is published. */
  readonly reason?: string
  readonly isDraft?: true
}

// The creator of the cases may post videos of a minute.
const LONGEST = 60

const rows: ReadonlyArray<Row> = [
  { id: "accepted/30", what: "a video of 720 × 1280 pixels with 30 pictures a second", header: {} },
  { id: "accepted/slowest", what: "23 pictures a second", header: { rate: 23 } },
  { id: "accepted/fastest", what: "60 pictures a second", header: { rate: 60 } },
  { id: "accepted/smallest", what: "360 × 360 pixels", header: { width: 360, height: 360 } },
  { id: "accepted/largest", what: "4096 × 4096 pixels", header: { width: 4_096, height: 4_096 } },
  { id: "accepted/longest", what: "the longest video of its creator", header: { rate: 23, seconds: LONGEST } },
  { id: "accepted/draft", what: "a draft of ten minutes", header: { rate: 23, seconds: 600 }, isDraft: true },
  { id: "codec", what: "AV1", header: { codec: "av01" }, reason: "file_format_check_failed" },
  { id: "frame-rate/low", what: "22 pictures a second", header: { rate: 22 }, reason: "frame_rate_check_failed" },
  { id: "frame-rate/high", what: "61 pictures a second", header: { rate: 61 }, reason: "frame_rate_check_failed" },
  { id: "side/small", what: "359 pixels on a side", header: { width: 359 }, reason: "picture_size_check_failed" },
  { id: "side/large", what: "4097 pixels on a side", header: { height: 4_097 }, reason: "picture_size_check_failed" },
  {
    id: "duration/direct",
    what: "a video that is longer than its creator's limit",
    header: { rate: 23, seconds: LONGEST + 1 },
    reason: "duration_check_failed"
  },
  {
    id: "duration/draft",
    what: "a draft of more than ten minutes",
    header: { rate: 23, seconds: 601 },
    reason: "duration_check_failed",
    isDraft: true
  }
]

const endsOf = ({ isDraft, reason }: Row, { contract }: Run): ReadonlyArray<PostState> =>
  reason !== undefined ? ["failed"] : isDraft === true ? contract.deliveredDraft : ["published"]

/** Cases about the restrictions of videos. */
export const mediaCases: ReadonlyArray<Case> = rows.map((row): Case => ({
  id: `media/${row.id}`,
  name: `${row.what} ${row.reason === undefined ? "is accepted" : `fails the post as ${row.reason}`}`,
  contracts: bothContracts,
  needs: "control",
  run: async (run) => {
    await run.control().changeCreator({ maxVideoSeconds: LONGEST })
    const video = makeMp4(row.header)
    const token = await run.token()
    const [path, body] = row.isDraft === true
      ? [paths.inbox, { source_info: fileSource(video.length) }]
      : [paths.video, uploadBody(run, video.length)]
    const started = await start(run, path, body, token)
    await upload(run, started, video)
    const { response, data } = await follow(run, started.publishId, token, endsOf(row, run))
    // The catalog has texts, with one example.
    const isLive = run.contract.name === "live"
    expectShape(response, data, { fail_reason: row.reason === undefined ? "absent" : isLive ? [row.reason] : "text" })
  }
}))
