import { NodeServices } from "@effect/platform-node"
import { Layer } from "effect"
import { RecordStore } from "effect-tiktok"

export default RecordStore.layerFile({ directory: "records" }).pipe(Layer.provide(NodeServices.layer))
