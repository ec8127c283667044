/** A store that processes wrongly believe they share. */
import { RecordStore } from "effect-tiktok"

export default RecordStore.layerMemory
