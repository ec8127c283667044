import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { TokenStore } from "effect-tiktok"
import type { ScheduledPost } from "effect-tiktok-scheduler"
import { runs } from "../../../test/support/runs.ts"
import { changes, ended } from "./support/states.ts"
import { after, inWorld, pulled } from "./support/world.ts"

/** What people, TikTok and the network do, to one of two posts. */
const Step = Schema.Struct({
  does: Schema.Literals([
    "schedule",
    "reschedule",
    "cancel",
    "retry",
    "settle",
    "receive",
    "wait",
    "logout",
    "login",
    "lose a response",
    "refuse",
    "fail",
    "close comments",
    "open comments"
  ]),
  post: Schema.Literals([0, 1])
})

const Steps = Schema.Array(Step).check(Schema.isMinLength(4), Schema.isMaxLength(25))

describe("the state of a post", () => {
  it.effect.prop(
    "changes only as it may, and no post is published twice unless a person was wrong",
    { steps: Steps },
    ({ steps }) =>
      inWorld(function*({ creator, mock }, { cancel, get, history, receive, reschedule, retry, schedule, settle }) {
        const tokens = yield* TokenStore.TokenStore
        const stored = yield* tokens.get(creator)
        const ids: Array<ScheduledPost.ScheduledPostId | undefined> = [undefined, undefined]
        const isSettled = [false, false]
        for (const { does, post } of steps) {
          const id = ids[post]
          if (does === "wait") yield* Effect.sleep("7 minutes")
          else if (does === "logout") yield* tokens.remove(creator)
          else if (does === "login" && stored !== undefined) yield* tokens.set(stored)
          else if (does === "lose a response") {
            mock.faults.add({ match: { operation: "video.init" }, effect: { kind: "lose-response" }, times: 1 })
          } else if (does === "refuse") mock.faults.add({ effect: { kind: "status", status: 500 }, times: 30 })
          else if (does === "fail") {
            const first = mock.control.posts().find(({ stage }) => stage === "processing" || stage === "posting")
            if (first !== undefined) mock.control.failPost(first.publishId, "internal")
          } else if (does === "close comments") mock.control.updateCreator(creator, { commentsOff: true })
          else if (does === "open comments") mock.control.updateCreator(creator, { commentsOff: false })
          else if (does === "schedule") {
            const title = `${post}`
            const data = { ...pulled(title), disableComment: false } as const
            ids[post] ??= (yield* schedule(creator, data, { key: title, at: yield* after("3 minutes") })).id
          } else if (id !== undefined) {
            if (does === "settle") {
              const { _tag } = yield* Effect.result(settle(id, "NotPublished"))
              isSettled[post] ||= _tag === "Success"
            } else if (does === "receive") {
              const { publishId } = yield* get(id)
              if (publishId !== undefined) yield* receive({ _tag: "PublishCompleted", publishId })
            } else if (does === "cancel" || does === "reschedule" || does === "retry") {
              yield* Effect.result(
                {
                  cancel: cancel(id),
                  reschedule: reschedule(id, yield* after("5 minutes")),
                  retry: retry(id)
                }[does]
              )
            }
          }
        }
        yield* Effect.sleep("2 hours")
        for (const [index, id] of ids.entries()) {
          if (id === undefined) continue
          const states = (yield* history(id)).flatMap(({ event }) => event._tag === "StateChanged" ? [event] : [])
          for (const [at, { revision, state }] of states.entries()) {
            const before = states[at - 1]
            assert.strictEqual(before === undefined, state === "Scheduled" && revision === 1)
            if (before !== undefined) {
              assert.include(changes[before.state], state, states.map(({ state }) => state).join(" "))
              assert.isAbove(revision, before.revision)
            }
          }
          const last = yield* get(id)
          assert.strictEqual(last.state, states.at(-1)?.state)
          assert.strictEqual(last.endedAt !== undefined, ended.has(last.state))
          assert.strictEqual(last.nextAt === undefined, ended.has(last.state))
          const made = mock.control.posts().filter(({ caption, stage }) => caption === `${index}` && stage !== "failed")
          if (!isSettled[index]) assert.isAtMost(made.length, 1)
        }
      }, { mock: { lifecycle: { mode: "after", millis: 20_000 } } }),
    { arbitrary: { runs: runs(25) } }
  )
})
