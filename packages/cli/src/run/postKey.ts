import { Effect, FileSystem, Option, Path } from "effect"
import type { Post } from "effect-tiktok"
import { Digest } from "effect/crypto"
import type { Connection } from "../settings/connection.ts"

/**
 * The key of a publish without `--key`, so that the same command resumes after an interruption. It is the same for the
 * same media with the same settings, until a file changes.
 */
export const postKey = Effect.fnUntraced(
  function*({ baseUrl, contract }: Connection, creator: Post.CreatorId, post: Post.Post) {
    const digest = yield* Digest.Digest
    const media = "media" in post ? yield* identityOf(post.media) : post.images.map(String)
    const settings = { ...post, media: undefined, images: undefined }
    const what = JSON.stringify([media, baseUrl, contract.name, creator, settings])
    return `command ${yield* digest.digestHex(Digest.sha256, new TextEncoder().encode(what))}`
  },
  Effect.provide(Digest.layerWebCrypto)
)

const identityOf = Effect.fnUntraced(function*(media: Post.Video["media"]) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const digest = yield* Digest.Digest
  switch (media._tag) {
    case "File": {
      // A file without readable metadata cannot be published either; the publish reports that.
      const info = Option.getOrUndefined(yield* Effect.option(fs.stat(media.path)))
      const changedAt = Option.getOrUndefined(info?.mtime ?? Option.none())
      return [path.resolve(media.path), String(info?.size), changedAt?.getTime()]
    }
    case "Bytes":
      return yield* digest.digestHex(Digest.sha256, media.bytes)
    case "Url":
      return media.url
    default:
      return yield* Effect.die(new Error(`the command makes no media ${media._tag}`))
  }
})
