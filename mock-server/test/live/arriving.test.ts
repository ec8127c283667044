import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { chunkHeaders, dataOf, mp4, paths, text } from "../support.ts"
import { live } from "./support.ts"

describe("an upload while its bytes arrive", () => {
  it.effect("shows the bytes of the chunk, which are confirmed at its end and gone when it breaks", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const bytes = mp4(1_000)
      const source = { source: "FILE_UPLOAD", video_size: 1_000, chunk_size: 1_000, total_chunk_count: 1 }
      const url = text(dataOf(yield* world.post(paths.inbox, { source_info: source })), "upload_url")
      const state = () => {
        const [{ arriving, confirmed, state } = { arriving: -1, confirmed: -1, state: "" }] = world.mock.control
          .uploads()
        return { arriving, confirmed, state }
      }
      /** Sends the pieces one after the other, and looks at the upload between them. */
      const send = async (pieces: ReadonlyArray<number>, breaks: boolean) => {
        const seen: Array<ReturnType<typeof state>> = []
        let sent = 0
        const body = new ReadableStream<Uint8Array>({
          pull: (controller) => {
            seen.push(state())
            const size = pieces[seen.length - 1]
            if (size === undefined && breaks) controller.error(new Error("broken"))
            else if (size === undefined) controller.close()
            else controller.enqueue(bytes.subarray(sent, sent += size))
          }
        }, { highWaterMark: 0 })
        const headers = chunkHeaders(0, 999, 1_000)
        const init: RequestInit = { method: "PUT", headers, body, duplex: "half" }
        const { status } = await world.send(url, init)
        return [status, ...seen.slice(1)]
      }
      const waiting = { arriving: 0, confirmed: 0, state: "waiting" }
      const half = { arriving: 600, confirmed: 0, state: "receiving" }
      const whole = { arriving: 1_000, confirmed: 0, state: "receiving" }
      assert.deepStrictEqual((yield* Effect.promise(() => send([600], true))).slice(1), [half])
      assert.deepStrictEqual(state(), waiting)
      assert.deepStrictEqual(yield* Effect.promise(() => send([600, 400], false)), [201, half, whole])
      assert.deepStrictEqual(state(), { arriving: 0, confirmed: 1_000, state: "complete" })
    }))
})
