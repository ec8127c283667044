/** The mock without upload hashes, for which the command has no option. */
import { createMock } from "tiktok-mock-server"

const { url } = await createMock({ hash: false, limits: "off", consent: "auto" }).listen()
console.log(`ready at ${url}`)
