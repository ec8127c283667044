import type { Fields } from "../Client.ts"
import type { ContractName } from "../Options.ts"
import {
  bothContracts,
  catalogOnly,
  fileSource,
  liveOnly,
  type Outcome,
  paths,
  photoBody,
  postInfo,
  pullBody,
  type Run,
  uploadBody
} from "../Run.ts"

/** The bodies that the rows of the table change. */
export const inits = {
  "video-init": { path: paths.video, body: (run: Run): unknown => uploadBody(run, run.videos.small.length) },
  "video-pull": { path: paths.video, body: (run: Run): unknown => pullBody(run) },
  "inbox-init": {
    path: paths.inbox,
    body: ({ videos }: Run): unknown => ({ source_info: fileSource(videos.small.length) })
  },
  "inbox-pull": {
    path: paths.inbox,
    body: ({ urls }: Run): unknown => ({ source_info: { source: "PULL_FROM_URL", video_url: urls.video } })
  },
  "photo-init": { path: paths.photos, body: (run: Run): unknown => photoBody(run) },
  "photo-draft": { path: paths.photos, body: (run: Run): unknown => photoBody(run, "MEDIA_UPLOAD") }
}

/** Name of an init with its source. */
export type Init = keyof typeof inits

/** One changed field of an init, and the outcome. */
type Row = readonly [
  id: string,
  what: string,
  changes: Fields | ((run: Run) => Fields),
  outcome: Outcome,
  contracts?: ReadonlyArray<ContractName>
]

const flags = (path: string, names: ReadonlyArray<string>): ReadonlyArray<Row> =>
  names.flatMap((name): ReadonlyArray<Row> => [
    [
      `${name}/true`,
      `${name} true`,
      { [`${path}${name}`]: true, [`${path}privacy_level`]: "PUBLIC_TO_EVERYONE" },
      "accepted"
    ],
    [`${name}/text`, `${name} as text`, { [`${path}${name}`]: "true" }, "bad request"]
  ])

const levels = (names: ReadonlyArray<string>, outcome: Outcome, contracts = bothContracts): ReadonlyArray<Row> =>
  names.map((name) => [
    `privacy_level/${name}`,
    `the privacy level ${name}`,
    { "post_info.privacy_level": name },
    outcome,
    contracts
  ])

const images = ({ urls }: Run, count: number) => Array.from({ length: count }, () => urls.photos[0] ?? urls.video)

const toggles = ["brand_content_toggle", "brand_organic_toggle"]

const integers: ReadonlyArray<Row> = ["video_size", "chunk_size", "total_chunk_count"].flatMap((name) =>
  [["missing", undefined], ["zero", 0], ["negative", -1], ["fraction", 1.5], ["text", "9"]].map(([id, value]): Row => [
    `${name}/${String(id)}`,
    `${name} ${value === undefined ? "missing" : `= ${JSON.stringify(value)}`}`,
    { [`source_info.${name}`]: value },
    "bad request"
  ])
)

const sources: ReadonlyArray<Row> = [
  ["source_info/missing", "no source_info", { source_info: undefined }, "bad request"],
  ["source/missing", "no source", { "source_info.source": undefined }, "bad request"],
  ["source/unknown", "the source PIGEON", { "source_info.source": "PIGEON" }, "bad request"]
]

const urls: ReadonlyArray<Row> = [
  ["video_url/missing", "no video_url", { "source_info.video_url": undefined }, "bad request"],
  ["video_url/relative", "a relative video_url", { "source_info.video_url": "video.mp4" }, "bad request"],
  ["video_url/http", "a video_url with http", ({ urls: { video } }) => ({
    "source_info.video_url": video.replace("https:", "http:")
  }), "foreign url"],
  ["video_url/subdomain", "a video_url on a subdomain of a verified domain", ({ urls: { video } }) => ({
    "source_info.video_url": video.replace("://", "://cdn.")
  }), "accepted"],
  [
    "video_url/foreign",
    "a video_url on another domain",
    { "source_info.video_url": "https://foreign.example/a.mp4" },
    "foreign url"
  ],
  ["video_url/lookalike", "a video_url whose domain ends like a verified one", ({ urls: { video } }) => ({
    "source_info.video_url": video.replace("://", "://not")
  }), "foreign url"],
  ["video_url/user", "a video_url with the verified domain as its user", ({ urls: { video } }) => ({
    "source_info.video_url": video.replace(/:\/\/([^/]+)/, "://$1@foreign.example")
  }), "foreign url"]
]

