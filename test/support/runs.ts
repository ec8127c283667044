/** Whether only what needs no process and no socket is run, as `npm run test:unit` does. */
export const isUnit: boolean = process.env["UNIT"] !== undefined

/** How often a property is tried, or a fuzzer asks: a fifth in the unit tests of a contributor, who wants to know soon. */
export const runs = (all: number): number => isUnit && process.env["CI"] === undefined ? Math.ceil(all / 5) : all
