import type { Contract } from "../engine/ContractRules.ts"
import type { Engine } from "../engine/Engine.ts"
import type { FaultTable } from "../engine/Faults.ts"
import type { WritableJournal } from "../engine/Journal.ts"
import type { RequestContext } from "./RequestContext.ts"
import type { ServerAddress } from "./ServerAddress.ts"
import type { WireResponse } from "./WireResponse.ts"

/** The dependencies of every route. */
export interface Backend {
  readonly engine: Engine
  readonly faults: FaultTable
  readonly journal: WritableJournal<RecordedRequest>
  readonly settings: Settings
  /** Aborts when the mock is disposed. */
  readonly closed: AbortSignal
}

/** Settings of the mock's HTTP side. */
export interface Settings extends ServerAddress {
  /** The contract for requests that do not identify one. */
  readonly defaultContract: Contract
  /** `auto` redirects the creator at once with every scope granted, `page` shows the consent page. */
  readonly consent: "auto" | "page"
  /** Path prefix of a tenant; otherwise empty. */
  readonly prefix: string
  /** Bytes per second of an upload over a socket; undefined for no limit. */
  readonly bandwidth: number | undefined
  /** Called with defects of the mock itself. */
  readonly onDefect: (error: unknown) => void
}

/** What the journal keeps of a request, besides the bodies, until its entry is read. */
export interface RecordedRequest extends
  Readonly<
    Pick<
      RequestContext,
      | "at"
      | "logId"
      | "path"
      | "search"
      | "headers"
      | "mediaType"
      | "operation"
      | "creator"
      | "publishId"
      | "code"
      | "fault"
      | "hint"
      | "received"
    >
  >
{
  readonly method: string
  readonly status: number
  readonly duration: number
  readonly notes: ReadonlyArray<string>
  /** Undefined when the connection ended without a response. */
  readonly responseHeaders: WireResponse["headers"] | undefined
  /** Characters of the bodies. */
  readonly requestLength: number
  readonly responseLength: number
  /** Bytes of the response's body. */
  readonly responseBytes: number
}
