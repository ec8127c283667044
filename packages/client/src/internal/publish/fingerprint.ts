import * as Digest from "effect/crypto/Digest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { CreatorId, Post } from "../../Post.ts"

/**
 * Identifies a request by its creator, its contract and its post.
 *
 * @internal
 */
export const fingerprintOf = Effect.fnUntraced(
  function*(creator: CreatorId, contract: string, post: Post) {
    const digest = yield* Digest.Digest
    const text = `${creator} ${contract} ${identityOf(post)}`
    return yield* digest.digestHex(Digest.sha256, new TextEncoder().encode(text))
  },
  Effect.provide(Digest.layerWebCrypto)
)

/** Every setting, and the location of the media, if it has one. */
const identityOf = (post: Post): string => {
  switch (post._tag) {
    case "Photos":
    case "PhotosDraft":
      return stable({ ...post, images: post.images.map(String) })
    case "VideoDraft":
      return stable({ _tag: post._tag, media: nameOf(post.media) })
    case "Video":
      return stable({ ...post, media: nameOf(post.media), coverTimestamp: millisOf(post.coverTimestamp) })
  }
}

const nameOf = (media: Extract<Post, { readonly media: unknown }>["media"]): string => {
  switch (media._tag) {
    case "File":
      return `file ${media.path}`
    case "Url":
      return `url ${media.url}`
    // Signatures differ, so the same media has many URLs.
    case "Http":
      return `http ${Redacted.value(media.url).replace(/[?#].*/s, "")}`
    case "Bytes":
      return "bytes"
    case "Blob":
      return "blob"
    case "Stream":
      return "stream"
  }
}

const millisOf = (at: Duration.Input | undefined): number | undefined =>
  at === undefined ? undefined : Duration.toMillis(Duration.fromInputUnsafe(at))

const stable = (value: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(
    Object.entries(value).filter(([, field]) => field !== undefined).toSorted(([a], [b]) => a < b ? -1 : 1)
  )
