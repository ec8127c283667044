import * as Digest from "effect/crypto/Digest"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import { type PlatformError, systemError } from "effect/PlatformError"
import type { Entry, Service } from "../../model/record.ts"
import type { StoreFailed } from "../../TikTokError.ts"
import * as RecordHeader from "./recordHeader.ts"
import { failed } from "./storeFailed.ts"

/**
 * One file for each record, readable only by this user, for all processes of a host.
 * The file name ends with a number, and the highest number is the current one. A
 * writer links a finished file to the next number. This succeeds for one writer: the
 * others find that number taken, or a higher one when they check again. So a delayed
 * write changes nothing. A removed record leaves a file without bytes, so that numbers
 * never decrease.
 *
 * The folder `open` has a file with the name of each record that may be open. If it is missing, it is made again from
 * the records.
 *
 * @internal
 */
export const make = Effect.fnUntraced(
  function*(
    directory: string
  ): Effect.fn.Return<
    Service,
    StoreFailed,
    FileSystem.FileSystem | Path.Path | SecureRandom.SecureRandom | Digest.Digest
  > {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const { uuidV4 } = yield* SecureRandom.SecureRandom
    const digest = yield* Digest.Digest

    const markers = path.join(directory, "open")
    // The umask limits the mode of a new folder, and an existing folder may have another.
    const makeFolder = (folder: string) => Effect.andThen(makeFolders(folder), fs.chmod(folder, 0o700))

    // The recursive option of Node never ends where no folder can be made, such as below `/proc`.
    const makeFolders = (folder: string): Effect.Effect<void, PlatformError> => {
      const one = Effect.catchIf(
        fs.makeDirectory(folder, { mode: 0o700 }),
        ({ reason }) => reason._tag === "AlreadyExists",
        (error) =>
          Effect.flatMap(fs.stat(folder), ({ type }) => type === "Directory" ? Effect.void : Effect.fail(error))
      )
      const parent = path.dirname(folder)
      return parent === folder
        ? one
        : Effect.catchIf(one, isNotFound, () => Effect.andThen(makeFolders(parent), one))
    }
    yield* Effect.mapError(makeFolder(directory), failed("write", directory))

    const fileOf = (stem: string, number: number): string => path.join(directory, `${stem}.${number}`)

    /** The start of the file names of a record. File systems allow 255 bytes, and some ignore case. */
    const stemOf = Effect.fnUntraced(function*(name: string) {
      const stem = encodeURIComponent(name).replace(/%..|[~A-Z]/g, escapeOf)
      if (stem.length <= 160) return stem
      const sum = yield* Effect.orDie(digest.digestHex(Digest.sha256, new TextEncoder().encode(name)))
      return `${stem.slice(0, 80)}~${sum}`
    })

    const filesIn = Effect.map(fs.readDirectory(directory), (names) => names.flatMap((name) => partsOf(name) ?? []))

    const numbersOf = (stem: string) =>
      Effect.map(
        filesIn,
        (files) => files.filter((file) => file.stem === stem).map(({ number }) => number).toSorted((a, b) => a - b)
      )

    const read = Effect.fnUntraced(function*(stem: string, number: number) {
      const file = fileOf(stem, number)
      const { type } = yield* Effect.catchReason(fs.stat(file), "PlatformError", "BadResource", () => notRegular(file))
      // To read a pipe never ends, and blocks a thread of the platform.
      if (type !== "File") return yield* notRegular(file)
      const { bytes, header } = RecordHeader.parse(yield* fs.readFile(file))
      return { number, header, bytes, version: header?.version ?? `damaged ${number}` }
    })

    /** The newest file of a record. A file that is removed before it is read has a successor. */
    const newest = Effect.fnUntraced(function*(stem: string) {
      const numbers = yield* numbersOf(stem)
      const number = numbers.at(-1)
      return { numbers, file: number === undefined ? undefined : yield* read(stem, number) }
    }, Effect.retry({ times: 20, while: isNotFound }))

    /** Writes a complete file under a name that no record has. */
    const draft = (stem: string, record: Uint8Array, changedAt: number) =>
      Effect.acquireRelease(
        Effect.map(uuidV4(), (id) => path.join(directory, `${stem}.${id}.draft`)),
        (file) => Effect.ignore(fs.remove(file, { force: true }))
      ).pipe(
        Effect.tap((file) =>
          Effect.scoped(
            fs.open(file, { flag: "wx", mode: 0o600 }).pipe(
              Effect.tap((handle) => handle.writeAll(record)),
              Effect.flatMap((handle) => handle.sync)
            )
          )
        ),
        Effect.tap((file) => fs.chmod(file, 0o600)),
        Effect.tap((file) => fs.utimes(file, changedAt / 1000, changedAt / 1000))
      )

    /** A link survives a loss of power once the folder is on the disk. Some platforms cannot open a folder. */
    const flush = (folder: string) =>
      Effect.ignore(Effect.scoped(Effect.flatMap(fs.open(folder, { flag: "r" }), ({ sync }) => sync)))

    /** Makes the next file if the newest one is the one that the caller has read. Returns whether it did. */
    const advance = Effect.fnUntraced(
      function*(stem: string, seen: ReadonlyArray<number>, record: Uint8Array, changedAt: number) {
        const number = (seen.at(-1) ?? 0) + 1
        const file = fileOf(stem, number)
        const isFirst = yield* Effect.as(fs.link(yield* draft(stem, record, changedAt), file), true).pipe(
          Effect.catchReason("PlatformError", "AlreadyExists", () => Effect.succeed(false))
        )
        if (!isFirst) return false
        yield* flush(directory)
        // The number may be used and removed already, if this process was paused.
        if ((yield* numbersOf(stem)).some((other) => other > number)) {
          yield* fs.remove(file, { force: true })
          return false
        }
        yield* Effect.forEach(seen, (older) => Effect.ignore(fs.remove(fileOf(stem, older), { force: true })), {
          discard: true
        })
        return true
      },
      Effect.scoped,
      Effect.uninterruptible
    )

    const mark = Effect.fnUntraced(function*(stem: string, name: string, changedAt: number) {
      const marker = path.join(markers, stem)
      if (yield* fs.exists(marker)) return
      yield* fs.link(yield* draft(stem, new TextEncoder().encode(name), changedAt), marker).pipe(
        Effect.catchReason("PlatformError", "AlreadyExists", () => Effect.void)
      )
      yield* flush(markers)
    }, Effect.scoped)

    const unmark = (stem: string) => Effect.ignore(fs.remove(path.join(markers, stem), { force: true }))

    const put = Effect.fnUntraced(function*(name: string, expected: string | undefined, entry: Entry) {
      const stem = yield* stemOf(name)
      const { file, numbers } = yield* newest(stem)
      const current = file?.header?.isGone === true ? undefined : file?.version
      if (current === entry.version) return true
      if (current !== expected) return false
      // An extra marker costs a read. A missing one would hide an open record.
      if (entry.isOpen) yield* mark(stem, name, entry.changedAt)
      const isDone = yield* advance(stem, numbers, RecordHeader.format(name, entry), entry.changedAt)
      if (isDone && !entry.isOpen) yield* unmark(stem)
      return isDone
    })

    const remove = Effect.fnUntraced(function*(name: string, expected: string) {
      const stem = yield* stemOf(name)
      const { file, numbers } = yield* newest(stem)
      if (file === undefined || file.header?.isGone === true || file.version !== expected) return false
      const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
      const gone = { version: `gone ${yield* uuidV4()}`, bytes: new Uint8Array(), isOpen: false, changedAt: now }
      const isDone = yield* advance(stem, numbers, RecordHeader.format(name, gone, true), now)
      if (isDone) yield* unmark(stem)
      return isDone
    })

    /** Files that a crash has left unfinished. */
    const sweep = Effect.fnUntraced(function*(before: number) {
      const drafts = (yield* fs.readDirectory(directory)).filter((file) => file.endsWith(".draft"))
      yield* Effect.forEach(drafts, (file) =>
        fs.stat(path.join(directory, file)).pipe(
          Effect.flatMap(({ mtime }) =>
            Option.exists(mtime, (date) => date.getTime() < before)
              ? fs.remove(path.join(directory, file), { force: true })
              : Effect.void
          ),
          Effect.ignore
        ), { discard: true })
    })

    /** A short stem contains the name. The name of a longer one is in the marker and in the record. One may be damaged. */
    const namesOf = Effect.fnUntraced(function*(stem: string) {
      const unknown = Effect.orElseSucceed(() => undefined)
      const sources = stem.includes("~")
        ? [
          unknown(fs.readFileString(path.join(markers, stem))),
          unknown(Effect.map(newest(stem), ({ file }) => file?.header?.name))
        ]
        : [unknown(Effect.try(() => decodeURIComponent(stem)))]
      for (const source of sources) {
        const name = yield* source
        if (name !== undefined && (yield* stemOf(name)) === stem) return [name]
      }
      // A file of another program.
      return []
    })

    /**
     * The name of a record whose newest file was changed in a period, by the time of the file, and which is closed or
     * cannot be read. A leftover marker of a late writer hides none of them.
     */
    const closedName = Effect.fnUntraced(function*(stem: string, number: number, since: number, before: number) {
      const file = fileOf(stem, number)
      const changedAt = yield* unlessUnreadable(
        Effect.map(fs.stat(file), ({ mtime }) => Option.getOrElse(Option.map(mtime, (date) => date.getTime()), () => 0))
      )
      if (changedAt !== undefined && (changedAt < since || changedAt >= before)) return []
      const header = (yield* unlessUnreadable(read(stem, number)))?.header
      if (header === undefined || (yield* stemOf(header.name)) !== stem) {
        // An open record has a marker, and is listed by it.
        return (yield* fs.exists(path.join(markers, stem))) ? [] : yield* namesOf(stem)
      }
      if (header.isOpen) return []
      if (header.isGone !== true) return [header.name]
      // The file of a removed record blocks late writes. No process is paused for a day.
      const yesterday = (yield* Effect.clockWith((clock) => clock.currentTimeMillis)) - day
      if (before !== Infinity && changedAt !== undefined && changedAt < yesterday) {
        yield* Effect.ignore(fs.remove(file, { force: true }))
      }
      return []
    }, Effect.catchIf(isNotFound, () => Effect.succeed([])))

    const closed = Effect.fnUntraced(function*(prefix: string, since: number, before: number) {
      if (before !== Infinity) yield* sweep(before)
      const files = [...Map.groupBy(yield* filesIn, ({ stem }) => stem)].filter(([stem]) => mayBegin(stem, prefix))
      const found = yield* Effect.forEach(
        files,
        ([stem, all]) => closedName(stem, Math.max(...all.map(({ number }) => number)), since, before)
      )
      return found.flat().filter((name) => name.startsWith(prefix))
    })

    /** Makes the folder of the markers, and a marker for each record that may be open. */
    const rebuild = Effect.gen(function*() {
      yield* makeFolder(markers)
      const stems = new Set((yield* filesIn).map(({ stem }) => stem))
      yield* Effect.forEach(stems, (stem) =>
        Effect.gen(function*() {
          // What cannot be read may be open.
          const header = yield* Effect.match(newest(stem), {
            onSuccess: ({ file }) => file?.header,
            onFailure: () => undefined
          })
          if (header?.isGone === true || header?.isOpen === false) return
          const [name] = yield* namesOf(stem)
          if (name !== undefined) yield* mark(stem, name, header?.changedAt ?? 0)
        }), { discard: true })
    })

    /** Makes the folder again if it is missing. */
    const withMarkers = <A>(self: Effect.Effect<A, PlatformError>) =>
      Effect.flatMap(fs.exists(markers), (isThere) => isThere ? self : Effect.andThen(rebuild, self))

    yield* Effect.mapError(withMarkers(fs.chmod(markers, 0o700)), failed("write", markers))

    const open = Effect.fnUntraced(function*(prefix: string) {
      const names = yield* Effect.forEach(yield* fs.readDirectory(markers), namesOf)
      return names.flat().filter((name) => name.startsWith(prefix))
    })

    return {
      get: Effect.fnUntraced(function*(name) {
        const { file } = yield* Effect.mapError(
          newest(yield* stemOf(name)),
          (error) => failed(error.reason._tag === "InvalidData" ? "decode" : "read", name)(error)
        )
        return file === undefined || file.header?.isGone === true ? undefined : file
      }),
      put: (name, expected, entry) => {
        const writing = put(name, expected, entry)
        return Effect.mapError(entry.isOpen ? withMarkers(writing) : writing, failed("write", name))
      },
      remove: (name, expected) => Effect.mapError(remove(name, expected), failed("write", name)),
      list: ({ before = Infinity, isOpen, prefix, since = -Infinity }) =>
        Effect.mapError(isOpen ? withMarkers(open(prefix)) : closed(prefix, since, before), failed("read", directory))
    } satisfies Service
  },
  Effect.provide([SecureRandom.layerWebCrypto, Digest.layerWebCrypto])
)

