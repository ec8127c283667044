import { Effect, Schedule } from "effect"
import { Media, Post, Publisher } from "effect-tiktok"

/** An order that becomes one post. */
export interface Order {
  readonly id: string
  readonly video: string
}

/** The table of orders of your application. */
export interface Orders {
  /** Orders without a post. */
  readonly open: Effect.Effect<ReadonlyArray<Order>, "OrdersUnavailable">
  readonly close: (id: string) => Effect.Effect<void, "OrdersUnavailable">
}

/** The code under test: posts every open order, and closes it once its outcome is known. */
export const worker = (orders: Orders, creator: Post.CreatorId) => {
  const one = Effect.fnUntraced(function*(order: Order) {
    const { publish } = yield* Publisher.Publisher
    const outcome = yield* publish(creator, postOf(order), { key: order.id, deadline: "2 minutes" })
    // Without this time limit, a table that hangs stops the worker. A simulation finds that.
    if (outcome._tag !== "StillProcessing") yield* Effect.timeout(orders.close(order.id), "10 seconds")
  })
  return orders.open.pipe(
    Effect.timeout("10 seconds"),
    Effect.flatMap(Effect.forEach((order) => Effect.ignore(one(order)))),
    Effect.ignore,
    Effect.repeat(Schedule.spaced("1 minute"))
  )
}

const postOf = ({ id, video }: Order) =>
  Post.video({ title: `Order ${id}`, media: Media.url(video), privacyLevel: "PUBLIC_TO_EVERYONE" })
