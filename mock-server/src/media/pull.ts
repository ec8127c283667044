import { isLoopback } from "../engine/App.ts"
import { planBounds } from "../engine/chunkBounds.ts"
import { reasonOf } from "../engine/fetchFailureText.ts"
import { headDefect, type MediaDefect, mediaLimits, photoDefect } from "../engine/mediaChecks.ts"
import type { MediaSample } from "../engine/MediaSample.ts"
import type { PulledMedia } from "../engine/MediaStore.ts"
import { sampleBody } from "./download.ts"
import { inspectPhoto } from "./inspectPhoto.ts"
import { inspectVideo } from "./inspectVideo.ts"

/** Requests one file. `fetch` is one. */
export type PullFetch = (
  url: string,
  init: { readonly redirect: "manual"; readonly signal: AbortSignal }
) => Promise<Response>

/** Options for pulls. */
export interface PullOptions {
  /** Downloads every URL. The global `fetch` by default, which then downloads only from this machine. */
  readonly fetch?: PullFetch | undefined
}

type Kind = "video" | "photo"

// The limit on the mock's clock does not end a download in real time.
const TIMEOUT_MILLIS = 60 * 60 * 1_000

/** Makes the function that pulls the media of a post. */
export const makePull = ({ fetch: given }: PullOptions, closed: AbortSignal) => {
  const isDownloaded = (url: string) => given !== undefined || isLoopback(URL.parse(url)?.hostname ?? "")

  const download = async (url: string, kind: Kind): Promise<MediaSample | MediaDefect> => {
    const fail = (rule: string): MediaDefect => ({ check: `${kind}-pull`, rule: `${url} ${rule}` })
    try {
      const signal = AbortSignal.any([closed, AbortSignal.timeout(TIMEOUT_MILLIS)])
      const { body, status } = await (given ?? fetch)(url, { redirect: "manual", signal })
      if (status === 200) return await sampleBody(body, maxBytes[kind]) ?? fail(`has more than ${maxBytes[kind]} bytes`)
      await body?.cancel()
      return fail(
        status >= 300 && status < 400 ? `redirects (${status}); TikTok follows none` : `responds with ${status}`
      )
    } catch (error) {
      return fail(`cannot be downloaded: ${reasonOf(error)}`)
    }
  }

  const pullAll = async (urls: ReadonlyArray<string>, kind: Kind): Promise<PulledMedia> => {
    let bytes = 0
    for (const url of urls) {
      const sample = await download(url, kind)
      if ("check" in sample) return { bytes, defect: sample, facts: undefined }
      bytes += sample.size
      if (kind === "video") {
        const facts = await inspectVideo(sample)
        return { bytes, facts, defect: facts === undefined ? headDefect(sample.head) : undefined }
      }
      const defect = photoDefectOf(sample)
      // One bad photo fails the post.
      if (defect !== undefined) {
        return { bytes, defect: { ...defect, rule: `${url}: ${defect.rule}` }, facts: undefined }
      }
    }
    return { bytes, defect: undefined, facts: undefined }
  }

  return (urls: ReadonlyArray<string>, kind: Kind): Promise<PulledMedia> | undefined => {
    const downloaded = urls.filter(isDownloaded)
    return downloaded.length === 0 ? undefined : pullAll(downloaded, kind)
  }
}

// Some more bytes than a photo may have, so that its check can name the rule.
const maxBytes: Readonly<Record<Kind, number>> = {
  photo: 2 * mediaLimits.photoBytes,
  video: planBounds.either.maxVideo
}

const photoDefectOf = ({ head, size }: MediaSample): MediaDefect | undefined => {
  const facts = inspectPhoto(head, size)
  return facts === undefined
    ? { check: "format", rule: "the header of the photo cannot be read" }
    : photoDefect(facts)
}
