/** A runner of a scheduler's cluster. It says when it is ready, and ends in order on SIGTERM. */
import { NodeHttpClient, NodeRuntime, NodeServices } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Logger, Redacted } from "effect"
import { Contract, TikTok } from "effect-tiktok"
import { Scheduler } from "effect-tiktok-scheduler"
import { writeSync } from "node:fs"
import type { RunnerSetup } from "./schedulerProcess.ts"

const setup: RunnerSetup = JSON.parse(process.argv[2] ?? "")

const layer = Scheduler.layerCluster({ address: { host: "127.0.0.1", port: setup.port }, takeOver: setup.takeOver })
  .pipe(
    Layer.provide(TikTok.layerSql({
      contract: Contract.live,
      baseUrl: setup.mock,
      lease: setup.lease,
      clientKey: setup.clientKey,
      clientSecret: Redacted.make(setup.clientSecret),
      encryptionKeys: [Redacted.make(new Uint8Array(32))]
    })),
    Layer.provide(PgClient.layer({ url: Redacted.make(setup.database) })),
    Layer.provide([NodeHttpClient.layerUndici, NodeServices.layer]),
    Layer.tap(() => Effect.sync(() => writeSync(1, "ready\n")))
  )

NodeRuntime.runMain(Layer.launch(layer).pipe(Effect.provide(Logger.layer([Logger.consoleLogFmt]))))
