import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { bundle } from "./bundle.ts"
import { type Resident, run, script, start } from "./child.ts"
import { initRequest } from "./initRequest.ts"

export interface Server {
  readonly url: string
  readonly process: Resident
}

const mockFolder = dirname(fileURLToPath(import.meta.resolve("tiktok-mock-server/package.json")))

/** The mock's command. */
const mockCommand = join(mockFolder, "src/command/main.ts")

/** The mock's command as published. */
export const publishedMock = async (): Promise<string> => {
  await run("npm", ["--prefix", mockFolder, "run", "bundle"])
  return join(mockFolder, "dist/bin/tiktok-mock.js")
}

/** Options of the command with which the same request can be repeated any number of times. */
const mockOptions = ["--port", "0", "--limits", "off", "--auto-consent", "--keep-media", "none"]

/** Starts a server that prints its URL. */
const startServer = async (path: string, args: ReadonlyArray<string> = []): Promise<Server> => {
  const process = start(path, args)
  return { url: await process.line(/ready at (\S+)/), process }
}

/** Starts the mock's command. */
export const startMock = (): Promise<Server> => startServer(mockCommand, mockOptions)

/** Starts one of the bench's own servers. */
export const startOwn = (name: string): Promise<Server> => startServer(script(`servers/${name}.ts`))

/**
 * Starts the mock's command from one file, as published. Other loaded code, such as the sources and the type stripper,
 * makes each of the many collections for a body more expensive.
 */
export const startBundledMock = async (folder: string): Promise<Server> =>
  startServer(await bundled(folder, mockCommand), mockOptions)

/** Starts one of the bench's own servers from one file. */
export const startBundled = async (folder: string, name: string): Promise<Server> =>
  startServer(await bundled(folder, script(`servers/${name}.ts`)))

const bundled = async (folder: string, entry: string) =>
  (await bundle(folder, entry, { bundler: "esbuild", platform: "node" })).path

/** Logs a creator in at a mock, and returns the headers of the creator's calls. */
export const logIn = async (url: string): Promise<Readonly<Record<string, string>>> => {
  const app = { client_key: "mock-client-key", redirect_uri: "http://localhost/callback" }
  const query = new URLSearchParams({
    ...app,
    response_type: "code",
    scope: "user.info.basic,video.publish",
    state: "s"
  })
  const page = await fetch(`${url}/v2/auth/authorize/?${query.toString()}`, { redirect: "manual" })
  const code = new URL(page.headers.get("location") ?? "").searchParams.get("code") ?? ""
  const response = await fetch(`${url}/v2/oauth/token/`, {
    method: "POST",
    body: new URLSearchParams({ ...app, client_secret: "mock-client-secret", code, grant_type: "authorization_code" })
  })
  const { access_token }: { readonly access_token: string } = JSON.parse(await response.text())
  return { "Authorization": `Bearer ${access_token}`, "Content-Type": "application/json; charset=UTF-8" }
}

/** Starts an upload at a mock. */
export const initUpload = async (
  url: string,
  headers: Readonly<Record<string, string>>,
  source: { readonly video_size: number; readonly chunk_size: number; readonly total_chunk_count: number }
): Promise<{ readonly publish_id: string; readonly upload_url: string }> => {
  const { post_info } = JSON.parse(initRequest.body)
  const response = await fetch(url + initRequest.path, {
    method: "POST",
    headers,
    body: JSON.stringify({ post_info, source_info: { source: "FILE_UPLOAD", ...source } })
  })
  const { data } = JSON.parse(await response.text())
  return data
}