const partsOf = (file: string): { readonly stem: string; readonly number: number } | undefined => {
  const [, stem, digits] = /^(.+)\.(\d{1,15})$/.exec(file) ?? []
  return stem === undefined ? undefined : { stem, number: Number(digits) }
}

const isNotFound = (error: PlatformError): boolean => error.reason._tag === "NotFound"

/** Undefined for what is there and cannot be read, such as a folder, a broken link, or a file of another user. */
const unlessUnreadable = <A>(self: Effect.Effect<A, PlatformError>): Effect.Effect<A | undefined, PlatformError> =>
  Effect.catchIf(self, (error) => !isNotFound(error), () => Effect.undefined)

/** Something else is in the place of a record: a folder, a pipe, a link to itself. */
const notRegular = (file: string) =>
  Effect.fail(systemError({
    _tag: "InvalidData",
    module: "FileSystem",
    method: "readFile",
    pathOrDescriptor: file,
    description: "not a regular file"
  }))

const day = 86_400_000

const escapeOf = (text: string): string =>
  text.startsWith("%") ? text.toLowerCase() : `%${text.charCodeAt(0).toString(16)}`

/** Whether a name with this prefix may have this stem. A stem has only the start of a long name. */
const mayBegin = (stem: string, prefix: string): boolean =>
  stem.startsWith(encodeURIComponent(prefix).replace(/%..|[~A-Z]/g, escapeOf).slice(0, 80))
