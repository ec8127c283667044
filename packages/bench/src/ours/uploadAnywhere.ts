/** Uploads through any platform's `FileSystem` and streaming HTTP client, without Node's own code. */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Layer } from "effect"
import { layerStreamed, layerUploader, measureUpload } from "./uploader.ts"

const platform = Layer.merge(NodeHttpClient.layerUndici, NodeFileSystem.layer)

await measureUpload(layerUploader(platform, layerStreamed))
