/** Takes one step of a journey in a Worker, for each request. */
import type { UploadStore } from "effect-tiktok/upload"
import { take } from "./journeys.ts"
import type { Question } from "./world.ts"

interface Env {
  /** A KV namespace. */
  readonly UPLOADS: {
    readonly get: (key: string, type: "json") => Promise<any>
    readonly put: (key: string, value: string) => Promise<void>
    readonly delete: (key: string) => Promise<void>
  }
}

const storeOf = ({ UPLOADS }: Env): UploadStore => ({
  get: async (key) => await UPLOADS.get(key, "json") ?? undefined,
  set: (key, kept) => UPLOADS.put(key, JSON.stringify(kept)),
  remove: (key) => UPLOADS.delete(key)
})

export default {
  fetch: async (request: Request, env: Env): Promise<Response> => {
    const question: Question = JSON.parse(await request.text())
    return Response.json(await take(question, { files: false, uploads: () => storeOf(env) }))
  }
}
