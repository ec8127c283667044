/** Compiled by `tsc`, not run: which scopes an editor offers, and which are taken. */
import { expectTypeOf } from "@effect/vitest"
import type { Auth } from "effect-tiktok"

type Offered = Extract<Auth.Scope, `user.${string}` | `video.${string}`>

// It would be `never`, had the names been lost in `string`.
expectTypeOf<Offered>().toEqualTypeOf<
  "user.info.basic" | "user.info.profile" | "user.info.stats" | "video.list" | "video.publish" | "video.upload"
>()
expectTypeOf<"research.data.basic">().toExtend<Auth.Scope>()
expectTypeOf<string>().toExtend<Auth.Scope>()

type Authorize = Parameters<Auth.Auth["Service"]["authorize"]>[0]

expectTypeOf<Authorize["scopes"]>().toEqualTypeOf<ReadonlyArray<Auth.Scope>>()
expectTypeOf<Auth.Login["missing"]>().toEqualTypeOf<ReadonlyArray<Auth.Scope>>()
