/** The store of the place that PLACE tells, for processes that load it. */
import { layerRecords, type Place } from "./layerRecords.ts"

const place: Place = JSON.parse(process.env["PLACE"] ?? "")

export default layerRecords(place)
