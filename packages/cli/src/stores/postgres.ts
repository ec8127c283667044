import * as PgClient from "@effect/sql-pg/PgClient"
import { Redacted } from "effect"

export const layerPostgres = (url: string) => PgClient.layer({ url: Redacted.make(url), applicationName: "tiktok" })
