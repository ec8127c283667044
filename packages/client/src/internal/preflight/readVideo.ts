import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { EncodedPacket, EncodedPacketSink, InputTrack } from "mediabunny"
import type { VideoFacts } from "../../model/preflight.ts"
import { InvalidInput } from "../../TikTokError.ts"
import type { MediaFailure } from "../upload/chunkBody.ts"
import { type Guarded, withEnd } from "./endOfWebm.ts"
import type { MediaSource } from "./mediaSource.ts"
import { walkParts } from "./walkParts.ts"

/**
 * A video, and whether all of it is there.
 *
 * @internal
 */
export interface ReadVideo {
  readonly facts: VideoFacts
  readonly isComplete: boolean
}

/**
 * Reads the headers of a video and its last packets. Values that cannot be read are
 * absent.
 *
 * @internal
 */
export const readVideo = Effect.fnUntraced(
  function*(mediabunny: Mediabunny, source: MediaSource): Effect.fn.Return<ReadVideo, MediaFailure, Scope.Scope> {
    const parts = yield* walkParts(source)
    if (!parts.isHonest) return { facts: { _tag: "Video", bytes: source.size }, isComplete: false }
    const { failure, input, left } = yield* open(mediabunny, yield* withEnd(source))
    const container = (yield* ask(() => input.getFormat()))?.name
    const tracks = (yield* ask(() => input.getTracks())) ?? []
    const track = yield* ask(() => input.getPrimaryVideoTrack())
    const sound = yield* ask(() => input.getPrimaryAudioTrack())
    const spans = yield* Effect.forEach(
      tracks,
      (one) => spanOf(new mediabunny.EncodedPacketSink(one), one === track, left)
    )
    const facts = {
      container: container === undefined ? undefined : names[container] ?? container,
      codec: track && (yield* codecOf(track)),
      audio: sound && (yield* codecOf(sound)),
      frameRate: spans[tracks.findIndex((one) => one === track)]?.frameRate,
      width: track && (yield* ask(() => track.getDisplayWidth())),
      height: track && (yield* ask(() => track.getDisplayHeight())),
      rotation: track && (yield* ask(() => track.getRotation())),
      seconds: lengthOf(spans) ?? (yield* ask(() => input.getDurationFromMetadata()))
    }
    const hasEnd = container === undefined || tracks.length > 0 && spans.every(({ isCut }) => !isCut)
    const isComplete = hasEnd && parts.isWhole
    const failed = failure()
    return failed === undefined
      ? { facts: { _tag: "Video", bytes: source.size, ...facts }, isComplete }
      : yield* Effect.fail(failed)
  }
)

/**
 * Loads the package that reads videos. It is optional, and photos do not need it.
 *
 * @internal
 */
export const loadMediabunny = Effect.tryPromise({
  try: () =>
    import("mediabunny").then((mediabunny) => {
      // A finding says what its warnings on the console say.
      const { LogLevel, Logging } = mediabunny
      if (Logging.level !== LogLevel.Silent) Logging.level = LogLevel.Errors
      return mediabunny
    }),
  catch: () =>
    new InvalidInput({ field: "mediabunny", rule: "must be installed to check a video: npm install mediabunny" })
})

type Mediabunny = Effect.Success<typeof loadMediabunny>

/**
 * Bytes that may be read of one video. Only a broken one, or one without an index,
 * needs more. mediabunny looks for a lost element in the next 10 MiB.
 */
const BUDGET = 8_388_608

const open = Effect.fnUntraced(function*(
  { CustomSource, Input, MATROSKA, MP4, QTFF, WEBM }: Mediabunny,
  source: Guarded
) {
  const run = Effect.runPromiseWith(yield* Effect.context())
  const stop = yield* Effect.acquireRelease(
    Effect.sync(() => new AbortController()),
    (controller) => Effect.sync(() => controller.abort())
  )
  let failure: MediaFailure | undefined
  let left = BUDGET
  const read = (start: number, end: number): Promise<Uint8Array> => {
    left -= end - start
    if (left < 0 || end > source.readableTo) {
      return Promise.reject(new RangeError("the video has no index, or is broken"))
    }
    const reading = Effect.tapError(source.read(start, end), (error) => Effect.sync(() => void (failure ??= error)))
    return run(reading, { signal: stop.signal })
  }
  const input = yield* Effect.acquireRelease(
    Effect.sync(() =>
      new Input({
        source: new CustomSource({ getSize: () => source.size, read, handleUnhandledError: () => {} }),
        formats: [MP4, QTFF, WEBM, MATROSKA]
      })
    ),
    (input) => Effect.sync(() => input.dispose())
  )
  return { input, failure: () => failure, left: () => left }
})

