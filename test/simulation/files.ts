/** The files of media in memory. */
import { ByteSize, Effect, FileSystem, type Layer, Option, PlatformError } from "effect"

/** A file system with these files, last changed long ago. */
export const makeFiles = (files: ReadonlyMap<string, Uint8Array>): Layer.Layer<FileSystem.FileSystem> => {
  const find = (path: string): Effect.Effect<Uint8Array, PlatformError.PlatformError> =>
    Effect.suspend(() => {
      const bytes = files.get(path)
      return bytes === undefined
        ? Effect.fail(
          PlatformError.systemError({ _tag: "NotFound", module: "FileSystem", method: "open", pathOrDescriptor: path })
        )
        : Effect.succeed(bytes)
    })
  const stat = (path: string) =>
    Effect.map(find(path), (bytes) => infoOf(bytes.length, Array.from(files.keys()).indexOf(path)))
  return FileSystem.layerNoop({
    stat,
    open: (path) =>
      Effect.map(find(path), (bytes) => {
        const unused = Effect.die(new Error("media are only read"))
        return {
          [FileSystem.FileTypeId]: FileSystem.FileTypeId,
          stat: stat(path),
          read: (buffer: Uint8Array, options?: FileSystem.File.ReadOptions) =>
            Effect.sync(() => {
              const start = Number(options?.position ?? 0)
              const piece = bytes.subarray(start, start + buffer.length)
              buffer.set(piece)
              return piece.length
            }),
          readAlloc: () => unused,
          seek: () => unused,
          sync: unused,
          truncate: () => unused,
          write: () => unused,
          writeAll: () => unused
        }
      })
  })
}

const infoOf = (size: number, inode: number): FileSystem.File.Info => ({
  type: "File",
  size: ByteSize.bytes(size),
  mtime: Option.some(new Date(Date.UTC(2025, 0, 1, 0, 0, 0, 1))),
  atime: Option.none(),
  birthtime: Option.none(),
  dev: 1n,
  ino: Option.some(BigInt(inode)),
  mode: 0o644,
  nlink: Option.none(),
  uid: Option.none(),
  gid: Option.none(),
  rdev: Option.none(),
  blksize: Option.none(),
  blocks: Option.none()
})
