import { fileURLToPath } from "node:url"
import { inject } from "vitest"

/** The folder of this repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url))

/** The programs that tests start as processes. They are bundled before, because they start three times as fast. */
export const programs = {
  manyPublishesWorker: `${root}test/support/manyPublishesWorker.ts`,
  publishWorker: `${root}test/support/publishWorker.ts`,
  quotaWorker: `${root}test/support/quotaWorker.ts`,
  schedulerWorker: `${root}test/support/schedulerWorker.ts`,
  refreshWorker: `${root}test/support/refreshWorker.ts`,
  storeWorker: `${root}test/support/storeWorker.ts`,
  uploadWorker: `${root}test/support/uploadWorker.ts`
} as const

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of the bundled programs and of the command, for one run of Vitest. */
    readonly programFolder: string
  }
}

/** The file of a bundled program. */
export const programFile = (name: keyof typeof programs): string => `${programsIn(inject("programFolder"))}/${name}.js`

/** The file of the command `tiktok`, as it is published. */
export const commandFile = (): string => commandIn(inject("programFolder"))

export const programsIn = (folder: string): string => `${folder}/programs`

export const commandIn = (folder: string): string => `${folder}/command/tiktok.js`
