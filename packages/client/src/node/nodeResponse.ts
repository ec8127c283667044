import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import { DecodeError, HttpClientError } from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import { type Pipeable, pipeArguments } from "effect/Pipeable"
import * as Stream from "effect/Stream"
import type { ClientRequest, IncomingMessage } from "node:http"
import { Readable } from "node:stream"
import { textOfBytes } from "../internal/wire/textOfBytes.ts"

/**
 * The response of `node:http`. Text and streams are read from it directly, everything
 * else as a web `Response`.
 *
 * @internal
 */
export class NodeResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse, Pipeable {
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: typeof HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly request: HttpClientRequest
  readonly #outgoing: ClientRequest
  readonly #incoming: IncomingMessage
  readonly #url: URL
  #web: HttpClientResponse.HttpClientResponse | undefined
  #read: Uint8Array | undefined

  constructor(request: HttpClientRequest, outgoing: ClientRequest, incoming: IncomingMessage, url: URL) {
    super()
    this.request = request
    this.#outgoing = outgoing
    this.#incoming = incoming
    this.#url = url
    // Readers see it as `errored`. Without a listener it would end the process.
    incoming.on("error", () => undefined)
  }

  get status(): number {
    return this.#incoming.statusCode ?? 0
  }

  get url(): string {
    return this.#url.href.slice(0, this.#url.href.length - this.#url.hash.length)
  }

  get headers(): Headers.Headers {
    return Headers.fromInput(this.#incoming.headers)
  }

  get remoteAddress(): Option.Option<string> {
    return Option.none()
  }

  get text(): Effect.Effect<string, HttpClientError> {
    return Effect.map(this.#bytes, textOfBytes)
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpClientError> {
    return Effect.map(this.#bytes, (bytes) => new Uint8Array(bytes).buffer)
  }

  get #bytes(): Effect.Effect<Uint8Array, HttpClientError> {
    return Effect.callback<Uint8Array, HttpClientError>((resume) => {
      if (this.#read !== undefined) return resume(Effect.succeed(this.#read))
      const pieces: Array<Buffer> = []
      this.#incoming.on("data", (piece: Buffer) => void pieces.push(piece))
      this.#onEnd((failure) =>
        resume(failure === undefined ? Effect.succeed(this.#read = whole(pieces)) : Effect.fail(failure))
      )
      return Effect.sync(() => this.#incoming.destroy())
    })
  }

  get stream(): Stream.Stream<Uint8Array, HttpClientError> {
    const incoming = this.#incoming
    const end = Effect.callback<never, HttpClientError | Cause.Done>((resume) =>
      this.#onEnd((failure) => resume(failure === undefined ? Cause.done() : Effect.fail(failure)))
    )
    return Stream.scoped(Stream.fromPull(Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => incoming[Symbol.asyncIterator]()),
        () => Effect.sync(() => incoming.destroy())
      ),
      (pieces) =>
        Effect.flatMap(
          Effect.tryPromise({ try: () => pieces.next(), catch: (cause) => this.#broken(cause) }),
          ({ done, value }) => done === true ? end : Effect.succeed(Arr.of<Uint8Array>(value))
        )
    )))
  }

  get json() {
    return this.#asWeb().json
  }

  get urlParamsBody() {
    return this.#asWeb().urlParamsBody
  }

  get formData() {
    return this.#asWeb().formData
  }

  get cookies() {
    return this.#asWeb().cookies
  }

  get upgrade() {
    return this.#asWeb().upgrade
  }

  toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status
    })
  }

  pipe() {
    return pipeArguments(this, arguments)
  }

  #asWeb() {
    const { headersDistinct, statusCode = 0 } = this.#incoming
    const headers = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value])
    )
    return this.#web ??= HttpClientResponse.fromWeb(
      this.request,
      new Response(bodiless.has(statusCode) ? null : Readable.toWeb(this.#incoming), { status: statusCode, headers })
    )
  }

  /** Calls back when the request has closed too, so that no buffer of its body is still in use. */
  #onEnd(act: (failure: HttpClientError | undefined) => void): void {
    const end = () => act(this.#incoming.readableEnded ? undefined : this.#broken(this.#incoming.errored))
    if (this.#outgoing.closed) end()
    // In the next turn its connection is free, and the next request does not open another.
    else this.#outgoing.on("close", () => process.nextTick(end))
  }

  #broken(cause: unknown): HttpClientError {
    return new HttpClientError({ reason: new DecodeError({ request: this.request, response: this, cause }) })
  }
}

/** These responses have no body, and a web `Response` refuses one. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

const whole = (pieces: ReadonlyArray<Buffer>): Uint8Array => {
  const [first, ...others] = pieces
  return first !== undefined && others.length === 0 ? first : Buffer.concat(pieces)
}