/** A value that the video may lack, or that its reader fails on with an error of any type. */
const ask = <A>(read: () => Promise<A>): Effect.Effect<NonNullable<A> | undefined> =>
  Effect.tryPromise({ try: read, catch: () => undefined }).pipe(
    Effect.map((value) => value ?? undefined),
    Effect.orElseSucceed(() => undefined)
  )

const names: Readonly<Record<string, string>> = {
  "QuickTime File Format": "QuickTime",
  avc: "H.264",
  hevc: "H.265",
  vp8: "VP8",
  vp9: "VP9",
  av1: "AV1"
}

const codecOf = Effect.fnUntraced(function*(track: InputTrack) {
  const codec = (yield* ask(() => track.getCodec())) ?? (yield* ask(() => track.getInternalCodecId()))
  return codec === undefined ? undefined : names[String(codec)] ?? String(codec)
})

interface Span {
  readonly frameRate: number | undefined
  /** Seconds at which the first packet is shown, and the last one ends. */
  readonly start: number | undefined
  readonly end: number | undefined
  /** Whether the bytes of the last packets are missing. */
  readonly isCut: boolean
}

const headers = { metadataOnly: true }

/** Reads the first and the last packet of a track, and its rate if it has frames. */
const spanOf = Effect.fnUntraced(
  function*(sink: EncodedPacketSink, hasRate: boolean, left: () => number): Effect.fn.Return<Span> {
    const first = yield* ask(() => sink.getFirstPacket(headers))
    // The tables of an MP4 number its packets from 0. Elsewhere the number is a position in the file.
    const isNumbered = first?.sequenceNumber === 0
    const counted = hasRate && first !== undefined && !isNumbered ? yield* countedRate(sink, first, left) : undefined
    const last = first && (yield* ask(() => sink.getPacket(Infinity, headers)))
    if (first === undefined || last === undefined) {
      // Some files have a track for sound without any.
      return { frameRate: counted, start: undefined, end: undefined, isCut: hasRate && first === undefined }
    }
    const { final, isCut } = yield* finalOf(sink, last)
    return {
      frameRate: isNumbered ? rate(final.sequenceNumber, last.timestamp - first.timestamp) : counted,
      start: first.timestamp,
      end: last.timestamp + last.duration,
      isCut
    }
  }
)

/** Packets that may be stored behind the last one that is shown. */
const MAX_REORDERED = 32

/** Follows the last packet that is shown to the last one in the file, and reads the bytes of both. */
const finalOf = Effect.fnUntraced(function*(sink: EncodedPacketSink, last: EncodedPacket) {
  let isCut = yield* isMissing(() => sink.getPacket(Infinity))
  let final = last
  for (let count = 0; count < MAX_REORDERED; count++) {
    const before = final
    const next = yield* ask(() => sink.getNextPacket(before, headers))
    if (next === undefined) break
    isCut ||= yield* isMissing(() => sink.getNextPacket(before))
    final = next
  }
  return { final, isCut }
})

/** Whether the file ends before a packet. A packet that fails to be read may be there. */
const isMissing = (read: () => Promise<EncodedPacket | null>): Effect.Effect<boolean> =>
  Effect.map(ask(() => read().then((packet) => packet === null)), (missing) => missing === true)

/** Packets that are counted one by one, in a file that does not have the number of its packets. */
const MAX_COUNTED = 2_048

/** Packets that are counted even if they are large, since a WebM is read cluster by cluster. */
const MIN_COUNTED = 120

const countedRate = Effect.fnUntraced(function*(sink: EncodedPacketSink, first: EncodedPacket, left: () => number) {
  let packet: EncodedPacket | undefined = first
  let count = 0
  let latest = first.timestamp
  const isEnough = () => count >= MAX_COUNTED || count >= MIN_COUNTED && left() < BUDGET * 0.75
  for (; packet !== undefined && !isEnough(); count++) {
    const before: EncodedPacket = packet
    latest = Math.max(latest, before.timestamp)
    packet = yield* ask(() => sink.getNextPacket(before, headers))
  }
  return rate(count - 1, latest - first.timestamp)
})

/** Frames a second: the frames after the first, by the time in which they follow. */
const rate = (frames: number, seconds: number): number | undefined =>
  // One frame has no rate.
  frames > 0 && seconds > 0 ? frames / seconds : undefined

const lengthOf = (spans: ReadonlyArray<Span>): number | undefined => {
  const known = spans.flatMap(({ end, start }) => end === undefined || start === undefined ? [] : [{ end, start }])
  if (known.length === 0) return undefined
  // What an edit list cuts off lies before 0.
  const start = Math.max(0, Math.min(...known.map(({ start }) => start)))
  return Math.max(...known.map(({ end }) => end)) - start
}
