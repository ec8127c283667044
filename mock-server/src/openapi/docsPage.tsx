import { raw } from "hono/html"
import type { JSX } from "hono/jsx/jsx-runtime"
import { createHash } from "node:crypto"
import { type Contract, contracts } from "../engine/ContractRules.ts"
import { CardPage } from "../html/CardPage.tsx"
import { Document } from "../html/Document.tsx"
import { docsScript } from "./docsScript.ts"
import { docsStyle } from "./docsStyle.ts"

const names: Readonly<Record<Contract, readonly [name: string, explanation: string]>> = {
  catalog: ["Catalog contract", "the endpoint reference"],
  live: ["Live contract", "TikTok's published API"]
}

/** The script of the page. Every feature that would call another server is off, and the policy forbids it too. */
const start = (first: Contract): string => {
  const sources = [...contracts].toSorted((left, right) => Number(right === first) - Number(left === first))
    .map((name) => ({
      title: names[name].join(": "),
      slug: name,
      url: `openapi.json?contract=${name}`,
      default: name === first
    }))
  return `${docsScript}
Scalar.createApiReference("#app", ${
    JSON.stringify({
      sources,
      theme: "default",
      layout: "modern",
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      showDeveloperTools: "never",
      agent: { disabled: true },
      mcp: { disabled: true },
      persistAuth: false,
      authentication: { preferredSecurityScheme: "accessToken" },
      defaultOpenAllTags: true,
      documentDownloadType: "json"
    })
  })`
}

const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`

/** A content security policy that allows only the page's own origin. */
export const docsPolicy = [
  "default-src 'none'",
  `script-src 'self' ${contracts.map((name) => hashOf(start(name))).join(" ")}`,
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'"
].join("; ")

/** The page that offers the contracts, none before the other. */
export const docsChoice = (): JSX.Element => (
  <CardPage title="API reference of the TikTok mock" footer="The mock answers in both contracts on one port.">
    <h1>Which contract does your program use?</h1>
    <nav class="sides">
      {contracts.map((contract) => (
        <a class="choice" href={`docs?api=${contract}`} data-testid={contract}>
          <span>
            <strong>{names[contract][0]}</strong>
            <small>{names[contract][1]}</small>
          </span>
        </a>
      ))}
    </nav>
  </CardPage>
)

/** The page that shows the documents. Its URLs are relative, so it also works under a prefix. */
export const docsPage = (first: Contract): JSX.Element => (
  <Document
    title="API reference of the TikTok mock"
    head={
      <>
        <link rel="icon" href="data:," />
        <style>{raw(docsStyle)}</style>
      </>
    }
  >
    <noscript>
      This page needs JavaScript. The documents are also available as JSON:
      {contracts.map((name) => (
        <>
          {" "}
          <a href={`openapi.json?contract=${name}`}>{name}</a>
        </>
      ))}
    </noscript>
    <div id="app"></div>
    <script src="docs/scalar.js"></script>
    <script>{raw(start(first))}</script>
  </Document>
)