const photoSources: ReadonlyArray<Row> = [
  ["source_info/missing", "no source_info", { source_info: undefined }, "bad request"],
  ["source/file", "an upload of photos", { "source_info.source": "FILE_UPLOAD" }, "bad request"],
  ["photo_images/missing", "no photo_images", { "source_info.photo_images": undefined }, "bad request"],
  ["photo_images/none", "no photo", { "source_info.photo_images": [] }, "bad request"],
  ["photo_images/one", "one photo", (run) => ({
    "source_info.photo_images": images(run, 1),
    "source_info.photo_cover_index": 0
  }), "accepted"],
  ["photo_images/35", "35 photos", (run) => ({ "source_info.photo_images": images(run, 35) }), "accepted"],
  ["photo_images/36", "36 photos", (run) => ({ "source_info.photo_images": images(run, 36) }), "bad request"],
  ["photo_images/foreign", "a photo on another domain", (run) => ({
    "source_info.photo_images": [...images(run, 1), "https://foreign.example/2.jpg"]
  }), "foreign url"],
  ["photo_cover_index/missing", "no photo_cover_index", { "source_info.photo_cover_index": undefined }, "bad request"],
  ["photo_cover_index/first", "the cover 0", { "source_info.photo_cover_index": 0 }, "accepted"],
  ["photo_cover_index/negative", "the cover -1", { "source_info.photo_cover_index": -1 }, "bad request"],
  ["photo_cover_index/behind", "a cover behind the last photo", ({ urls: { photos } }) => ({
    "source_info.photo_cover_index": photos.length
  }), "bad request"]
]

const photoTexts: ReadonlyArray<Row> = [
  ["title/longest", "a title of 90 UTF-16 units", { "post_info.title": "é".repeat(90) }, "accepted"],
  ["title/too-long", "a title of 91 UTF-16 units", { "post_info.title": `${"😀".repeat(45)}!` }, "bad request"],
  ["title/missing", "no title", { "post_info.title": undefined }, "accepted"],
  [
    "description/longest",
    "a description of 4,000 UTF-16 units",
    { "post_info.description": "é".repeat(4_000) },
    "accepted"
  ],
  [
    "description/too-long",
    "a description of 4,001 UTF-16 units",
    { "post_info.description": `${"😀".repeat(2_000)}!` },
    "bad request"
  ],
  ["description/missing", "no description", { "post_info.description": undefined }, "accepted"]
]

