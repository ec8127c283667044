import type { InvalidInput, StoreFailed } from "effect-tiktok/TikTokError"
import * as Effect from "effect/Effect"
import type * as SqlClient from "effect/sql/SqlClient"
import type { SchemaTooNew } from "../SchedulerError.ts"
import * as Database from "./database.ts"
import * as DueQueries from "./dueQueries.ts"
import * as Migrations from "./migrations.ts"
import * as Pauses from "./pauses.ts"
import * as Posts from "./posts.ts"

/** The tables of the current database, as services. @internal */
export interface TablesOf {
  readonly database: Database.Database
  readonly posts: Posts.Posts
  readonly pauses: Pauses.Pauses
  readonly due: DueQueries.Due
}

/**
 * Creates missing tables.
 *
 * @internal
 */
export const make: Effect.Effect<TablesOf, InvalidInput | StoreFailed | SchemaTooNew, SqlClient.SqlClient> = Effect.gen(
  function*() {
    const database = yield* Database.make
    yield* Migrations.run(database)
    return {
      database,
      posts: Posts.make(database),
      pauses: Pauses.make(database),
      due: DueQueries.make(database)
    }
  }
)
