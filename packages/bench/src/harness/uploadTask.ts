import { measure, report } from "./measured.ts"

/** What a client uploads. */
export interface UploadTask {
  readonly url: string
  readonly file: string
  /** Bytes. */
  readonly size: number
  /** In bytes. The last chunk also carries the remainder. */
  readonly chunkSize: number
  /** The certificate to trust. */
  readonly certificate: string
  /** What a Node client uploads before the clock starts, so that its code is compiled. */
  readonly warmUp?: Pick<UploadTask, "url" | "file" | "size" | "chunkSize"> | undefined
}

/** One PUT. */
export interface Chunk {
  readonly url: string
  readonly file: string
  readonly start: number
  /** The byte after the last. */
  readonly end: number
  readonly length: number
  readonly headers: {
    readonly "content-type": string
    readonly "content-length": string
    readonly "content-range": string
  }
}

/** The task that the bench gave to this process. */
export const readTask = (): any => JSON.parse(process.argv[2] ?? "")

/** Cuts a file as the library does. */
export const chunksOf = ({ chunkSize, file, size, url }: UploadTask): ReadonlyArray<Chunk> => {
  const count = Math.max(1, Math.floor(size / chunkSize))
  return Array.from({ length: count }, (_, index) => {
    const start = index * chunkSize
    const end = index === count - 1 ? size : start + chunkSize
    const headers = {
      "content-type": "video/mp4",
      "content-length": String(end - start),
      "content-range": `bytes ${start}-${end - 1}/${size}`
    }
    return { url, file, start, end, length: end - start, headers }
  })
}

/** Sends a file chunk by chunk, and reports the cost. `send` returns the status of the response. */
export const uploadChunks = async (send: (chunk: Chunk) => Promise<number | undefined>): Promise<void> => {
  const task: UploadTask = readTask()
  const upload = async (task: UploadTask) => {
    for (const chunk of chunksOf(task)) {
      const status = await send(chunk)
      if (status !== 201) throw new Error(`a chunk was answered with ${status}`)
    }
  }
  if (task.warmUp !== undefined) await upload({ ...task, ...task.warmUp })
  report(await measure(() => upload(task)))
}
