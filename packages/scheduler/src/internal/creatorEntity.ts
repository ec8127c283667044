import { CreatorId } from "effect-tiktok/Post"
import * as ClusterSchema from "effect/cluster/ClusterSchema"
import * as DeliverAt from "effect/cluster/DeliverAt"
import * as Entity from "effect/cluster/Entity"
import type * as Sharding from "effect/cluster/Sharding"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as PrimaryKey from "effect/PrimaryKey"
import * as Rpc from "effect/rpc/Rpc"
import * as Schema from "effect/Schema"

/**
 * A wake-up for a post. It holds an id and a revision, and never more: a message that a newer version cannot read is lost.
 */
class Wake extends Schema.Class<Wake>("effect-tiktok-scheduler/Wake")({
  id: Schema.String,
  revision: Schema.Int
}) {
  [PrimaryKey.symbol](): string {
    return `${this.id}/${this.revision}${this.repeat}`
  }

  [DeliverAt.symbol](): DateTime.DateTime {
    return DateTime.makeUnsafe(this.at)
  }

  /** Milliseconds since 1970. Known to the sender alone. */
  at = 0
  /** Tells repeated wake-ups of one revision apart. Known to the sender alone. */
  repeat = ""
}

/**
 * The worker of one creator, whose id it has. It takes one message at a time. Type, message and fields keep their names
 * over all versions, because messages are stored.
 */
const CreatorEntity = Entity.make("TikTokCreator", [Rpc.make("Wake", { payload: Wake })]).annotateRpcs(
  ClusterSchema.Persisted,
  true
)

/** @internal */
export const layer = (
  turn: (creator: CreatorId) => Effect.Effect<void>
): Layer.Layer<never, never, Sharding.Sharding> =>
  CreatorEntity.toLayer(
    Effect.map(Entity.CurrentAddress, ({ entityId }) =>
      CreatorEntity.of({
        Wake: () => turn(CreatorId.make(entityId))
      }))
  )

/** @internal */
export interface WakeUp {
  readonly creator: CreatorId
  readonly id: string
  readonly revision: number
  readonly at: number
  readonly repeat?: string
}

/** Stores wake-ups. One that cannot be stored is late, because the sweep finds its post. @internal */
export const makeSend: Effect.Effect<(wakeUp: WakeUp) => Effect.Effect<void>, never, Sharding.Sharding> = Effect.map(
  CreatorEntity.client,
  (client) => ({ at, creator, id, repeat, revision }) =>
    Effect.suspend(() => {
      const message = new Wake({ id, revision })
      message.at = at
      if (repeat !== undefined) message.repeat = repeat
      return client(creator).Wake(message, { discard: true })
    }).pipe(
      Effect.catchCause((cause) =>
        Effect.logWarning(`a wake-up of ${id} was not stored; the sweep will find it`, cause)
      )
    )
)
