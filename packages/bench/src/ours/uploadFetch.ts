/** Uploads through `fetch`, which gets each chunk whole. */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { layerBuffered, layerUploader, measureUpload } from "./uploader.ts"

const platform = Layer.merge(FetchHttpClient.layer, NodeFileSystem.layer)

await measureUpload(layerUploader(platform, layerBuffered))
