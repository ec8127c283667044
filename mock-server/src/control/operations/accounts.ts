import * as Schema from "effect/Schema"
import { existing } from "../../engine/ControlError.ts"
import type { Mock } from "../../Mock.ts"
import { operation } from "../operation.ts"
import {
  AppPatchShape,
  AppShape,
  Contract,
  CreatorPatchShape,
  CreatorShape,
  NewCreatorShape,
  ScopeName
} from "../schemas/accounts.ts"
import { RemovalReasonName } from "../schemas/snapshot.ts"
import { IssuedTokenShape, TokenShape } from "../schemas/views.ts"

export const creatorOperations = [
  operation({
    method: "GET",
    path: "/_mock/creators",
    summary: "List creators",
    response: Schema.Struct({ creators: Schema.Array(CreatorShape) }),
    handle: ({ control }) => ({ creators: control.creators() })
  }),
  operation({
    method: "POST",
    path: "/_mock/creators",
    summary: "Add a creator; omitted fields are those of a public account without posts",
    body: NewCreatorShape,
    response: CreatorShape,
    handle: ({ control }, { body }) => control.createCreator(body)
  }),
  operation({
    method: "PATCH",
    path: "/_mock/creators/{openId}",
    summary: "Change a creator",
    body: CreatorPatchShape,
    response: CreatorShape,
    handle: ({ control }, { body, params }) => control.updateCreator(params.openId, body)
  }),
  operation({
    method: "POST",
    path: "/_mock/creators/{openId}/disconnect",
    summary: "End a login, as if the creator had disconnected the app",
    body: Schema.Struct({
      clientKey: Schema.optionalKey(Schema.String),
      reason: Schema.optionalKey(RemovalReasonName)
    }),
    response: Schema.Struct({ tokens: Schema.Array(TokenShape) }),
    handle: ({ control }, { body, params: { openId } }) => {
      control.removeAuthorization(openId, body)
      return { tokens: control.tokens().filter(({ creator }) => creator === openId) }
    }
  })
]

export const appOperations = [
  operation({
    method: "GET",
    path: "/_mock/apps",
    summary: "List apps",
    response: Schema.Struct({ apps: Schema.Array(AppShape) }),
    handle: ({ control }) => ({ apps: control.apps() })
  }),
  operation({
    method: "PATCH",
    path: "/_mock/apps/{clientKey}",
    summary: "Change an app",
    body: AppPatchShape,
    response: AppShape,
    handle: ({ control }, { body, params }) => control.updateApp({ ...body, clientKey: params.clientKey })
  })
]

export const tokenOperations = [
  operation({
    method: "GET",
    path: "/_mock/tokens",
    summary: "List tokens, without the secrets",
    response: Schema.Struct({ tokens: Schema.Array(TokenShape) }),
    handle: ({ control }) => ({ tokens: control.tokens() })
  }),
  operation({
    method: "POST",
    path: "/_mock/tokens",
    summary: "Issue tokens, as if a creator had logged in",
    body: Schema.Struct({
      openId: Schema.optionalKey(Schema.String),
      clientKey: Schema.optionalKey(Schema.String),
      scopes: Schema.optionalKey(Schema.Array(ScopeName)),
      contract: Schema.optionalKey(Contract),
      expiresInSeconds: Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)))
    }),
    response: IssuedTokenShape,
    handle: (mock, { body }) => {
      const { accessToken, expiresAt, openId, refreshToken } = mock.control.issueToken({
        contract: mock.settings().defaultContract,
        ...body
      })
      return { accessToken, refreshToken, openId, expiresAt }
    }
  }),
  operation({
    method: "POST",
    path: "/_mock/tokens/{id}/expire",
    summary: "Let a token expire now",
    response: TokenShape,
    handle: (mock, { params: { id } }) => {
      mock.control.expireToken(idOf(mock, id))
      return tokenOf(mock, id)
    }
  }),
  operation({
    method: "POST",
    path: "/_mock/tokens/{id}/revoke",
    summary: "Revoke a token",
    response: TokenShape,
    handle: (mock, { params: { id } }) => {
      mock.control.revokeToken(idOf(mock, id))
      return tokenOf(mock, id)
    }
  })
]

const tokenOf = ({ control }: Mock, id: string) =>
  existing("token", id, control.tokens().find((token) => token.id === id))

// A path must not contain the token itself.
const idOf = (mock: Mock, id: string): string => tokenOf(mock, id).id
