import type { Operation } from "../engine/Faults.ts"
import type { State, World } from "../engine/World.ts"
import type { Backend } from "./Backend.ts"
import type { Contract, Contracts } from "./Contract.ts"
import type { MockContext } from "./Exchange.ts"
import { uploadQuery } from "./uploadUrl.ts"

/**
 * Chooses the API that answers a request, among those that have its path. This is the only place that does: a token
 * request by its encoding, any other by what its token or its upload was born under, and the rest by the default.
 */
export const chooseContract = (
  c: MockContext,
  { settings, world }: Backend,
  contracts: Contracts,
  candidates: ReadonlyArray<Contract>,
  operation?: Operation
): Contract => {
  const told = operation === "token.exchange"
    ? candidates.find(({ tokenRequests }) => tokenRequests === c.get("exchange").mediaType)
    : bornUnder(c, world, contracts)
  const byDefault = contracts[settings.defaultContract]
  if (told !== undefined && candidates.includes(told)) return told
  return candidates.includes(byDefault) ? byDefault : candidates[0] ?? byDefault
}

const bornUnder = (c: MockContext, { state }: World, contracts: Contracts): Contract | undefined => {
  const token = state.accessTokens.get(c.get("exchange").bearer ?? "")
  const name = token?.dialect ?? state.posts.get(publishIdOf(c, state) ?? "")?.dialect
  return name === undefined ? undefined : contracts[name]
}

const publishIdOf = (c: MockContext, state: State): string | undefined => {
  const uploadId = uploadQuery(c).get("upload_id")
  return uploadId === null ? undefined : state.uploads.get(uploadId)?.publishId
}
