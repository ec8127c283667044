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
import type { IncomingMessage } from "node:http"
import { Readable } from "node:stream"

/**
 * The answer of `node:http`. Text and streams are read from it directly, everything
 * else as a web `Response`.
 *
 * @internal
 */
export class NodeAnswer extends Inspectable.Class implements HttpClientResponse.HttpClientResponse, Pipeable {
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: typeof HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly request: HttpClientRequest
  readonly #incoming: IncomingMessage
  readonly #url: URL
  #web: HttpClientResponse.HttpClientResponse | undefined
  #text: string | undefined

  constructor(request: HttpClientRequest, incoming: IncomingMessage, url: URL) {
    super()
    this.request = request
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
    return Option.fromUndefinedOr(this.#incoming.socket.remoteAddress)
  }

  get text(): Effect.Effect<string, HttpClientError> {
    return Effect.callback<string, HttpClientError>((resume) => {
      const incoming = this.#incoming
      if (this.#text !== undefined) return resume(Effect.succeed(this.#text))
      const pieces: Array<Buffer> = []
      const end = () => resume(Effect.succeed(this.#text = textOf(pieces)))
      const close = () => incoming.readableEnded ? end() : resume(Effect.fail(this.#broken(incoming.errored)))
      if (incoming.closed) return close()
      incoming.on("data", (piece: Buffer) => void pieces.push(piece)).on("end", end).on("close", close)
      return Effect.sync(() => incoming.destroy())
    })
  }

  get stream(): Stream.Stream<Uint8Array, HttpClientError> {
    const incoming = this.#incoming
    return Stream.scoped(Stream.fromPull(Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => incoming[Symbol.asyncIterator]()),
        () => Effect.sync(() => incoming.destroy())
      ),
      (pieces) =>
        Effect.flatMap(
          Effect.tryPromise({ try: () => pieces.next(), catch: (cause) => this.#broken(cause) }),
          ({ done, value }) => done === true ? Cause.done() : Effect.succeed(Arr.of<Uint8Array>(value))
        )
    )))
  }

  get json() {
    return this.#asWeb().json
  }

  get urlParamsBody() {
    return this.#asWeb().urlParamsBody
  }

  get arrayBuffer() {
    return this.#asWeb().arrayBuffer
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

  #broken(cause: unknown): HttpClientError {
    return new HttpClientError({ reason: new DecodeError({ request: this.request, response: this, cause }) })
  }
}

/** These answers have no body, and a web `Response` refuses one. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

const textOf = (pieces: ReadonlyArray<Buffer>): string => {
  const [first, ...others] = pieces
  if (first === undefined) return ""
  return decoder.decode(others.length === 0 ? first : Buffer.concat(pieces))
}

const decoder = new TextDecoder()
