import * as Duration from "effect/Duration"
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
import * as Deadline from "../common/deadline.ts"
import { forBytes } from "../common/timeLimit.ts"
import * as ContentRange from "../wire/contentRange.ts"
import { buffered, type MediaReader, streamed } from "./chunkBody.ts"
import { isPrivateHost, privateRule } from "./privateHosts.ts"

/**
 * Requests one byte from a media server, to learn the size and version of the
 * media.
 *
 * @internal
 */
export const identify = (
  client: HttpClient.HttpClient,
  media: Media.HttpMedia
): Effect.Effect<MediaIdentity, InvalidInput | MediaSourceError> =>
  Effect.scoped(Effect.gen(function*() {
    const { response: { headers }, size } = yield* requestRange(client, media, { start: 0, end: 1 })
    return { size, ...versionOf(headers) }
  }))

/**
 * Reads ranges of a media from its server, all of the same version. That must be
 * the `known` version where there is one.
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
    // Without retries, a failure here would read the whole range again.
    Effect.retry({ times: 2, while: ({ retryable }) => retryable })
  )

  if (!isStreamed) {
    return buffered(
      media.contentType,
      (range) => {
        const bytes = readRange(client, media, version, range)
        return range.end === version.size ? Effect.tap(bytes, verify) : bytes
      }
    )
  }
  return {
    // The server answers for the range before the request to TikTok starts.
    body: (range, onBytes, beforeEnd) =>
      Effect.map(pieces(client, media, version, range), (next) => {
        const check = range.end === version.size ? Effect.andThen(verify, beforeEnd) : beforeEnd
        return streamed(media.contentType, range, onBytes, () => next, check)
      }),
    readableFrom: () => 0
  }
})

/** Reads the pieces of a range in order, and fails when there is more. */
const pieces = Effect.fnUntraced(function*(
  client: HttpClient.HttpClient,
  media: Media.HttpMedia,
  version: MediaIdentity,
  range: ByteRange
) {
  const { response, size } = yield* requestRange(client, media, range)
  const changed = changeOf(version, { size, ...versionOf(response.headers) })
  if (changed !== undefined) return yield* changed
  const pull = yield* Stream.toPull(response.stream)
  let left = range.end - range.start
  return pull.pipe(
    Effect.map(concat),
    Pull.catchDone(() => Effect.fail(bodyError(`ended ${left} bytes early`))),
    Effect.mapError((error) => error instanceof MediaSourceError ? error : bodyError("broke off")),
    Effect.timeoutOrElse({ duration: timeout, orElse: () => Effect.fail(bodyError("gave nothing for a minute")) }),
    Effect.flatMap((piece) => {
      left -= piece.length
      return left < 0
        ? Effect.fail(invalidResponse(206, "body", `must end with the range, and had ${-left} bytes more`))
        : Effect.succeed(piece)
    })
  )
})

/**
 * Reads a range of this version of a media into memory.
 *
 * @internal
 */
export const readRange = (
  client: HttpClient.HttpClient,
  media: Media.HttpMedia,
  version: MediaIdentity,
  range: ByteRange
): Effect.Effect<Uint8Array, InvalidInput | MediaSourceError> =>
  withTimeLimit(
    Effect.gen(function*() {
      const next = yield* pieces(client, media, version, range)
      const bytes = new Uint8Array(range.end - range.start)
      for (let filled = 0; filled < bytes.length;) {
        const piece = yield* next
        bytes.set(piece, filled)
        filled += piece.length
      }
      return bytes
    }),
    range
  )

// A server that sends a byte now and then would never finish.
const withTimeLimit = <A, E, R>(
  reading: Effect.Effect<A, E, R>,
  { end, start }: ByteRange
): Effect.Effect<A, E | MediaSourceError, Exclude<R, Scope.Scope>> =>
  Effect.flatMap(Deadline.leftOf(forBytes(end - start)), (duration) =>
    Effect.timeoutOrElse(Effect.scoped(reading), {
      duration,
      orElse: () => Effect.fail(bodyError("was not there in time"))
    }))

interface WireResponse {
  readonly response: HttpClientResponse
  /** Bytes of the whole media. */
  readonly size: number
}

