/** The fastest road on Node. */
import { layer } from "./node.ts"
import { measureUpload } from "./uploader.ts"

await measureUpload(layer)
