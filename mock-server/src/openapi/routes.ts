import type { Context, Hono } from "hono"
import { type Contract, contracts } from "../engine/ContractRules.ts"
import type { Settings } from "../wire/Backend.ts"
import { baseUrlOf } from "../wire/baseUrl.ts"
import type { MockEnv } from "../wire/RequestContext.ts"
import type { ControlOperation } from "./Spec.ts"

/** Options of the API reference. */
export interface ReferenceOptions {
  readonly settings: Pick<Settings, "defaultContract" | "publicUrl" | "trustProxy">
  /** Loads the operations of the control API. */
  readonly control?: (() => Promise<ReadonlyArray<ControlOperation>>) | undefined
}

/** Path of the documents. */
const OPENAPI_PATH = "/openapi.json"

/** Path of the page. */
const DOCS_PATH = "/docs"

/**
 * Adds the routes of the OpenAPI documents and of the page that shows them. They are not part of TikTok's API, so they have
 * no journal entries and no faults. Their modules are loaded on first use.
 */
export const addReference = (app: Hono<MockEnv>, { control, settings }: ReferenceOptions): void => {
  const { defaultContract } = settings

  app.get(OPENAPI_PATH, async (c) => {
    const contract = contractOf(c, defaultContract)
    // The document is not secret, and tools on other origins read it.
    c.header("Access-Control-Allow-Origin", "*")
    if (contract === undefined) {
      return c.json({ error: `contract must be ${contracts.join(" or ")}, is "${c.req.query("contract")}"` }, 400)
    }
    const [{ openApiDocument }, { specs }, operations] = await Promise.all([
      import("./document.ts"),
      import("./specs.ts"),
      control?.()
    ])
    const document = openApiDocument({
      contract,
      spec: specs[contract],
      serverUrl: serverUrlOf(c, settings),
      isDefault: contract === defaultContract,
      control: operations
    })
    return c.json(document)
  })

  app.get(DOCS_PATH, async (c) => {
    await import("#jsx")
    const { docsChoice, docsPage, docsPolicy } = await import("./docsPage.tsx")
    const chosen = contracts.find((name) => name === c.req.query("api"))
    return c.html(chosen === undefined ? docsChoice() : docsPage(chosen), 200, {
      "Content-Security-Policy": docsPolicy,
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "no-store"
    })
  })

  app.get(`${DOCS_PATH}/scalar.js`, async (c) => {
    const { readScalar } = await import("./scalar.ts")
    const isZipped = /\bgzip\b/.test(c.req.header("accept-encoding") ?? "")
    return c.body(await readScalar(isZipped), 200, {
      "Content-Type": "text/javascript; charset=utf-8",
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "public, max-age=3600",
      Vary: "Accept-Encoding",
      ...(isZipped ? { "Content-Encoding": "gzip" } : {})
    })
  })
}

/** Base URL of the mock for the client, with the prefix of a tenant. */
const serverUrlOf = (c: Context<MockEnv>, settings: ReferenceOptions["settings"]): string => {
  const { pathname } = new URL(c.req.url)
  return baseUrlOf(c, settings) + pathname.slice(0, pathname.lastIndexOf(OPENAPI_PATH))
}

const contractOf = (c: Context<MockEnv>, byDefault: Contract): Contract | undefined => {
  const wanted = c.req.query("contract")
  return wanted === undefined ? byDefault : contracts.find((name) => name === wanted)
}
