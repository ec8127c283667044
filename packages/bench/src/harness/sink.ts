import { writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Received } from "../processes/sink.ts"
import { type Environment, start } from "./child.ts"
import { peersFolder } from "./peers.ts"

/** Receives uploads, in a process of its own. */
export interface Sink {
  readonly urls: Readonly<Record<"http" | "https", string>>
  /** The certificate, so that a client trusts the sink. */
  readonly env: Environment
  /** Path of the certificate, for clients that need it. */
  readonly certificate: string
  /** What arrived at a URL. */
  readonly take: (url: string) => Promise<Received>
  readonly stop: () => Promise<void>
}

export const startSink = async (folder: string): Promise<Sink> => {
  const { generate } = createRequire(join(peersFolder, "package.json"))("selfsigned")
  const pems = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }]
  })
  const certificate = join(folder, "certificate.pem")
  writeFileSync(certificate, pems.cert)
  const sink = start(fileURLToPath(new URL("../processes/sink.ts", import.meta.url)))
  const urls: Sink["urls"] = await sink.ask({ listen: { key: pems.private, cert: pems.cert } })
  return {
    urls,
    env: { NODE_EXTRA_CA_CERTS: certificate },
    certificate,
    take: (url) => sink.ask({ take: new URL(url).pathname }),
    stop: sink.stop
  }
}
