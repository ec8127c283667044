import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Pull from "effect/Pull"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as Media from "../../Media.ts"
import type { ByteRange, MediaIdentity } from "../../model/upload.ts"
import { InvalidInput, MediaSourceError } from "../../TikTokError.ts"
import { concat } from "../common/bytes.ts"
import { forBytes } from "../common/timeLimit.ts"
import * as ContentRange from "../wire/contentRange.ts"
import { gathered, type MediaReader, streamed } from "./chunkBody.ts"
import { isPrivateHost } from "./privateHosts.ts"

/**
 * Asks a media server for one byte, which tells the size of the media and which
 * version of it there is.
 *
 * @internal
 */
export const identify = (
  client: HttpClient.HttpClient,
  media: Media.HttpMedia
): Effect.Effect<MediaIdentity, InvalidInput | MediaSourceError> =>
  Effect.scoped(Effect.gen(function*() {
    const { response: { headers }, size } = yield* ask(client, media, { start: 0, end: 1 })
    return { size, ...versionOf(headers) }
  }))

/**
 * Reads parts of a media from its server, all of the same version, which is the
 * `known` one as far as that is known.
 *
 * @internal
 */
export const open = Effect.fnUntraced(function*(
  client: HttpClient.HttpClient,
  media: Media.HttpMedia,
  known: MediaIdentity,
  isStreamed: boolean
): Effect.fn.Return<MediaReader, InvalidInput | MediaSourceError> {
  const version = yield* identify(client, media)
  const isKnown = known.etag !== undefined || known.lastModified !== undefined
  const before = changeOf(isKnown ? known : { ...version, size: known.size }, version)
  if (before !== undefined) return yield* before
  const verify = Effect.flatMap(identify(client, media), (now) => {
    const change = changeOf(version, now)
    return change === undefined ? Effect.void : Effect.fail(change)
  }).pipe(
    // A part that is there already is not read again because of this question.
    Effect.retry({ times: 2, while: ({ retryable }) => retryable })
  )

  /** Gives the pieces of a part in order, and never more than the part. */
  const pieces = Effect.fnUntraced(function*(range: ByteRange) {
    const { response, size } = yield* ask(client, media, range)
    const changed = changeOf(version, { size, ...versionOf(response.headers) })
    if (changed !== undefined) return yield* changed
    const pull = yield* Stream.toPull(response.stream)
    let left = range.end - range.start
    return pull.pipe(
      Effect.map(concat),
      Pull.catchDone(() => Effect.fail(broken(`ended ${left} bytes early`))),
      Effect.mapError((error) => error instanceof MediaSourceError ? error : broken("broke off")),
      Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.fail(broken("gave nothing for a minute")) }),
      Effect.flatMap((piece) => {
        left -= piece.length
        return left < 0
          ? Effect.fail(refused(206, "body", `must end with the range, and had ${-left} bytes more`))
          : Effect.succeed(piece)
      })
    )
  })

  if (!isStreamed) {
    return gathered(
      media.contentType,
      Effect.fnUntraced(function*(range) {
        const next = yield* pieces(range)
        const bytes = new Uint8Array(range.end - range.start)
        for (let filled = 0; filled < bytes.length;) {
          const piece = yield* next
          bytes.set(piece, filled)
          filled += piece.length
        }
        if (range.end === version.size) yield* verify
        return bytes
      }, inPartTime)
    )
  }
  return {
    // The server has answered for the part before TikTok hears of it.
    body: (range, onBytes, beforeEnd) =>
      Effect.map(pieces(range), (next) => {
        const check = range.end === version.size ? Effect.andThen(verify, beforeEnd) : beforeEnd
        return streamed(media.contentType, range, onBytes, () => next, check)
      }),
    readableFrom: () => 0
  }
})

// A server that gives a byte now and then would never be done.
const inPartTime = <A, E, R>(
  reading: Effect.Effect<A, E, R>,
  { end, start }: ByteRange
): Effect.Effect<A, E | MediaSourceError, Exclude<R, Scope.Scope>> =>
  Effect.timeoutOrElse(Effect.scoped(reading), {
    duration: forBytes(end - start),
    orElse: () => Effect.fail(broken("was not there in time"))
  })

interface Answer {
  readonly response: HttpClientResponse
  /** Bytes of the whole media. */
  readonly size: number
}

