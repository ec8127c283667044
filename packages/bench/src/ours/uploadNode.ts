/** Uploads through the Node fast path. */
import { layer } from "./node.ts"
import { measureUpload } from "./uploader.ts"

await measureUpload(layer)
