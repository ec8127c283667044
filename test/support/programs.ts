import { fileURLToPath } from "node:url"

/** The folder of this repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url))

/** The programs that tests start as processes. They are bundled before, because they start three times as fast. */
export const programs = {
  manyPublishesWorker: `${root}test/support/manyPublishesWorker.ts`,
  publishWorker: `${root}test/support/publishWorker.ts`,
  quotaWorker: `${root}test/support/quotaWorker.ts`,
  refreshWorker: `${root}test/support/refreshWorker.ts`,
  storeWorker: `${root}test/support/storeWorker.ts`,
  uploadWorker: `${root}test/support/uploadWorker.ts`
} as const

/** The folder of the bundled programs. */
export const programFolder = `${root}test/.programs`

/** The file of a bundled program. */
export const programFile = (name: keyof typeof programs): string => `${programFolder}/${name}.js`

/** The file of the command `tiktok`, as it is published. */
export const commandFile = `${root}test/.command/tiktok.js`
