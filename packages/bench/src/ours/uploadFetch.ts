/** Uploads through `fetch`. */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Layer } from "effect"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { layerUploader, measureUpload } from "./uploader.ts"

await measureUpload(layerUploader(Layer.merge(NodeTransport.layerFetch, NodeFileSystem.layer), Layer.empty))
