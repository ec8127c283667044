import type { FileSystem, Layer } from "effect"
import type { UploadStore } from "effect-tiktok/upload"
import type { HttpClient } from "effect/http"

/** The layers of a program, without those of the library. */
export type Wiring = Layer.Layer<HttpClient.HttpClient | FileSystem.FileSystem>

/** What every runtime gets to know of the journeys' surroundings, as JSON. */
export interface World {
  /** The mock. */
  readonly mock: string
  /** The server of the stage. */
  readonly stage: string
  /** The name of this journey on this runtime. */
  readonly name: string
  readonly clip: {
    readonly url: string
    readonly file: string
    readonly size: number
    readonly sha256: string
  }
  /** A folder for the journey, where a runtime has files. */
  readonly folder: string
}

/** What a runtime has beside `fetch`. */
export interface Has {
  /** Whether it reads files and keeps state in a folder. */
  readonly files: boolean
  /** A store for uploads without a token. None: the one of the library. */
  readonly uploads?: ((world: World) => UploadStore) | undefined
  /** Lines of wiring that are wrong here. */
  readonly wrong?: Readonly<Record<string, Wiring>> | undefined
}

/** A question to a runtime: the step of a journey. */
export interface Question {
  readonly journey: string
  readonly step: number
  readonly world: World
}

/** What a runtime answers: nothing, or why the step has failed. */
export interface Answer {
  readonly failed?: string | undefined
}
