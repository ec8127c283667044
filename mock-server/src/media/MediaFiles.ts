import { randomUUID } from "node:crypto"
import { createReadStream, createWriteStream, existsSync } from "node:fs"
import { rename, rm } from "node:fs/promises"
import { join, parse } from "node:path"
import { pipeline } from "node:stream/promises"
import { containerOf } from "../engine/container.ts"
import type { ChunkFile, Media } from "../engine/Media.ts"
import type { Upload } from "../engine/records.ts"
import { makeFolder } from "./folder.ts"
import type { MediaSettings } from "./options.ts"
import { makePart } from "./part.ts"

/** How much is kept. */
export interface MediaUsage {
  readonly files: number
  readonly bytes: number
}

/** The files of a server. What is kept is bounded for all of its tenants together. */
export interface MediaFiles {
  /** The files of a tenant, or of the server itself. */
  readonly of: (tenant: string | undefined) => Media
  readonly usage: () => MediaUsage
  /** Ends all writing, and removes what lies among temporary files. */
  readonly close: () => Promise<void>
}

/** Bytes of a file that `head` keeps, enough to tell codecs and picture size of most. */
export const HEAD_BYTES = 1024 * 1024

// Bytes alone would not bound small files.
const MAX_FILES = 1_000

interface Entry {
  readonly tenant: string
  readonly uploadId: string
  readonly name: string
  /** Bytes that belong to it, of which some may still be on their way. */
  claimed: number
  bytes: number
  /** Where its bytes are, once there are any. */
  path: string | undefined
  isDropped: boolean
}

/**
 * Keeps uploaded files on disk. A chunk is written to a file of its own, and becomes part of the video when the upload takes
 * it: what breaks off, comes twice or is refused never touches bytes that count.
 */
export const makeMediaFiles = (settings: MediaSettings, onDefect: (error: unknown) => void): MediaFiles => {
  const folder = makeFolder(settings.folder)
  const most = settings.keep === "all" ? Infinity : settings.keep === "head" ? HEAD_BYTES : 0
  // In the order in which their uploads began.
  const entries = new Map<string, Entry>()
  let total = 0
  let isClosed = false
  let isReported = false
  // Files change one after the other, so that none is removed while another takes its name.
  let changing: Promise<void> = Promise.resolve()

  const report = (error: unknown) => {
    // A full disk would tell of every chunk.
    if (!isClosed && !isReported) {
      onDefect(new Error(`uploaded files cannot be kept: ${String(error)}`, { cause: error }))
    }
    isReported = true
  }

  const inTurn = (change: () => Promise<void>): Promise<void> => changing = changing.then(change).catch(report)

  const drop = (entry: Entry) => {
    // What is left in a folder of the owner's own stays there.
    if (entry.isDropped || isClosed) return
    entry.isDropped = true
    entries.delete(keyOf(entry.tenant, entry.uploadId))
    total -= entry.claimed
    void inTurn(async () => {
      if (entry.path !== undefined) await rm(entry.path, { force: true })
    })
  }

  const makeRoom = () => {
    for (const entry of entries.values()) {
      if (total <= settings.limit && entries.size <= MAX_FILES) return
      drop(entry)
    }
  }

  /** Gives a chunk its place in the file of its upload; undefined when another has the place, or the file is too large. */
  const claim = (tenant: string, upload: Upload, first: number, length: number): Entry | undefined => {
    const { uploadId } = upload
    const key = keyOf(tenant, uploadId)
    const entry = entries.get(key) ?? { ...blank, tenant, uploadId, name: nameOf(tenant, upload) }
    if (entry.claimed !== first) return undefined
    entry.claimed += length
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
    // The rest of a file whose beginning is gone is of no use.
    const isLost = (entries.get(keyOf(tenant, uploadId))?.claimed ?? 0) !== first
    if (isClosed || anyOrder || first >= most || isLost) return undefined
    const part = makePart(async () => join(await folder.path(), `.chunk-${randomUUID()}`))
    return {
      write: (piece) => {
        const kept = piece.subarray(0, most - first - part.length())
        return kept.length === 0 || part.write(kept)
      },
      end: async (taken) => {
        const length = part.length()
        // The first that an upload takes has the place, before anybody waits.
        const entry = taken === undefined ? undefined : claim(tenant, taken, first, length)
        const path = await part.end().catch(report)
        if (entry !== undefined && path !== undefined) await inTurn(() => append(entry, path, length))
        if (entry !== undefined && entry.bytes >= first + length) return
        // A file with a hole is worse than none.
        if (entry !== undefined) drop(entry)
        await part.remove()
      }
    }
  }

  return {
    of: (tenant = "") => ({
      open: (upload) => openChunk(tenant, upload),
      find: (uploadId) => {
        const { bytes = 0, path } = entries.get(keyOf(tenant, uploadId)) ?? {}
        return path === undefined ? undefined : { path, bytes }
      },
      retain: (isRight) => {
        for (const entry of entries.values()) {
          if (entry.tenant === tenant && !isRight(entry.uploadId)) drop(entry)
        }
      }
    }),
    usage: () => ({ files: entries.size, bytes: total }),
    close: async () => {
      isClosed = true
      await changing
      await folder.close()
    }
  }
}

const blank = { claimed: 0, bytes: 0, path: undefined, isDropped: false }

const keyOf = (tenant: string, uploadId: string) => `${tenant}/${uploadId}`

/** The path, or the first with a number added that is free: an earlier run of the same seed gave the same ids. */
const freePath = (path: string): string => {
  const { dir, ext, name } = parse(path)
  let free = path
  for (let run = 2; existsSync(free); run++) free = join(dir, `${name}-${run}${ext}`)
  return free
}

/** A name that leads out of no folder: an upload that comes from a snapshot may have any id. */
const nameOf = (tenant: string, { head, uploadId }: Upload): string => {
  const extension = containerOf(Buffer.from(head, "hex"))?.extension ?? "bin"
  return [...tenant === "" ? [] : [tenant], uploadId.replace(/[^\w-]/g, "_"), extension].join(".")
}
