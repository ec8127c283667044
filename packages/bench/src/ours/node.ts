import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Layer } from "effect"
import * as NodeFileReader from "effect-tiktok/NodeFileReader"
import { layerUploader } from "./uploader.ts"

/** The fastest road on Node. What the library offers for it is named here and nowhere else. */
export const layer = layerUploader(
  Layer.merge(NodeHttpClient.layerUndici, NodeFileSystem.layer),
  NodeFileReader.layer
)