const ask = Effect.fnUntraced(
  function*(
    client: HttpClient.HttpClient,
    media: Media.HttpMedia,
    range: ByteRange
  ): Effect.fn.Return<Answer, InvalidInput | MediaSourceError, Scope.Scope> {
    const start = URL.parse(Redacted.value(media.url))
    if (start === null || !/^https?:$/.test(start.protocol) || start.username !== "" || start.password !== "") {
      return yield* new InvalidInput({
        field: "media.url",
        rule: "must be an absolute http or https URL without credentials"
      })
    }
    // An answer that is refused may go on for gigabytes.
    const scoped = HttpClient.withScope(client)
    let url = start
    let pointed: number | undefined
    for (let redirects = 0;; redirects++) {
      if (media.allowPrivate !== true && isPrivateHost(url.hostname)) return yield* closedTo(url, pointed)
      const response = yield* scoped.execute(
        HttpClientRequest.get(url.href).pipe(
          // Secrets for one host are none of another's business.
          HttpClientRequest.setHeaders(url.origin === start.origin ? clear(media.headers) : {}),
          HttpClientRequest.setHeader("accept-encoding", "identity"),
          HttpClientRequest.setHeader("range", `bytes=${range.start}-${range.end - 1}`)
        )
      ).pipe(
        // The URL may be signed, so nothing of the client's error gets out.
        Effect.mapError(() => broken("could not be asked for: the media server gave no answer")),
        Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.fail(broken("gave no answer for a minute")) })
      )
      const { headers, status } = response
      const target = redirections.has(status) && redirects < mostRedirects
        ? URL.parse(headers["location"] ?? "", url)
        : null
      if (target === null || !/^https?:$/.test(target.protocol)) {
        // What a browser makes of a redirect that it may not follow.
        if (status === 0) return yield* broken("could not be asked for: the HTTP client hides where a redirect leads")
        if (status !== 206) return yield* refused(status, "status", "must be 206, since a range was asked for")
        const coding = headers["content-encoding"]?.trim().toLowerCase() ?? ""
        if (coding !== "" && coding !== "identity") {
          return yield* refused(status, "Content-Encoding", `must be identity, not ${coding}`)
        }
        const given = ContentRange.parse(headers["content-range"] ?? "")
        if (given?.start !== range.start || given.end !== range.end) {
          return yield* refused(
            status,
            "Content-Range",
            `must name bytes ${range.start} to ${range.end - 1} and the size`
          )
        }
        return { response, size: given.size }
      }
      pointed = status
      url = target
    }
  },
  // Each address that a server points to is looked at before it is asked.
  Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }),
  Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
  Effect.provideService(HttpClient.TracerPropagationEnabled, false)
)

// The host alone: the rest of the address may be signed.
const closedTo = ({ host }: URL, pointed: number | undefined): InvalidInput | MediaSourceError => {
  const rule = `must not lead to ${host}, which is private to this network, unless allowPrivate is set`
  return pointed === undefined
    ? new InvalidInput({ field: "media.url", rule })
    : refused(pointed, "Location", rule)
}

const mostRedirects = 5

const redirections: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

const patience = "1 minute"

const clear = (headers: Media.HttpMedia["headers"]) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Redacted.value(value)]))

const versionOf = (headers: Readonly<Record<string, string | undefined>>): Omit<MediaIdentity, "size"> => {
  const etag = strongTag(headers["etag"])
  // Servers of one media may agree on its tag and yet have written it at different times.
  return { etag, lastModified: etag === undefined ? headers["last-modified"] : undefined }
}

/** How a media differs from what it has to be. */
const changeOf = (expected: MediaIdentity, found: MediaIdentity): MediaSourceError | undefined => {
  if (found.size !== expected.size) {
    return refused(206, "Content-Range", `must name ${expected.size} bytes, as before, not ${found.size}`)
  }
  if (found.etag !== expected.etag) return refused(206, "ETag", "must not change on the way")
  return found.lastModified === expected.lastModified
    ? undefined
    : refused(206, "Last-Modified", "must not change on the way")
}

// A weak tag promises the same meaning, not the same bytes.
const strongTag = (tag: string | undefined): string | undefined => tag?.startsWith("W/") === true ? undefined : tag

const refused = (status: number, field: string, rule: string) => new MediaSourceError({ status, field, rule })

const broken = (rule: string) => new MediaSourceError({ field: "body", rule })
