import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Layer } from "effect"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { layerUploader } from "./uploader.ts"

/** The Node fast path. Only this file names the library's modules for it. */
export const layer = layerUploader(Layer.merge(NodeTransport.layer, NodeFileSystem.layer), Layer.empty)
