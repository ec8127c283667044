import { randomUUID } from "node:crypto"
import { createReadStream, createWriteStream, existsSync } from "node:fs"
import { rename, rm } from "node:fs/promises"
import { join, parse } from "node:path"
import { pipeline } from "node:stream/promises"
import { containerOf } from "../engine/container.ts"
import { makeMediaSamples } from "../engine/MediaSample.ts"
import type { ChunkFile, Media } from "../engine/MediaStore.ts"
import type { Upload } from "../engine/records.ts"
import { makeFolder } from "./folder.ts"
import { inspectVideo } from "./inspectVideo.ts"
import type { MediaSettings } from "./options.ts"
import { makePart } from "./part.ts"
import { makePull, type PullOptions } from "./pull.ts"

/** The number and size of the kept files. */
export interface MediaUsage {
  readonly files: number
  readonly bytes: number
}

/** The kept files of a server. The limit is for all of its tenants together. */
export interface MediaFiles {
  /** The files of a tenant, or of the server itself. */
  readonly of: (tenant: string | undefined) => Media
  readonly usage: () => MediaUsage
  /** Waits for pending writes and removes the temporary folder. */
  readonly close: () => Promise<void>
}

/** Number of bytes that `head` keeps. They have the codecs and the picture size of most files. */
export const HEAD_BYTES = 1024 * 1024

// The byte limit does not limit the number of small files.
const MAX_FILES = 1_000

interface Entry {
  readonly tenant: string
  readonly uploadId: string
  readonly name: string
  /** Number of bytes, with those that are not written yet. */
  reserved: number
  bytes: number
  /** Path of the file, once it has bytes. */
  path: string | undefined
  isDropped: boolean
}

/**
 * Keeps uploaded files on disk. A chunk is written to its own file and is added to the video when the upload accepts it. A
 * broken, repeated or refused chunk never changes the video.
 */
export const makeMediaFiles = (
  settings: MediaSettings,
  onDefect: (error: unknown) => void,
  pullOptions: PullOptions = {}
): MediaFiles => {
  const folder = makeFolder(settings.folder)
  const maxBytes = settings.keep === "all" ? Infinity : settings.keep === "head" ? HEAD_BYTES : 0
  // In the order of the start of their uploads.
  const entries = new Map<string, Entry>()
  let total = 0
  const samplesOf = makeMediaSamples()
  const closing = new AbortController()
  const pull = settings.checks ? makePull(pullOptions, closing.signal) : () => undefined
  let isClosed = false
  let isReported = false
  // File operations run one after the other, so that no file is removed while another one gets its name.
  let changing: Promise<void> = Promise.resolve()

  const report = (error: unknown) => {
    // A full disk would report every chunk.
    if (!isClosed && !isReported) {
      onDefect(new Error(`uploaded files cannot be kept: ${String(error)}`, { cause: error }))
    }
    isReported = true
  }

  const runInTurn = (change: () => Promise<void>): Promise<void> => changing = changing.then(change).catch(report)

  const drop = (entry: Entry) => {
    // After the close, files in the user's folder stay.
    if (entry.isDropped || isClosed) return
    entry.isDropped = true
    entries.delete(keyOf(entry.tenant, entry.uploadId))
    total -= entry.reserved
    void runInTurn(async () => {
      if (entry.path !== undefined) await rm(entry.path, { force: true })
    })
  }

  const makeRoom = () => {
    for (const entry of entries.values()) {
      if (total <= settings.limit && entries.size <= MAX_FILES) return
      drop(entry)
    }
  }

  /** Reserves the bytes of a chunk in its file; undefined when they are reserved already, or the file is too large. */
  const reserve = (tenant: string, upload: Upload, first: number, length: number): Entry | undefined => {
    const { uploadId } = upload
    const key = keyOf(tenant, uploadId)
    const entry = entries.get(key) ?? { ...newEntry, tenant, uploadId, name: nameOf(tenant, upload) }
    if (entry.reserved !== first) return undefined
    entry.reserved += length
    total += length
    entries.set(key, entry)
    makeRoom()
    return entry.isDropped ? undefined : entry
  }

  const append = async (entry: Entry, path: string, length: number) => {
    if (entry.isDropped) return rm(path, { force: true })
    if (entry.path === undefined) {
      const whole = freePath(join(await folder.path(), entry.name))
      await rename(path, whole)
      entry.path = whole
    } else {
      await pipeline(createReadStream(path), createWriteStream(entry.path, { flags: "r+", start: entry.bytes }))
      await rm(path)
    }
    entry.bytes += length
  }

  const openChunk = (tenant: string, { anyOrder, confirmed: first, uploadId }: Upload): ChunkFile | undefined => {
    // Without the start of a file, its rest is not kept.
    const isLost = (entries.get(keyOf(tenant, uploadId))?.reserved ?? 0) !== first
    if (isClosed || anyOrder || first >= maxBytes || isLost) return undefined
    const part = makePart(async () => join(await folder.path(), `.chunk-${randomUUID()}`))
    return {
      write: (piece) => {
        const kept = piece.subarray(0, maxBytes - first - part.length())
        return kept.length === 0 || part.write(kept)
      },
      end: async (accepted) => {
        const length = part.length()
        // The reservation is synchronous, so that the first chunk gets it.
        const entry = accepted === undefined ? undefined : reserve(tenant, accepted, first, length)
        const path = await part.end().catch(report)
        if (entry !== undefined && path !== undefined) await runInTurn(() => append(entry, path, length))
        if (entry !== undefined && entry.bytes >= first + length) return
        // A file with a gap is not kept.
        if (entry !== undefined) drop(entry)
        await part.remove()
      }
    }
  }

  return {
    of: (tenant = "") => ({
      open: (upload) => openChunk(tenant, upload),
      pull,
      samples: samplesOf(tenant),
      inspect: settings.checks ? inspectVideo : undefined,
      find: (uploadId) => {
        const { bytes = 0, path } = entries.get(keyOf(tenant, uploadId)) ?? {}
        return path === undefined ? undefined : { path, bytes }
      },
      retain: (isKept) => {
        for (const entry of entries.values()) {
          if (entry.tenant === tenant && !isKept(entry.uploadId)) drop(entry)
        }
      }
    }),
    usage: () => ({ files: entries.size, bytes: total }),
    close: async () => {
      isClosed = true
      closing.abort()
      await changing
      await folder.close()
    }
  }
}

const newEntry = { reserved: 0, bytes: 0, path: undefined, isDropped: false }

const keyOf = (tenant: string, uploadId: string) => `${tenant}/${uploadId}`

/** The path, or the path with a number when the file exists: an earlier run with the same seed has the same ids. */
const freePath = (path: string): string => {
  const { dir, ext, name } = parse(path)
  let free = path
  for (let run = 2; existsSync(free); run++) free = join(dir, `${name}-${run}${ext}`)
  return free
}

/** A safe file name. An upload from a snapshot can have any id. */
const nameOf = (tenant: string, { head, uploadId }: Upload): string => {
  const extension = containerOf(Buffer.from(head, "hex"))?.extension ?? "bin"
  return [...tenant === "" ? [] : [tenant], uploadId.replace(/[^\w-]/g, "_"), extension].join(".")
}