/** The rows of each init. The outcome is that of the init with one change. */
export const initTable: Readonly<Record<Init, ReadonlyArray<Row>>> = {
  "video-init": [
    ["post_info/missing", "no post_info", { post_info: undefined }, "bad request"],
    ...levels(["SELF_ONLY", "MUTUAL_FOLLOW_FRIENDS", "PUBLIC_TO_EVERYONE"], "accepted"),
    ...levels(["PRIVATE", "PUBLIC"], "accepted", catalogOnly),
    ...levels(["PRIVATE", "PUBLIC"], "privacy level not offered", liveOnly),
    ...levels(["EVERYONE"], "unknown privacy level"),
    ["privacy_level/missing", "no privacy level", { "post_info.privacy_level": undefined }, "unknown privacy level"],
    ["title/missing", "no title", { "post_info.title": undefined }, "accepted"],
    ["title/tags", "a title with #tags and @mentions", { "post_info.title": "A #day with @mara\n#sea" }, "accepted"],
    ["title/longest", "a title of 2,200 UTF-16 units", { "post_info.title": "😀".repeat(1_100) }, "accepted"],
    ["title/too-long", "a title of 2,201 UTF-16 units", { "post_info.title": `${"😀".repeat(1_100)}!` }, "bad request"],
    ["title/number", "a title that is a number", { "post_info.title": 7 }, "bad request"],
    ...flags("post_info.", ["disable_duet", "disable_stitch", "disable_comment", ...toggles, "is_aigc"]),
    [
      "toggles/missing",
      "no brand toggle",
      Object.fromEntries(toggles.map((name) => [`post_info.${name}`, undefined])),
      "accepted"
    ],
    [
      "video_cover_timestamp_ms/time",
      "a cover at 1,000 ms",
      { "post_info.video_cover_timestamp_ms": 1_000 },
      "accepted"
    ],
    [
      "video_cover_timestamp_ms/invalid",
      "a cover at -1 ms",
      { "post_info.video_cover_timestamp_ms": -1 },
      "accepted",
      liveOnly
    ],
    [
      "video_cover_timestamp_ms/fraction",
      "a cover at 1.5 ms",
      { "post_info.video_cover_timestamp_ms": 1.5 },
      "bad request"
    ],
    ["unknown-field", "an undocumented field", { "post_info.titel": "x" }, "accepted"],
    ...sources,
    ...integers
  ],
  "video-pull": urls,
  "inbox-init": [
    ["sample", "the sample, which states the source twice", {
      upload_source: "FILE_UPLOAD",
      post_info: { title: "", privacy_level: "PRIVATE" },
      source_info: fileSource(52_428_800, 5_242_880)
    }, "accepted"],
    ["post_info/given", "a post_info", (run) => postInfo(run), "accepted"],
    ["post_info/empty-title", "an empty title", { post_info: { title: "", privacy_level: "PRIVATE" } }, "accepted"],
    [
      "post_info/level",
      "an unknown privacy level",
      { post_info: { privacy_level: "SOME" } },
      "bad request",
      catalogOnly
    ],
    ["upload_source/same", "the upload_source FILE_UPLOAD", { upload_source: "FILE_UPLOAD" }, "accepted"],
    [
      "upload_source/other",
      "an upload_source that differs from the source",
      { upload_source: "PULL_FROM_URL" },
      "bad request",
      catalogOnly
    ],
    ...sources,
    ...integers
  ],
  "inbox-pull": urls,
  "photo-init": [
    ["sample", "the sample of three photos", (run) => ({
      "post_info.privacy_level": "PUBLIC_TO_EVERYONE",
      "post_info.disable_comment": false,
      "source_info.photo_images": images(run, 3),
      "source_info.photo_cover_index": 0
    }), "accepted"],
    ["media_type/missing", "no media_type", { media_type: undefined }, "bad request"],
    ["media_type/video", "the media_type VIDEO", { media_type: "VIDEO" }, "bad request"],
    ["post_mode/missing", "no post_mode", { post_mode: undefined }, "bad request"],
    ["post_mode/space", "the post_mode \"DIRECT POST\"", { post_mode: "DIRECT POST" }, "bad request"],
    ["post_info/missing", "no post_info", { post_info: undefined }, "bad request"],
    ...levels(["SELF_ONLY", "MUTUAL_FOLLOW_FRIENDS", "PUBLIC_TO_EVERYONE"], "accepted"),
    ...levels(["PRIVATE"], "privacy level not offered", liveOnly),
    ["privacy_level/missing", "no privacy level", { "post_info.privacy_level": undefined }, "unknown privacy level"],
    ...flags("post_info.", ["disable_comment", ...toggles, "auto_add_music"]),
    [
      "toggles/missing",
      "no brand toggle",
      Object.fromEntries(toggles.map((name) => [`post_info.${name}`, undefined])),
      "accepted"
    ],
    ["is_aigc/true", "is_aigc at the top level", { is_aigc: true }, "accepted", liveOnly],
    ["is_aigc/text", "is_aigc as text", { is_aigc: "true" }, "bad request", liveOnly],
    ["is_aigc/post_info", "is_aigc in post_info", { "post_info.is_aigc": true }, "accepted"],
    ...photoTexts,
    ...photoSources
  ],
  "photo-draft": [
    ["privacy_level/missing", "no privacy level", { "post_info.privacy_level": undefined }, "accepted"],
    ...photoTexts,
    ...photoSources
  ]
}
