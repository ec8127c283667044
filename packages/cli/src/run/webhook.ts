import { Effect, FileSystem, Option, Queue, Stream } from "effect"
import { Webhook } from "effect-tiktok"
import type { Command } from "effect/cli"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { signWebhook, verifyWebhook } from "../actions/webhooks.ts"
import type { listenFlags, signFlags, verifyFlags } from "../commands/webhook.ts"
import { sentenceOf } from "../output/failureSentence.ts"
import { plainFailure } from "../output/plainFailure.ts"
import { Reporter } from "../output/Reporter.ts"
import { appSecret, withTarget } from "../settings/connection.ts"
import { broken, readStdin } from "../settings/variables.ts"

const bodyOf = Effect.fnUntraced(function*(file: string) {
  if (file === "-") return yield* readStdin("<file>")
  return yield* FileSystem.FileSystem.use((fs) => fs.readFile(file)).pipe(
    Effect.catchReason("PlatformError", "NotFound", () => broken("<file>", `names ${file}, which is not there`)),
    Effect.catchTag("PlatformError", (error) => Effect.fail(plainFailure(`cannot read ${file}`)(error)))
  )
})

/** `tiktok webhook verify FILE`. */
export const verify = ({ file, signature, tolerance }: Command.Command.Config.Infer<typeof verifyFlags>) =>
  withTarget(() =>
    Effect.gen(function*() {
      const { report } = yield* Reporter
      const body = yield* bodyOf(file)
      yield* report(yield* verifyWebhook({ body, header: signature, tolerance: `${tolerance} seconds` }))
    })
  )

/** `tiktok webhook sign FILE`. */
export const sign = ({ file, timestamp }: Command.Command.Config.Infer<typeof signFlags>) =>
  withTarget(() =>
    Effect.gen(function*() {
      const { report } = yield* Reporter
      yield* report(yield* signWebhook(yield* bodyOf(file), Option.getOrUndefined(timestamp)))
    })
  )

/** `tiktok webhook listen`. */
export const listen = (input: Command.Command.Config.Infer<typeof listenFlags>) =>
  withTarget(() =>
    Effect.scoped(Effect.gen(function*() {
      const { report } = yield* Reporter
      const clientSecret = yield* appSecret
      const hub = yield* Webhook.makeHub()
      const path = Option.getOrUndefined(input.path)
      const requests = yield* serve(Option.getOrElse(input.port, () => 3456))
      yield* report({ _tag: "WebhookListening", url: `${requests.url}${path ?? "/"}` })
      yield* Stream.runForEach(requests.stream, ({ body, request, response }) =>
        Effect.gen(function*() {
          const { method, url = "/" } = request
          if (method !== "POST" || (path !== undefined && url.split("?")[0] !== path)) {
            response.writeHead(404).end()
            return yield* report({ _tag: "WebhookRefused", reason: `${method ?? "a request"} ${url} is no webhook` })
          }
          const header = request.headers["tiktok-signature"]
          const event = yield* Webhook.receive({
            clientSecret,
            header: typeof header === "string" ? header : undefined,
            body,
            tolerance: `${input.tolerance} seconds`
          })
          response.writeHead(200).end()
          yield* report({ _tag: "WebhookReceived", event, isRepeated: !(yield* hub.publish(event)) })
        }).pipe(Effect.catch((error) => {
          response.writeHead(401).end()
          return report({ _tag: "WebhookRefused", reason: sentenceOf(error) ?? error.reason.message })
        })))
    }))
  )

interface Received {
  readonly request: IncomingMessage
  readonly body: Uint8Array
  readonly response: ServerResponse
}

// A webhook of TikTok has less than a kilobyte.
const mostBytes = 1_000_000

/** Requests to a port of this machine, with their bodies. */
const serve = Effect.fnUntraced(function*(port: number) {
  const listeners: Array<(received: Received) => void> = []
  const server = createServer((request, response) => {
    const chunks: Array<Buffer> = []
    let size = 0
    request.on("data", (chunk: Buffer) => {
      size += chunk.length
      if (size <= mostBytes) chunks.push(chunk)
      else response.writeHead(413).end(() => request.destroy())
    })
    request.once("end", () => {
      for (const listener of listeners) listener({ request, response, body: new Uint8Array(Buffer.concat(chunks)) })
    })
  })
  yield* Effect.acquireRelease(
    Effect.callback<void, ReturnType<typeof broken>>((resume) => {
      server.once(
        "error",
        (error: NodeJS.ErrnoException) =>
          resume(
            broken("--port", `${port} cannot be used: ${error.code === "EADDRINUSE" ? "it is taken" : error.message}`)
          )
      )
      server.listen(port, "127.0.0.1", () => resume(Effect.void))
    }),
    () =>
      Effect.sync(() => {
        server.close()
        server.closeAllConnections()
      })
  )
  return {
    url: `http://127.0.0.1:${port}`,
    stream: Stream.callback<Received>((queue) =>
      Effect.sync(() => {
        listeners.push((received) => Queue.offerUnsafe(queue, received))
      })
    )
  }
})
