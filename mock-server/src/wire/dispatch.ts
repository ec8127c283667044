import type { Engine } from "../engine/Engine.ts"
import type { Operation } from "../engine/operations.ts"
import type { Backend } from "./Backend.ts"
import type { ContractApi, ContractApis } from "./ContractApi.ts"
import type { MockContext } from "./RequestContext.ts"

/**
 * Chooses the API that answers a request, among those that have its path. This is the only place that does: a token
 * request by its encoding, any other by what its token or its upload was born under, and the rest by the default.
 */
export const chooseContract = (
  c: MockContext,
  { settings, engine }: Backend,
  contracts: ContractApis,
  candidates: ReadonlyArray<ContractApi>,
  operation?: Operation
): ContractApi => {
  const named = operation === "token.exchange"
    ? candidates.find(({ tokenRequests }) => tokenRequests === c.get("context").mediaType)
    : bornUnder(c, engine, contracts)
  const byDefault = contracts[settings.defaultContract]
  if (named !== undefined && candidates.includes(named)) return named
  return candidates.includes(byDefault) ? byDefault : candidates[0] ?? byDefault
}

const bornUnder = (c: MockContext, { state }: Engine, contracts: ContractApis): ContractApi | undefined => {
  const { bearer = "", uploadPost } = c.get("context")
  const token = state.accessTokens.get(bearer)
  const name = token?.contract ?? uploadPost?.contract
  return name === undefined ? undefined : contracts[name]
}
