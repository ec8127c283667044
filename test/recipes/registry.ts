import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"

/** A registry of npm on this machine. */
export interface Registry extends AsyncDisposable {
  readonly url: string
}

/** Starts a registry that has the packages of some tarballs. It redirects requests for all others to another registry. */
export const startRegistry = async (tarballs: ReadonlyArray<string>, others: string): Promise<Registry> => {
  const packages = new Map(tarballs.map((path) => {
    const { stdout } = spawnSync("tar", ["-xzOf", path, "package/package.json"], { encoding: "utf8" })
    const manifest = JSON.parse(stdout)
    return [String(manifest.name), { manifest, content: readFileSync(path) }] as const
  }))
  const server = createServer(({ headers, url = "/" }, response) => {
    const [, name = "", file] = url.split("/")
    const found = packages.get(name)
    if (found === undefined) return void response.writeHead(302, { location: new URL(url, others).href }).end()
    if (file !== undefined) return void response.end(found.content)
    const { content, manifest } = found
    const dist = {
      tarball: `http://${headers.host}/${name}/package.tgz`,
      integrity: `sha512-${createHash("sha512").update(content).digest("base64")}`
    }
    response.end(JSON.stringify({
      name,
      "dist-tags": { latest: manifest.version },
      versions: { [manifest.version]: { ...manifest, dist } }
    }))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}
