import type { Engine } from "../engine/Engine.ts"
import type { Operation } from "../engine/operationNames.ts"
import type { Backend } from "./Backend.ts"
import type { ContractApi, ContractApis } from "./ContractApi.ts"
import type { MockContext } from "./RequestContext.ts"

/**
 * Chooses the contract that answers a request, among those that have its path. A token request is chosen by its media type,
 * another one by the contract of its token or upload, or by the prefix of an unknown token, and the rest by the default.
 */
export const chooseContract = (
  c: MockContext,
  { settings, engine }: Backend,
  contracts: ContractApis,
  candidates: ReadonlyArray<ContractApi>,
  operation?: Operation
): ContractApi => {
  const identified = operation === "token.exchange"
    ? candidates.find(({ tokenRequests }) => tokenRequests === c.get("context").mediaType)
    : contractOfToken(c, engine, contracts)
  const defaultContract = contracts[settings.defaultContract]
  if (identified !== undefined && candidates.includes(identified)) return identified
  return candidates.includes(defaultContract) ? defaultContract : candidates[0] ?? defaultContract
}

const contractOfToken = (c: MockContext, { state }: Engine, contracts: ContractApis): ContractApi | undefined => {
  const { bearer = "", uploadPost } = c.get("context")
  const token = state.accessTokens.get(bearer)
  const name = token?.contract ?? uploadPost?.contract
  return name === undefined
    ? Object.values(contracts).find(({ rules }) => rules.ids.tokenPrefixes.some((prefix) => bearer.startsWith(prefix)))
    : contracts[name]
}
