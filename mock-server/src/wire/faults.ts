import * as Result from "effect/Result"
import type { ActiveFault, FaultEffect } from "../engine/Faults.ts"
import type { Backend } from "./Backend.ts"
import { cut, drop, waitForDisconnect } from "./connection.ts"
import type { ContractApi } from "./ContractApi.ts"
import type { MockContext } from "./RequestContext.ts"
import type { Reply, WireResponse } from "./WireResponse.ts"

/** Handles a request with the faults that hit it. */
export const withFaults = (
  c: MockContext,
  backend: Backend,
  contract: ContractApi,
  handle: () => WireResponse | Promise<WireResponse>
): Reply | Promise<Reply> => {
  if (!backend.faults.isActive()) return handle()
  const hits = backend.faults.hit(c.get("context"), backend.engine.clock.now())
  return hits.length === 0 ? handle() : applyFaults(c, backend, contract, hits, handle)
}

const applyFaults = async (
  c: MockContext,
  backend: Backend,
  contract: ContractApi,
  hits: ReadonlyArray<ActiveFault>,
  handle: () => WireResponse | Promise<WireResponse>
): Promise<Reply> => {
  const { clock } = backend.engine
  c.get("context").fault = hits.map(({ id }) => id).join(",")

  const signal = AbortSignal.any([c.req.raw.signal, backend.closed])
  let failure: FaultEffect | undefined
  for (const { effect } of hits) {
    if (effect.kind === "delay") await clock.sleep(effect.millis, signal)
    else failure = effect
  }
  if (signal.aborted) return drop(c)
  return failure === undefined ? handle() : await applyFailure(c, backend, contract, failure, signal, handle)
}

const applyFailure = async (
  c: MockContext,
  backend: Backend,
  contract: ContractApi,
  effect: FaultEffect,
  signal: AbortSignal,
  handle: () => WireResponse | Promise<WireResponse>
): Promise<Reply> => {
  switch (effect.kind) {
    case "delay":
      return handle()
    case "code":
      return contract.fail(c, backend, effect.code)
    case "status":
      return plainResponse(effect.status, effect.body ?? "", effect.contentType ?? "text/plain; charset=UTF-8")
    case "html":
      return plainResponse(502, BAD_GATEWAY_PAGE, "text/html; charset=UTF-8")
    case "truncated-json": {
      const response = await handle()
      return { ...response, body: response.body && response.body.slice(0, response.body.length / 2) }
    }
    case "reset":
      return drop(c)
    case "break-body":
      return breakBody(c, effect.after, handle)
    case "hang":
      await waitForDisconnect(c, signal)
      return drop(c)
    case "cut":
      return cut(c, await handle())
    case "lose-response":
      await handle()
      return drop(c)
  }
}

/** Breaks the body while it is read. A text body was read before to find the operation, and can be broken too. */
const breakBody = async (
  c: MockContext,
  after: number,
  handle: () => WireResponse | Promise<WireResponse>
): Promise<Reply> => {
  const context = c.get("context")
  const { text } = context
  if (text !== undefined && Result.isSuccess(text) && Buffer.byteLength(text.success) >= after) return drop(c)
  context.breakAfter = after
  const response = await handle()
  return context.broken === true ? drop(c) : response
}

// These statuses cannot have a body, not even an empty one.
const plainResponse = (status: number, body: string, contentType: string): WireResponse => ({
  status,
  headers: { "Content-Type": contentType },
  body: [204, 205, 304].includes(status) ? null : body
})

const BAD_GATEWAY_PAGE = `<html>
<head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body>
</html>
`
