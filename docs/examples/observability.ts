import { Effect, Layer } from "effect"
import type { TikTokError } from "effect-tiktok"
import { FetchHttpClient } from "effect/http"
import { Otlp } from "effect/observability"

// #region export
/** Sends spans, metrics and log lines to a collector of OpenTelemetry, such as `http://localhost:4318`. */
export const telemetry = (baseUrl: string) =>
  Otlp.layerJson({ baseUrl, resource: { serviceName: "publisher" } }).pipe(
    Layer.provide(Layer.fresh(FetchHttpClient.layer))
  )
// #endregion export

// #region failure
/** Logs a failure with the fields that a search needs. */
export const logged = <A, R>(self: Effect.Effect<A, TikTokError.TikTokError, R>) =>
  Effect.tapError(self, (error) =>
    Effect.logError(error.message).pipe(Effect.annotateLogs({
      operation: error.operation,
      reason: error.reason._tag,
      category: error.category,
      retryable: error.retryable,
      code: error.code,
      logId: error.logId,
      publishId: error.publishId
    })))
// #endregion failure
