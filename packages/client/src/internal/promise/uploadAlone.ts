import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Contract from "../../Contract.ts"
import * as TikTokApi from "../../TikTokApi.ts"
import * as LibraryUploader from "../../Uploader.ts"
import * as Validate from "../common/validate.ts"
import * as WebHttp from "../runtimes/webHttp.ts"
import * as ApiInternals from "../wire/apiInternals.ts"
import * as Connections from "../wire/connections.ts"
import * as KnownSecrets from "../wire/knownSecrets.ts"
import * as UploadHosts from "../wire/uploadHosts.ts"
import { TikTokError } from "./error.ts"

import * as Inputs from "./inputs.ts"
import type { Handout, UploadEvent } from "./models.ts"
import type { CallOptions } from "./options.ts"
import * as Runner from "./runner.ts"
import { indexedDbStore, type Kept, type UploadStore } from "./uploadStore.ts"

/**
 * What to upload, and where the server's part of it comes from.
 *
 * @category options
 * @since 0.1.0
 */
export interface UploadOptions extends CallOptions {
  /** Your name for this upload. Under the same name, the same media resumes, also after a reload. */
  readonly key: string
  /** The video. */
  readonly media: Blob | Uint8Array
  /**
   * Asks your server for the upload, which `publisher.handOut` makes there. Called only if the store has no upload under
   * this key, or one that has expired before its last byte was sent. Returns the handout as it was read from JSON.
   */
  readonly handOut: (size: number, signal: AbortSignal | undefined) => Promise<unknown>
  /** Keeps the handout and the confirmed bytes. @default `indexedDbStore()`, in which each key is used by one page at a time */
  readonly store?: UploadStore | undefined
  /** Asks your server how many bytes TikTok has, when that is not known here. @default TikTok's own responses show it */
  readonly progress?: (() => Promise<number | undefined>) | undefined
}

/** @internal */
export const upload = (options: UploadOptions): AsyncIterable<UploadEvent> => ({
  [Symbol.asyncIterator]: () => run(options)
})

async function* run(options: UploadOptions): AsyncGenerator<UploadEvent, void, undefined> {
  check(options)
  const { handOut, key, media, progress } = options
  const signal = Runner.signalOf(options)
  const store = options.store ?? indexedDbStore()
  const identity = identityOf(media)
  const release = options.store === undefined ? await lock(key, signal) : () => undefined
  try {
    let kept = await store.get(key)
    if (kept !== undefined && !isSame(kept.media, identity)) {
      throw Inputs.invalid("upload", "media", "must be the same under the same key")
    }
    const begin = async (): Promise<Kept> => {
      const handout = readHandout(await handOut(identity.size, signal), identity.size)
      const begun: Kept = { handout, media: identity, confirmed: 0, phase: "Uploading" }
      await store.set(key, begun)
      return begun
    }
    let isNew = kept === undefined || (kept.phase === "Uploading" && kept.handout.expiresAt <= Date.now())
    if (kept === undefined || isNew) kept = await begin()
    while (true) {
      try {
        yield* send(kept, isNew, media, progress, signal, async (next) => store.set(key, kept = next))
        return
      } catch (error) {
        const isExpired = error instanceof TikTokError && error.reason._tag === "UploadExpired"
        // The last byte was not sent, so that another upload cannot post twice.
        if (isNew || !isExpired || kept.phase !== "Uploading") throw error
        isNew = true
        kept = await begin()
      }
    }
  } finally {
    release()
  }
}

async function* send(
  first: Kept,
  isNew: boolean,
  media: Blob | Uint8Array,
  progress: UploadOptions["progress"],
  signal: AbortSignal | undefined,
  keep: (kept: Kept) => Promise<void>
): AsyncGenerator<UploadEvent, void, undefined> {
  let kept = first
  const { handout: { contract, plan, uploadUrl }, media: { modifiedAt, size } } = kept
  if (kept.phase === "Done") {
    yield { _tag: "BytesConfirmed", confirmed: size, size, chunks: plan.chunkCount }
    return
  }
  const change = async (next: Partial<Kept>) => {
    kept = { ...kept, ...next }
    await keep(kept)
  }
  const runner = Runner.make(ManagedRuntime.make(uploading(contract, uploadUrl)))
  const request = Inputs.uploadRequest({
    media,
    plan: { ...plan, media: { size, modifiedAt: modifiedAt === undefined ? undefined : new Date(modifiedAt) } },
    uploadUrl,
    confirmed: isNew ? undefined : kept.confirmed,
    progress,
    beforeLast: () => change({ phase: "Finishing" })
  }, false)
  try {
    const events = runner.iterate(
      () => Stream.unwrap(LibraryUploader.Uploader.use(({ upload }) => Effect.succeed(upload(request)))),
      { signal }
    )
    for await (const event of events) {
      if (event._tag === "BytesConfirmed") {
        const { confirmed } = event
        await change(confirmed === size ? { confirmed, phase: "Done" } : { confirmed })
      }
      yield event
    }
  } finally {
    await runner.close()
  }
}

