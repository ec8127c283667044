import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Layer } from "effect"
import * as NodeFileReader from "effect-tiktok/NodeFileReader"
import { layerUploader } from "./uploader.ts"

/** The Node fast path. Only this file names the library's modules for it. */
export const layer = layerUploader(
  Layer.merge(NodeHttpClient.layerUndici, NodeFileSystem.layer),
  NodeFileReader.layer
)
