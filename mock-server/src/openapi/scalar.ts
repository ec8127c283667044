import { readFile } from "node:fs/promises"
import { promisify } from "node:util"
import { gunzip } from "node:zlib"

// Beside the sources and beside what is built of them, so one path serves both.
const file = new URL("../../vendor/scalar/standalone.js.gz", import.meta.url)

const unzip = promisify(gunzip)

/** Reads the script of Scalar's page, zipped or not. It is read when it is asked for and not kept. */
export const readScalar = async (isZipped: boolean): Promise<Uint8Array<ArrayBuffer>> => {
  const zipped = await readFile(file)
  return new Uint8Array(isZipped ? zipped : await unzip(zipped))
}
