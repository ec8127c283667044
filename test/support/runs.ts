/** Whether only tests without processes and sockets run, as in `npm run test:unit`. */
export const isUnit: boolean = process.env["UNIT"] !== undefined

/** How often a property or fuzzer runs: a fifth in the unit tests, which must be quick. */
export const runs = (all: number): number => isUnit && process.env["CI"] === undefined ? Math.ceil(all / 5) : all
