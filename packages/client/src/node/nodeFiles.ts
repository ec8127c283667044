import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { type PlatformError, systemError, type SystemErrorTag } from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import type { BigIntStats } from "node:fs"
import * as fs from "node:fs/promises"

/**
 * The part of a file system that reads media, without the platform package of
 * Effect.
 *
 * @internal
 */
export const layer: Layer.Layer<FileSystem.FileSystem> = Layer.sync(FileSystem.FileSystem, () =>
  FileSystem.makeNoop({
    open: openFile,
    stat: (path) => attempt("stat", path, async () => infoOf(await fs.stat(path, { bigint: true })))
  }))

const openFile = (path: string): Effect.Effect<FileSystem.File, PlatformError, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      attempt("open", path, () => fs.open(path)),
      (file) => Effect.promise(() => file.close())
    ),
    (file): FileSystem.File => ({
      ...unused,
      stat: attempt("stat", path, async () => infoOf(await file.stat({ bigint: true }))),
      read: (buffer, options) =>
        attempt("read", path, async () => {
          const { bytesRead } = await file.read(buffer, { position: options?.position ?? null })
          return bytesRead
        })
    })
  )

const attempt = <A>(method: string, path: string, run: () => Promise<A>): Effect.Effect<A, PlatformError> =>
  Effect.tryPromise({
    try: run,
    catch: (cause) =>
      systemError({
        _tag: tags[codeOf(cause)] ?? "Unknown",
        module: "FileSystem",
        method,
        pathOrDescriptor: path,
        cause
      })
  })

const tags: Readonly<Record<string, SystemErrorTag>> = {
  EACCES: "PermissionDenied",
  EBUSY: "Busy",
  EISDIR: "BadResource",
  ELOOP: "BadResource",
  ENOENT: "NotFound",
  ENOTDIR: "BadResource",
  EPERM: "PermissionDenied"
}

const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : ""

const infoOf = (stats: BigIntStats): FileSystem.File.Info => ({
  type: typeOf(stats),
  mtime: Option.some(stats.mtime),
  atime: Option.some(stats.atime),
  birthtime: Option.some(stats.birthtime),
  dev: stats.dev,
  ino: Option.some(stats.ino),
  mode: Number(stats.mode),
  nlink: Option.some(stats.nlink),
  uid: Option.some(Number(stats.uid)),
  gid: Option.some(Number(stats.gid)),
  rdev: Option.some(stats.rdev),
  size: ByteSize.bytes(stats.size),
  blksize: Option.none(),
  blocks: Option.none()
})

const typeOf = (stats: BigIntStats): FileSystem.File.Type => {
  if (stats.isFile()) return "File"
  return stats.isDirectory() ? "Directory" : "Unknown"
}

const unused: Omit<FileSystem.File, "stat" | "read"> = {
  [FileSystem.FileTypeId]: FileSystem.FileTypeId,
  seek: () => Effect.die(new Error("Media are read from given positions")),
  sync: Effect.void,
  readAlloc: () => Effect.die(new Error("Media are read into given buffers")),
  truncate: () => Effect.die(new Error("Media are read-only")),
  write: () => Effect.die(new Error("Media are read-only")),
  writeAll: () => Effect.die(new Error("Media are read-only"))
}
