import packageJson from "../../package.json" with { type: "json" }
import { scopes } from "../engine/App.ts"
import type { Contract } from "../engine/ContractRules.ts"
import { type Components, type JsonSchemaObject, makeComponents } from "./components.ts"
import { controlSpecs } from "./control.ts"
import {
  type BodySpec,
  type ContractSpec,
  type ControlOperation,
  type LinkSpec,
  type OperationSpec,
  type ParameterSpec,
  type ResponseSpec,
  tags
} from "./Spec.ts"

export interface OpenApiDocument {
  readonly openapi: string
  readonly info: Readonly<Record<string, unknown>>
  readonly servers: ReadonlyArray<{ readonly url: string; readonly description: string }>
  readonly tags: ReadonlyArray<{ readonly name: string; readonly description: string }>
  readonly paths: Readonly<Record<string, Readonly<Record<string, WrittenOperation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchemaObject>>
    readonly securitySchemes: Readonly<Record<string, unknown>>
  }
}

/** One operation of a document. */
interface WrittenOperation {
  readonly operationId: string
  readonly tags: ReadonlyArray<string>
  readonly summary: string
  readonly description: string
  readonly security: ReadonlyArray<Readonly<Record<string, ReadonlyArray<string>>>>
  readonly parameters?: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, WrittenMedia>> }
  readonly responses: Readonly<Record<string, WrittenResponse>>
}

/** One response of a document. */
export interface WrittenResponse {
  readonly description: string
  readonly headers?: Readonly<Record<string, { readonly required: boolean; readonly schema: JsonSchemaObject }>>
  readonly content?: Readonly<Record<string, WrittenMedia>>
  readonly links?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** A body of a document. */
interface WrittenMedia {
  readonly schema?: JsonSchemaObject
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>
}

export interface DocumentOptions {
  readonly contract: Contract
  readonly spec: ContractSpec
  /** Base URL of the mock. */
  readonly serverUrl: string
  /** Whether this is the default contract of the mock. */
  readonly isDefault: boolean
  /** Operations of the control API; none by default. */
  readonly control?: ReadonlyArray<ControlOperation> | undefined
}

/** Makes the OpenAPI 3.1 document of a contract. */
export const openApiDocument = (options: DocumentOptions): OpenApiDocument => {
  const { contract, control = [], isDefault, serverUrl, spec } = options
  const components = makeComponents()
  const operations = [...spec.operations, ...controlSpecs(control)]
  const used = new Set<string>(operations.map(({ tag }) => tag))
  const paths: Record<string, Record<string, WrittenOperation>> = {}
  for (const operation of operations) {
    const path = paths[operation.path] ??= {}
    path[operation.method.toLowerCase()] = writeOperation(components, operation)
  }
  return {
    openapi: "3.1.0",
    info: {
      title: spec.title,
      version: packageJson.version,
      summary: packageJson.description,
      description: `${spec.description}\n\n${
        isDefault
          ? `The contract \`${contract}\` is the default of this mock, for requests that do not identify one.`
          : `The contract \`${contract}\` is not the default of this mock for requests that do not identify one.`
      }`,
      license: { name: packageJson.license, identifier: packageJson.license },
      "x-mock-contract": contract,
      "x-mock-default": isDefault,
      "x-mock-source": spec.source
    },
    servers: [{ url: serverUrl, description: "This mock" }],
    tags: Object.entries(tags).filter(([name]) => used.has(name)).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: components.schemas(), securitySchemes: securitySchemes(serverUrl) }
  }
}

const securitySchemes = (serverUrl: string) => ({
  accessToken: { type: "http", scheme: "bearer", description: "A creator's access token." },
  login: {
    type: "oauth2",
    description: "TikTok's client_id is named client_key, and its scopes are separated by commas.",
    flows: {
      authorizationCode: {
        authorizationUrl: `${serverUrl}/v2/auth/authorize/`,
        tokenUrl: `${serverUrl}/v2/oauth/token/`,
        refreshUrl: `${serverUrl}/v2/oauth/token/`,
        scopes: Object.fromEntries(scopes.map((scope) => [scope, scopeTexts[scope]]))
      }
    }
  }
})

const scopeTexts: Readonly<Record<(typeof scopes)[number], string>> = {
  "user.info.basic": "Name and profile picture",
  "user.info.profile": "Biography and profile link",
  "user.info.stats": "Follower, like and video counts",
  "video.list": "Public videos",
  "video.upload": "Drafts",
  "video.publish": "Posts"
}

const writeOperation = (components: Components, operation: OperationSpec): WrittenOperation => {
  const { responses, body, operations, parameters, scopes: anyOf } = operation
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.description,
    ...(operations.length === 0 ? {} : { "x-mock-operations": operations }),
    security: anyOf === undefined ? [] : [...anyOf.map((scope) => ({ login: [scope] })), { accessToken: [] }],
    ...(parameters === undefined
      ? {}
      : { parameters: parameters.map((parameter) => writeParameter(components, parameter)) }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: body.required ?? true, content: writeBody(components, body) } }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [status, writeResponse(components, response)])
    )
  }
}

const writeParameter = (components: Components, { schema, ...parameter }: ParameterSpec) => ({
  ...parameter,
  schema: components.write(schema)
})

const writeBody = (components: Components, { examples, mediaTypes, schema }: BodySpec) => {
  const media: WrittenMedia = {
    ...(schema === undefined ? {} : { schema: components.write(schema) }),
    ...(examples === undefined
      ? {}
      : { examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])) })
  }
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, media]))
}

const writeResponse = (components: Components, response: ResponseSpec): WrittenResponse => ({
  description: response.description,
  ...(response.headers === undefined ? {} : {
    headers: Object.fromEntries(
      Object.entries(response.headers).map(([name, { schema, ...header }]) => [
        name,
        { ...header, schema: components.write(schema) }
      ])
    )
  }),
  ...(response.body === undefined ? {} : { content: writeBody(components, response.body) }),
  ...(response.links === undefined ? {} : {
    links: Object.fromEntries(Object.entries(response.links).map(([name, link]) => [name, writeLink(link)]))
  })
})

const writeLink = ({ url, ...link }: LinkSpec) => ({ ...link, ...(url === undefined ? {} : { "x-url": url }) })
