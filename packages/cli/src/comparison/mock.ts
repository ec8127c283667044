import { createMock, type MockOptions } from "tiktok-mock-server"
import type { Server } from "./record.ts"

/** Every scope, for a login whose scopes are not known. */
export const allScopes = [
  "user.info.basic",
  "user.info.profile",
  "user.info.stats",
  "video.list",
  "video.publish",
  "video.upload"
] as const

/** The limits of a minute stay: how they refuse is compared too. Those of a day would end the run. */
const limits = { postsPerDay: Infinity, pendingDrafts: Infinity }

/** A mock in memory to compare a server with. Time passes only where a case waits. */
export const mockServer = (
  contract: Server["contract"],
  scopes: ReadonlyArray<string>,
  options: MockOptions = {},
  urls: ReadonlyArray<string> = []
): { readonly server: Server; readonly dispose: () => Promise<void> } => {
  const mock = createMock({ limits, media: { keep: "none", checks: false }, ...options })
  mock.clock.freeze()
  const [app] = mock.control.apps()
  if (app !== undefined) {
    // An IP address cannot be verified, at TikTok neither, except that of this machine at the mock.
    const domains = urls.flatMap((url) => URL.parse(url)?.hostname ?? [])
      .filter((host) => !/^(?:|\[.*|(?!127\.)\d+(?:\.\d+){3})$/.test(host))
    mock.control.updateApp({ verifiedPrefixes: [...app.verifiedPrefixes, ...domains] })
  }
  // One token, as a login has it.
  const known = allScopes.filter((scope) => scopes.includes(scope))
  const { accessToken } = mock.control.issueToken({ contract, scopes: known })
  return {
    server: {
      fetch: (url, init) => Promise.resolve(mock.fetch(url, init)),
      baseUrl: "http://127.0.0.1",
      contract,
      clientKey: app?.clientKeys[0] ?? "",
      clientSecret: app?.clientSecret ?? "",
      redirectUri: "http://127.0.0.1:3455/callback",
      token: () => Promise.resolve(accessToken),
      wait: (millis) => {
        mock.clock.advance(millis)
        return Promise.resolve()
      },
      useUp: () => mock.changeRules({ limits: { postsPerDay: 0 } })
    },
    dispose: () => mock.dispose()
  }
}