/** The uploader, without anything that could call TikTok's API. */
const uploading = (name: string, uploadUrl: string) => {
  const contract = contracts.find((known) => known.name === name)
  const hosts = Result.try(() => UploadHosts.make(new URL(uploadUrl).origin))
  if (contract === undefined) throw Inputs.invalid("upload", "handout.contract", "must be one of this version")
  if (Result.isFailure(hosts) || Result.isFailure(hosts.success)) {
    throw Inputs.invalid("upload", "handout.uploadUrl", "must be a URL")
  }
  const clientSecret = Redacted.make(crypto.randomUUID())
  const { within } = Connections.make(1)
  const api = Layer.succeed(TikTokApi.TikTokApi, {
    contract,
    app: { clientKey: "", clientSecret },
    authorizeOrigin: "",
    call: () => Effect.die(new Error("an upload makes no calls")),
    [ApiInternals.key]: ApiInternals.make(KnownSecrets.make(clientSecret), hosts.success.success, within)
  })
  return Layer.provide(LibraryUploader.layer, [api, WebHttp.layer(), FileSystem.layerNoop({})])
}

const contracts = [Contract.live, Contract.catalog]

const identityOf = (media: Blob | Uint8Array): Kept["media"] =>
  media instanceof File
    ? { size: media.size, modifiedAt: media.lastModified }
    : { size: media instanceof Uint8Array ? media.length : media.size }

const isSame = (a: Kept["media"], b: Kept["media"]): boolean => a.size === b.size && a.modifiedAt === b.modifiedAt

const readHandout = (given: unknown, size: number): Kept["handout"] => {
  if (!isLikeHandout(given)) throw Inputs.invalid("upload", "handout", "must be an object")
  const { contract, expiresAt, publishId, uploadUrl } = given
  const plan = Inputs.plan("upload", given.plan)
  const until = new Date(expiresAt).getTime()
  if (Number.isNaN(until)) throw Inputs.invalid("upload", "handout.expiresAt", "must be a time")
  if (plan.size !== size) {
    throw Inputs.invalid("upload", "handout.plan.size", `must be ${size}, as many as the media has`)
  }
  return {
    contract,
    publishId: Inputs.text("upload", "handout.publishId", publishId),
    uploadUrl: Inputs.text("upload", "handout.uploadUrl", uploadUrl),
    plan: { size, chunkSize: plan.chunkSize, chunkCount: plan.chunkCount },
    expiresAt: until
  }
}

/** Its fields are checked one by one. */
const isLikeHandout = (given: unknown): given is Handout => Validate.isObject(given)

/** Waits until no other page of this origin uploads under the key. */
const lock = async (key: string, signal: AbortSignal | undefined): Promise<() => void> => {
  // Pages that are not secure have no locks.
  const locks: LockManager | undefined = globalThis.navigator?.locks
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  if (locks === undefined) return release
  await new Promise<void>((resolve, reject) => {
    locks.request(`effect-tiktok/upload/${key}`, signal === undefined ? {} : { signal }, () => {
      resolve()
      return held
    }).catch(reject)
  })
  return release
}

const check = (options: UploadOptions): void => {
  if (!Validate.isObject(options)) throw Inputs.invalid("upload", "options", "must be an object")
  const { handOut, key, media, progress, store } = options
  Inputs.text("upload", "key", key)
  Inputs.media("upload", media, false)
  Inputs.callback("upload", "progress", progress)
  if (typeof handOut !== "function") throw Inputs.invalid("upload", "handOut", "must be a function")
  if (store !== undefined && !Validate.isObject(store)) {
    throw Inputs.invalid("upload", "store", "must have get, set and remove")
  }
}
