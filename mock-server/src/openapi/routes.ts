import type { Context, Hono } from "hono"
import { type ContractName, contractNames } from "../engine/Dialect.ts"
import type { Settings } from "../wire/Backend.ts"
import type { MockEnv } from "../wire/Exchange.ts"
import { docsPage, docsPolicy } from "./docsPage.ts"
import { openApiDocument } from "./document.ts"
import { readScalar } from "./scalar.ts"
import type { ControlOperation } from "./Spec.ts"
import { specs } from "./specs.ts"

/** What the reference of a mock is made of. */
export interface ReferenceOptions {
  readonly settings: Pick<Settings, "defaultContract" | "publicUrl">
  /** Operations of the mock's own control. */
  readonly control?: ReadonlyArray<ControlOperation> | undefined
}

/** Where the document is. */
export const OPENAPI_PATH = "/openapi.json"

/** Where it is shown. */
export const DOCS_PATH = "/docs"

/**
 * Serves the document of both contracts, and the page that shows it. To be called before anything else is registered:
 * these requests are none of TikTok's, so they are in no journal and meet no fault.
 */
export const addReference = (app: Hono<MockEnv>, { control, settings }: ReferenceOptions): void => {
  const { defaultContract, publicUrl } = settings

  app.get(OPENAPI_PATH, (c) => {
    const contract = contractOf(c, defaultContract)
    // A document is not secret, and tools on other origins read it.
    c.header("Access-Control-Allow-Origin", "*")
    if (contract === undefined) {
      return c.json({ error: `contract must be ${contractNames.join(" or ")}, is "${c.req.query("contract")}"` }, 400)
    }
    const url = new URL(c.req.url)
    // Under a prefix, such as that of a tenant, the prefix is part of the address.
    const here = url.origin + url.pathname.slice(0, -OPENAPI_PATH.length)
    const serverUrl = (publicUrl ?? here).replace(/\/$/, "")
    return c.json(openApiDocument({
      contract,
      spec: specs[contract],
      serverUrl,
      isDefault: contract === defaultContract,
      control
    }))
  })

  app.get(DOCS_PATH, (c) =>
    c.html(docsPage(defaultContract), 200, {
      "Content-Security-Policy": docsPolicy,
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "no-store"
    }))

  app.get(`${DOCS_PATH}/scalar.js`, async (c) => {
    const isZipped = /\bgzip\b/.test(c.req.header("accept-encoding") ?? "")
    const script = await readScalar(isZipped)
    return c.body(script, 200, {
      "Content-Type": "text/javascript; charset=utf-8",
      "Cache-Control": "public, max-age=3600",
      Vary: "Accept-Encoding",
      ...(isZipped ? { "Content-Encoding": "gzip" } : {})
    })
  })
}

const contractOf = (c: Context<MockEnv>, byDefault: ContractName): ContractName | undefined => {
  const wanted = c.req.query("contract")
  return wanted === undefined ? byDefault : contractNames.find((name) => name === wanted)
}
