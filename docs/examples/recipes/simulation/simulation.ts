import { DateTime, Effect, FileSystem, Layer, Redacted } from "effect"
import {
  Checkpoint,
  Contract,
  Post,
  Quota,
  RecordStore,
  TikTok,
  TikTokError,
  TokenLock,
  TokenStore
} from "effect-tiktok"
import { HttpClient } from "effect/http"
import { type Scene, type ScriptedFault, simulate, wayFaults, type World } from "tiktok-mock-server/simulation"
import { type Order, type Orders, worker } from "./orders.ts"

const encryptionKeys = [Redacted.make(new Uint8Array(32).fill(1))] as const

/** Runs the worker in the world of a seed: with the faults that the seed chooses, or with those of a script. */
export const simulateOrders = (seed: string, script?: ReadonlyArray<ScriptedFault>) =>
  simulate({ seed, script, keepsTrace: true, mock: { lifecycle: { mode: "after", millis: 5_000 } }, scene })

const scene = (world: World): Scene => {
  // What outlives a crash of the worker.
  const records = new Map<string, RecordStore.Entry>()
  const orders = new Map(
    ["1", "2", "3"].map((id): [string, Order] => [id, { id, video: `https://verified-domain.com/${id}.mp4` }])
  )
  const login = world.mock.control.issueToken({ contract: "live" })
  const creator = Post.CreatorId.make(login.openId)
  const tokens = new TokenStore.Tokens({
    creator,
    accessToken: Redacted.make(login.accessToken),
    expiresAt: DateTime.makeUnsafe(login.expiresAt),
    scopes: []
  })

  world.addProcess("worker", ({ call, http }) => {
    const command = <A>(place: string, perform: () => A) =>
      call({ place, choices: wayFaults, latency: [1, 20], perform })
    const table: Orders = {
      open: Effect.mapError(command("open", () => [...orders.values()]), () => "OrdersUnavailable" as const),
      close: (id) => Effect.mapError(command("close", () => void orders.delete(id)), () => "OrdersUnavailable" as const)
    }
    const services = Layer.provide(
      TikTok.layer({
        contract: Contract.live,
        clientKey: "mock-client-key",
        clientSecret: Redacted.make("mock-client-secret")
      }),
      [
        Layer.provide(
          Checkpoint.layer({ encryptionKeys }),
          Layer.succeed(RecordStore.RecordStore, recordsIn(records, command))
        ),
        TokenStore.layerMemory([tokens]),
        TokenLock.layerMemory,
        Quota.layerMemory(),
        Layer.succeed(HttpClient.HttpClient, http),
        FileSystem.layerNoop({})
      ]
    )
    return Effect.orDie(Effect.provide(worker(table, creator), services))
  })

  return {
    isDone: () => orders.size === 0,
    unfinished: () => `orders ${[...orders.keys()].join()} are open`,
    check: () => {
      const captions = world.mock.control.posts().map(({ caption }) => caption)
      if (new Set(captions).size < captions.length) world.violation(`posted twice: ${captions.join()}`)
    }
  }
}

type Command = <A>(place: string, perform: () => A) => Effect.Effect<A, string>

/** Your own store, as far as it matters here: a table that compares versions. */
const recordsIn = (records: Map<string, RecordStore.Entry>, command: Command): RecordStore.RecordStore["Service"] => {
  const run = <A>(action: "read" | "write", perform: () => A) =>
    Effect.mapError(command(action, perform), (detail) => new TikTokError.StoreFailed({ action, detail }))
  return {
    get: (name) => run("read", () => records.get(name)),
    put: (name, expected, entry) =>
      run("write", () => {
        const current = records.get(name)?.version
        if (current === entry.version) return true
        if (current !== expected) return false
        records.set(name, entry)
        return true
      }),
    remove: (name, expected) => run("write", () => records.get(name)?.version === expected && records.delete(name)),
    list: ({ before = Infinity, isOpen, prefix, since = -Infinity }) =>
      run(
        "read",
        () =>
          [...records].flatMap(([name, { changedAt, isOpen: is }]) =>
            is === isOpen && changedAt >= since && changedAt < before && name.startsWith(prefix) ? [name] : []
          )
      )
  }
}
