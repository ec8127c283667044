import { DateTime, type Duration, Effect, Layer } from "effect"
import { Media, type Post } from "effect-tiktok"
import { Scheduler } from "effect-tiktok-scheduler"
import { type Fixture, inFixture, makeFixture } from "../../../../test/support/fixture.ts"

/** A post that TikTok fetches. */
export const pulled = (title: string): Extract<Post.Data, { readonly _tag: "Video" }> => ({
  _tag: "Video",
  media: Media.url("https://verified-domain.com/a.mp4"),
  privacyLevel: "SELF_ONLY",
  title
})

/** The time some while after now. */
export const after = (duration: Duration.Input): Effect.Effect<DateTime.Utc> =>
  Effect.map(DateTime.now, (now) => DateTime.addDuration(now, duration))

/** The captions of the published posts, in the order in which TikTok got them. */
export const published = ({ mock }: Pick<Fixture, "mock">): ReadonlyArray<string> =>
  mock.control.posts().filter(({ stage }) => stage === "published").map(({ caption }) => caption)

type Options = Parameters<typeof makeFixture>[1]

/** A mock on the live contract, whose time jumps. */
export const world = (options?: Options) =>
  makeFixture({ contract: "live", transport: "memory" }, {
    mock: { lifecycle: { mode: "polls", count: 1 } },
    ...options
  })

type Services = Layer.Success<Fixture["layer"]> | Scheduler.Scheduler

/** Runs a program over a scheduler, in a world of its own. */
export const inWorld = <A>(
  program: (
    fixture: Fixture,
    scheduler: Scheduler.Scheduler["Service"]
  ) => Generator<Effect.Effect<unknown, object, Services>, A, never>,
  { layer = Scheduler.layerMemory(), ...options }: {
    readonly layer?: Layer.Layer<Scheduler.Scheduler, Scheduler.StartFailure, Scheduler.Library>
  } & Options = {}
) =>
  inFixture(world(options), function*(fixture) {
    const inside = Effect.flatMap(Scheduler.Scheduler, (scheduler) => Effect.gen(() => program(fixture, scheduler)))
    return yield* Effect.provide(inside, Layer.orDie(layer))
  })
