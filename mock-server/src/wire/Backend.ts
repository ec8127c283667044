import type { Contract } from "../engine/Contract.ts"
import type { Engine } from "../engine/Engine.ts"
import type { FaultTable } from "../engine/Faults.ts"
import type { WritableJournal } from "../engine/Journal.ts"
import type { Answer } from "./Answer.ts"
import type { RequestContext } from "./RequestContext.ts"
import type { ServerAddress } from "./ServerAddress.ts"

/** What every route works on. */
export interface Backend {
  readonly engine: Engine
  readonly faults: FaultTable
  readonly journal: WritableJournal<RecordedRequest>
  readonly settings: Settings
  /** Aborts when the mock is disposed of. */
  readonly closed: AbortSignal
}

/** Settings of the mock's HTTP side. */
export interface Settings extends ServerAddress {
  /** The API that answers where a request does not tell which one it means. */
  readonly defaultContract: Contract
  /** `auto` sends the creator straight back with everything granted, `page` shows the consent page. */
  readonly consent: "auto" | "page"
  /** What the paths of this mock begin with, when it is a tenant of a server; otherwise empty. */
  readonly prefix: string
  /** Bytes that an upload over a socket may bring in a second; undefined means any number. */
  readonly bandwidth: number | undefined
  /** Told about defects of the mock itself. */
  readonly onDefect: (error: unknown) => void
}

/** What the journal keeps of a request besides the bodies, until it is read. */
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
  /** Undefined when the connection was ended instead. */
  readonly answerHeaders: Answer["headers"] | undefined
  /** Characters of the request, and of the answer. */
  readonly asked: number
  readonly answered: number
  /** Bytes of the answer. */
  readonly sent: number
}
