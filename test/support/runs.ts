/**
 * How often a property is tried, or a fuzzer asks: as often as given in CI, and a fifth of that at home, since the build
 * server looks for what is rare and a contributor wants to know soon.
 */
export const runs = (inCi: number): number => process.env["CI"] === undefined ? Math.ceil(inCi / 5) : inCi

/** Whether only what needs no process and no socket is run, as `npm run test:unit` does. */
export const isUnit: boolean = process.env["UNIT"] !== undefined
