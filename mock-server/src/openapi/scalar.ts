import { readFile } from "node:fs/promises"
import { promisify } from "node:util"
import { gunzip } from "node:zlib"

// The same relative path from `src` and from `dist`.
const file = new URL("../../vendor/scalar/standalone.js.gz", import.meta.url)

const unzip = promisify(gunzip)

/** Reads the script of Scalar's page, zipped or not, without a cache. */
export const readScalar = async (isZipped: boolean): Promise<Uint8Array<ArrayBuffer>> => {
  const zipped = await readFile(file)
  return new Uint8Array(isZipped ? zipped : await unzip(zipped))
}