const requestRange = Effect.fnUntraced(
  function*(
    client: HttpClient.HttpClient,
    media: Media.HttpMedia,
    range: ByteRange
  ): Effect.fn.Return<WireResponse, InvalidInput | MediaSourceError, Scope.Scope> {
    const start = URL.parse(Redacted.value(media.url))
    if (start === null || !/^https?:$/.test(start.protocol) || start.username !== "" || start.password !== "") {
      return yield* new InvalidInput({
        field: "media.url",
        rule: "must be an absolute http or https URL without credentials"
      })
    }
    // A refused response may continue for gigabytes.
    const scoped = HttpClient.withScope(client)
    let url = start
    let redirectStatus: number | undefined
    for (let redirects = 0;; redirects++) {
      if (media.allowPrivate !== true && isPrivateHost(url.hostname)) {
        return yield* privateHostError(url, redirectStatus)
      }
      const response = yield* scoped.execute(
        HttpClientRequest.get(url.href).pipe(
          // Another host must not receive these secrets.
          HttpClientRequest.setHeaders(url.origin === start.origin ? headerValues(media.headers) : {}),
          HttpClientRequest.setHeader("accept-encoding", "identity"),
          HttpClientRequest.setHeader("range", `bytes=${range.start}-${range.end - 1}`)
        )
      ).pipe(
        // The URL may be signed, so nothing of the client's error is kept.
        Effect.mapError(() => bodyError("could not be requested: the media server gave no response"))
      )
      const { headers, status } = response
      const target = redirectStatuses.has(status) && redirects < maxRedirects
        ? URL.parse(headers["location"] ?? "", url)
        : null
      if (target === null || !/^https?:$/.test(target.protocol)) {
        // A browser reports a redirect that it may not follow as status 0.
        if (status === 0) {
          return yield* bodyError("could not be requested: the HTTP client hides where a redirect leads")
        }
        if (status !== 206) return yield* invalidResponse(status, "status", "must be 206, since a range was requested")
        const coding = headers["content-encoding"]?.trim().toLowerCase() ?? ""
        if (coding !== "" && coding !== "identity") {
          return yield* invalidResponse(status, "Content-Encoding", `must be identity, not ${coding}`)
        }
        const contentRange = ContentRange.parse(headers["content-range"] ?? "")
        if (contentRange?.start !== range.start || contentRange.end !== range.end) {
          return yield* invalidResponse(
            status,
            "Content-Range",
            `must name bytes ${range.start} to ${range.end - 1} and the size`
          )
        }
        return { response, size: contentRange.size }
      }
      redirectStatus = status
      url = target
    }
  },
  (request) =>
    Effect.flatMap(Deadline.leftOf(timeout), (duration) =>
      Effect.timeoutOrElse(request, {
        duration,
        orElse: () => Effect.fail(bodyError("gave no response in time"))
      })),
  // Each redirect target is checked before it is requested.
  Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }),
  Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
  Effect.provideService(HttpClient.TracerPropagationEnabled, false)
)

// Names only the host, because the rest of the URL may be signed.
const privateHostError = ({ host }: URL, redirectStatus: number | undefined): InvalidInput | MediaSourceError => {
  const rule = privateRule(host)
  return redirectStatus === undefined
    ? new InvalidInput({ field: "media.url", rule })
    : invalidResponse(redirectStatus, "Location", rule)
}

const maxRedirects = 5

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

const timeout = Duration.minutes(1)

const headerValues = (headers: Media.HttpMedia["headers"]) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Redacted.value(value)]))

const versionOf = (headers: Readonly<Record<string, string | undefined>>): Omit<MediaIdentity, "size"> => {
  const etag = strongTag(headers["etag"])
  // Servers of one media may have the same tag and different times.
  return { etag, lastModified: etag === undefined ? headers["last-modified"] : undefined }
}

/** How a media differs from the expected version. */
const changeOf = (expected: MediaIdentity, found: MediaIdentity): MediaSourceError | undefined => {
  if (found.size !== expected.size) {
    return invalidResponse(206, "Content-Range", `must name ${expected.size} bytes, as before, not ${found.size}`)
  }
  if (found.etag !== expected.etag) return invalidResponse(206, "ETag", "must not change on the way")
  return found.lastModified === expected.lastModified
    ? undefined
    : invalidResponse(206, "Last-Modified", "must not change on the way")
}

// A weak tag promises the same meaning, not the same bytes.
const strongTag = (tag: string | undefined): string | undefined => tag?.startsWith("W/") === true ? undefined : tag

const invalidResponse = (status: number, field: string, rule: string) => new MediaSourceError({ status, field, rule })

const bodyError = (rule: string) => new MediaSourceError({ field: "body", rule })
