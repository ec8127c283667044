/**
 * Deterministic simulation: processes of a program, on simulated time, against the mock in memory. One seed decides every
 * delay, fault and crash, and the order in which fibers run.
 */
export { type Exchange, wayFaults } from "./exchange.ts"
export type { ReceivedResponse, SentRequest } from "./network.ts"
export type { Process } from "./Process.ts"
export { makeRandom, type Random } from "./random.ts"
export { type FaultChoice, formatScript, type ScriptedFault } from "./Script.ts"
export { shrink } from "./shrink.ts"
export {
  type Scene,
  simulate,
  type SimulationOptions,
  type SimulationReport,
  type Surroundings,
  type World
} from "./simulate.ts"
