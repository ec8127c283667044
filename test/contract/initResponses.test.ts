/**
 * What an init's response means by its HTTP status, its publish id and its code: accepted, refused or unknown.
 * Only a certain refusal frees the key of a post that publishes by itself (decision 0007).
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { Contract, Publisher } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { withoutRetries } from "../support/noRetries.ts"
import { type PostKind, postKinds } from "../support/postKinds.ts"
import { creator, type StubResponse, withStub } from "../support/stubTikTok.ts"

type Verdict = "accepted" | "refused" | "unknown"

const word = (code: unknown) => ({ error: { code, message: "A message", log_id: "1" } })

/** Values of the error object, by their meaning. */
const errors = {
  ok: ["ok", "OK", "ok ", "success", "Success", "0", 0].map(word).concat(
    Object({ error: "ok" }),
    Object({ code: "ok" })
  ),
  refusal: ["spam_risk_too_many_posts", "forbidden", "invalid_params", "too_many_requests"].map(word).concat(
    Object({ error: "invalid_request" }),
    Object({ code: "invalid_params", message: "A message" })
  ),
  newRefusal: ["some_new_refusal", "Some New Refusal"].map(word),
  fault: ["internal_error", "service_unavailable"].map(word),
  other: [
    ...[200, 10001, "10001", "", null, true, [], {}, ["forbidden"], undefined].map(word),
    { error: 10001 },
    { error: null },
    { error: "" },
    { code: 10001 },
    {}
  ]
}

type Code = keyof typeof errors

/** Data of a pull, with and without a publish id. */
const pulled: Readonly<Record<number, Readonly<Record<"named" | "unnamed", Readonly<Record<Code, Verdict>>>>>> = {
  200: {
    named: { ok: "accepted", refusal: "accepted", newRefusal: "accepted", fault: "accepted", other: "accepted" },
    unnamed: { ok: "unknown", refusal: "refused", newRefusal: "refused", fault: "unknown", other: "unknown" }
  },
  403: {
    named: { ok: "accepted", refusal: "refused", newRefusal: "refused", fault: "unknown", other: "refused" },
    unnamed: { ok: "refused", refusal: "refused", newRefusal: "refused", fault: "unknown", other: "refused" }
  },
  500: {
    named: { ok: "accepted", refusal: "accepted", newRefusal: "accepted", fault: "accepted", other: "accepted" },
    unnamed: { ok: "unknown", refusal: "refused", newRefusal: "unknown", fault: "unknown", other: "unknown" }
  }
}

const uploadUrl = "https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=2"

interface Case {
  readonly why: string
  readonly response: StubResponse
  readonly verdict: Verdict
}

const codes: ReadonlyArray<Code> = ["ok", "refusal", "newRefusal", "fault", "other"]

const named = ({ isPulled }: PostKind) =>
  isPulled ? { publish_id: "p_1" } : { publish_id: "p_1", upload_url: uploadUrl }

/** Data without a usable publish id. */
const unnamed = [{ data: {} }, { data: null }, {}, { data: { publish_id: "" } }, { data: { publish_id: null } }]

const make = (status: number, body: object, verdict: Verdict): Case => ({
  why: `HTTP ${status}, ${JSON.stringify(body)}`,
  response: { status, body },
  verdict
})

const casesOf = (kind: PostKind): ReadonlyArray<Case> =>
  Object.entries(pulled).flatMap(([code, verdicts]) => {
    const status = Number(code)
    return codes.flatMap((code) =>
      // The body matters least where the status reports a failure.
      errors[code].slice(0, status === 200 ? Infinity : 2).flatMap((error, index) =>
        unnamed.slice(0, index === 0 ? Infinity : 1)
          .map((data) => make(status, Object.assign({}, data, error), verdicts.unnamed[code]))
          .concat(make(status, { data: named(kind), ...error }, verdicts.named[code]))
      )
    )
  })

/** An unreadable publish id still counts as one. Without an upload URL, an upload publishes nothing. */
const oddlyNamed = ({ isPulled }: PostKind): ReadonlyArray<Case> => {
  const refusal = { error: { code: "spam_risk_too_many_posts" } }
  return [12.5, true, {}, ["p_1"], "\ud800"].map((id) =>
    make(200, { data: { publish_id: id }, ...refusal }, isPulled ? "unknown" : "refused")
  ).concat(make(200, { data: { publish_id: "p_1" }, ...refusal }, isPulled ? "accepted" : "refused"))
}

