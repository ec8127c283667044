import type { Operation } from "../engine/Faults.ts"
import { bearerOf } from "../engine/OAuth.ts"
import type { Backend } from "./Backend.ts"
import { mediaTypeOf } from "./body.ts"
import type { Contract, Contracts } from "./Contract.ts"
import type { MockContext } from "./Exchange.ts"
import { uploadQuery } from "./uploadUrl.ts"

/**
 * Chooses the API that answers a request, among those that have its path. This is the only place that does: what a token or
 * an upload was born under decides, then the encoding of a token request, then the default.
 */
export const chooseContract = (
  c: MockContext,
  { settings, world }: Backend,
  contracts: Contracts,
  candidates: ReadonlyArray<Contract>,
  operation?: Operation
): Contract => {
  const token = world.state.accessTokens.get(bearerOf(c.req.header("authorization")) ?? "")
  const upload = world.state.uploads.get(uploadQuery(c).get("upload_id") ?? "")
  const born = token?.dialect ?? world.state.posts.get(upload?.publishId ?? "")?.dialect
  const signs = [
    born === undefined ? undefined : contracts[born],
    operation === "token.exchange"
      ? candidates.find(({ tokenRequests }) => tokenRequests === mediaTypeOf(c))
      : undefined,
    contracts[settings.defaultContract]
  ]
  const fitting = signs.find((contract) => contract !== undefined && candidates.includes(contract))
  return fitting ?? candidates[0] ?? contracts[settings.defaultContract]
}
