/** The road for any platform whose `FileSystem` opens files and whose HTTP client sends streams: no code of Node's own. */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Layer } from "effect"
import { layerStreamed, layerUploader, measureUpload } from "./uploader.ts"

const platform = Layer.merge(NodeHttpClient.layerUndici, NodeFileSystem.layer)

await measureUpload(layerUploader(platform, layerStreamed))
