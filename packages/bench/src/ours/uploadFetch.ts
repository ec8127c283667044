/** The road for `fetch`, which gets each chunk whole. */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { layerUploader, measureUpload } from "./uploader.ts"

await measureUpload(layerUploader(Layer.merge(FetchHttpClient.layer, NodeFileSystem.layer), "Buffered"))
