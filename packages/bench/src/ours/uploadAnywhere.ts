/** Uploads through any platform's `FileSystem` and streaming HTTP client, without Node's own code. */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Layer } from "effect"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { HttpClient } from "effect/http"
import { layerStreamed, layerUploader, measureUpload } from "./uploader.ts"

const platform = Layer.merge(Layer.effect(HttpClient.HttpClient, NodeTransport.make()), NodeFileSystem.layer)

await measureUpload(layerUploader(platform, layerStreamed))
