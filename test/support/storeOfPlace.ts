/** The store of the place in the variable PLACE, for processes that load it. */
import { layerRecords, type Place } from "./places.ts"

const place: Place = JSON.parse(process.env["PLACE"] ?? "")

export default layerRecords(place)
