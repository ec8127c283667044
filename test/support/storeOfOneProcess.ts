/** A store that processes do not share, although they think so. */
import { RecordStore } from "effect-tiktok"

export default RecordStore.layerMemory
