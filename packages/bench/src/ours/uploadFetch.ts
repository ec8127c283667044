/** Uploads through `fetch`, which gets each chunk whole. */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Layer } from "effect"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { FetchHttpClient } from "effect/http"
import { layerBuffered, layerUploader, measureUpload } from "./uploader.ts"

const http = Layer.provide(FetchHttpClient.layer, Layer.succeed(FetchHttpClient.Fetch, NodeTransport.fetch))
const platform = Layer.merge(http, NodeFileSystem.layer)

await measureUpload(layerUploader(platform, layerBuffered))