/** Publishes twice under one key, and counts the inits that TikTok received. */
const judged = (kind: PostKind, contract: Contract.Contract, cases: ReadonlyArray<Case>) => {
  let next: StubResponse = { status: 500 }
  let inits = 0
  const ask = (key: string) =>
    withoutRetries(Publisher.Publisher.use(({ publish }) => publish(creator, kind.second, { key, deadline: 0 })))
  return withStub(
    ({ method, url }) => {
      if (method === "PUT") return { status: 201 }
      if (!url.includes("/init/")) return { status: 200, body: { data: { status: "PUBLISH_COMPLETE" } } }
      inits++
      return inits === 1 ? next : { status: 200, body: { data: named(kind) } }
    },
    Effect.forEach(cases, ({ response, verdict, why }) =>
      Effect.gen(function*() {
        // All limits are free again.
        yield* TestClock.adjust("25 hours")
        next = response
        inits = 0
        const first = yield* Effect.exit(ask(why))
        const pending = yield* Publisher.Publisher.use(({ pending }) => pending)
        const tags = pending.flatMap((left) => "key" in left && left.key === why ? [left._tag] : [])
        yield* TestClock.adjust("25 hours")
        const second = yield* Effect.exit(ask(why))
        const outcomes = [first, second].map((exit) => Exit.isSuccess(exit) ? exit.value._tag : "failed")
        const seen = { inits, outcomes, tags }
        switch (verdict) {
          case "accepted":
            return assert.deepStrictEqual(seen, { inits: 1, outcomes: ["Published", "Published"], tags: [] }, why)
          case "refused":
            return assert.deepStrictEqual(seen, { inits: 2, outcomes: ["failed", "Published"], tags: [] }, why)
          case "unknown":
            if (!kind.isPulled) {
              // Nothing is published before the last byte, so another init doubles nothing.
              return assert.deepStrictEqual(seen, { inits: 2, outcomes: ["failed", "Published"], tags: [] }, why)
            }
            return assert.deepStrictEqual(seen, {
              inits: 1,
              outcomes: ["OutcomeUnknown", "OutcomeUnknown"],
              tags: ["NeedsPerson"]
            }, why)
        }
      }), { discard: true }),
    contract
  )
}

describe.each([Contract.catalog, Contract.live])("an init in $name", (contract) => {
  describe.each(postKinds[contract.name])("of $kind", (kind) => {
    it.effect("is accepted, refused or unknown by status, post and code", () =>
      judged(kind, contract, [...casesOf(kind), ...oddlyNamed(kind)]))

    it.effect("is certainly refused by a redirect only if the redirect requests the same at another URL", () =>
      judged(
        kind,
        contract,
        [300, 301, 302, 303, 304, 307, 308].map((status): Case => ({
          why: `HTTP ${status}`,
          response: { status, headers: { location: "https://elsewhere.example/" } },
          verdict: status === 307 || status === 308 ? "refused" : "unknown"
        }))
      ))
  })
})

describe.each([Contract.catalog, Contract.live])("the response to the last byte in $name", (contract) => {
  const [kind] = postKinds[contract.name]
  const ask = Publisher.Publisher.use(({ publish }) => publish(creator, kind?.second ?? assert.fail(), { key: "k" }))

  it.effect.each<StubResponse>([
    ...[300, 301, 302, 303].map((status) => ({ status, headers: { location: "https://elsewhere.example/" } })),
    ...["success", "ok ", "10001", 10001, 200, true].map((code) => ({ status: 201, body: word(code) }))
  ])("may mean that TikTok has it: %j", (response) =>
    Effect.gen(function*() {
      const { sent, value } = yield* withStub(
        ({ method, url }) => {
          if (method === "PUT") return response
          const data = { publish_id: "p", upload_url: uploadUrl, status: "PUBLISH_COMPLETE" }
          return { status: 200, body: { data: url.includes("/init/") ? data : { status: data.status } } }
        },
        Effect.all([ask, ask]),
        contract
      )
      assert.deepStrictEqual(value.map(({ _tag: tag }) => tag), ["Published", "Published"])
      assert.lengthOf(sent.filter(({ url }) => url.includes("/init/")), 1)
    }))
})
