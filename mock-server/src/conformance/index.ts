/**
 * The behavior of TikTok's Content Posting API as cases for any test runner: against the mock, against another mock, or by
 * hand with your own credentials against TikTok.
 */
import { accessCases } from "./cases/access.ts"
import { accountCases } from "./cases/accounts.ts"
import { appTokenCases } from "./cases/appTokens.ts"
import { authorizeCases } from "./cases/authorize.ts"
import { initCases } from "./cases/inits.ts"
import { limitCases } from "./cases/limits.ts"
import { mediaCases } from "./cases/media.ts"
import { planCases } from "./cases/plans.ts"
import { postCases } from "./cases/posts.ts"
import { profileCases } from "./cases/profiles.ts"
import { cancelCases, statusCases } from "./cases/status.ts"
import { switchCases } from "./cases/switches.ts"
import { tokenCases } from "./cases/tokens.ts"
import { uploadCases } from "./cases/uploads.ts"
import { videoCases } from "./cases/videos.ts"
import { webhookCases } from "./cases/webhooks.ts"
import { makeClient } from "./Client.ts"
import { adapters } from "./ContractAdapter.ts"
import { type Control, makeControl } from "./Control.ts"
import type { ConformanceCase, ConformanceOptions, RunnableCase } from "./Options.ts"
import { type Case, CHUNK, type Run } from "./Run.ts"

export {
  type ConformanceCase,
  ConformanceError,
  type ConformanceOptions,
  type ContractName,
  type LoginOptions,
  type Need,
  type RunnableCase
} from "./Options.ts"

const cases: ReadonlyArray<Case> = [
  ...authorizeCases,
  ...tokenCases,
  ...appTokenCases,
  ...profileCases,
  ...videoCases,
  ...initCases,
  ...planCases,
  ...uploadCases,
  ...statusCases,
  ...cancelCases,
  ...postCases,
  ...accountCases,
  ...accessCases,
  ...limitCases,
  ...mediaCases,
  ...webhookCases,
  ...switchCases
]

/** Every case of both contracts. Two cases share an id when the contracts differ in the outcome. */
export const conformanceCases: ReadonlyArray<ConformanceCase> = cases

/**
 * Makes the cases for an API. They are independent and can run in any order, one after the other. Cases that need a missing
 * option are skipped. Throws a `RangeError` without `token` and `control`.
 */
export const conformance = (options: ConformanceOptions): ReadonlyArray<RunnableCase> => {
  const run = makeRun(options)
  const isPossible = ({ contracts, needs }: Case) =>
    contracts.includes(options.contract)
    && (needs === undefined || options.control === true || (needs === "login" && options.login !== undefined))
  return cases.filter(isPossible).map(({ contracts, id, name, needs, run: steps }) => ({
    id,
    name,
    contracts,
    needs,
    run: async () => {
      if (options.control === true) await run.control().reset()
      await steps(run)
    }
  }))
}

const makeRun = (options: ConformanceOptions): Run => {
  const client = makeClient(options)
  const given: Control | undefined = options.control === true ? makeControl(client, options.contract) : undefined
  const control = (): Control => {
    if (given === undefined) throw new RangeError("control: this case needs the mock's control API")
    return given
  }
  const { login } = options
  const token = options.token ?? given?.token
  if (token === undefined) throw new RangeError("token: is required without the mock's control API")
  return {
    client,
    contract: adapters[options.contract],
    videos: options.videos ?? { small: videoLike(1_000), large: videoLike(2 * CHUNK + 3) },
    urls: options.urls ?? {
      video: "https://verified-domain.com/video.mp4",
      photos: ["https://verified-domain.com/1.jpg", "https://verified-domain.com/2.webp"]
    },
    polls: options.polls ?? 60,
    token: () => token(),
    wait: options.wait ?? given?.advance ?? waitInRealTime,
    login: login === undefined ? () => control().login() : async () => login,
    control
  }
}

const waitInRealTime = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis))

/** Bytes with the header of an MP4 file. */
const videoLike = (size: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(size)
  bytes.set(Buffer.from("00000018667479706d703432", "hex"))
  return bytes
}
