import { Layer } from "effect"
import { Scheduler } from "effect-tiktok-scheduler"
import * as Effect from "effect/Effect"
import * as Local from "../../src/internal/local.ts"

/** Publishes the posts of the current database, as `layerSqlite` does, with a client of one's own. */
export const layerRunner = (options: Scheduler.Options, pollEvery: number) =>
  Layer.effect(Scheduler.Scheduler, Effect.orDie(Local.make(options, pollEvery)))

/** Schedules in the current database, as `layerSqliteClient` does. */
export const layerWeb = (options: Scheduler.ClientOptions) =>
  Layer.effect(Scheduler.Scheduler, Effect.orDie(Local.makeClient(options)))
