/** The fastest road on Node. What the library offers for it is named in this file and nowhere else. */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Layer } from "effect"
import * as NodeFileReader from "effect-tiktok/NodeFileReader"
import { layerUploader, measureUpload } from "./uploader.ts"

await measureUpload(
  layerUploader(
    Layer.mergeAll(
      NodeHttpClient.layerUndiciOptions({ allowH2: false }),
      NodeFileSystem.layer,
      NodeFileReader.layer
    ),
    "Streamed"
  )
)
