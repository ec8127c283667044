import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Logger, Redacted, References, Tracer } from "effect"
import { Auth, Creator, Media, Post, Publisher, TokenStore } from "effect-tiktok"
import { createHash } from "node:crypto"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inspect } from "node:util"
import { createMock, type FaultEffect, type Mock, type Operation } from "tiktok-mock-server"
import { start, tiktok } from "../support/command.ts"
import {
  type ContractName,
  contractNames,
  type Fixture,
  makeFixture,
  run,
  settings,
  terms
} from "../support/fixture.ts"
import { freePort } from "../support/freePort.ts"
import { video } from "../support/media.ts"
import { withoutRetries } from "../support/noRetries.ts"

/** All secrets of the mock: tokens, codes, the client secret, upload tokens. */
const secretsOf = (mock: Mock): ReadonlyArray<string> => {
  const { tables } = mock.snapshot()
  return [
    ...tables.accessTokens.map(([token]) => token),
    ...tables.refreshTokens.map(([token]) => token),
    ...tables.codes.map(([code]) => code),
    ...tables.uploads.map(([, upload]) => upload.token),
    ...tables.apps.map(([, app]) => app.clientSecret)
  ]
}

const assertSilent = (output: string, mock: Mock, others: ReadonlyArray<string> = []): void => {
  const secrets = [...secretsOf(mock), ...others]
  assert.isAtLeast(secrets.length, 3)
  for (const secret of secrets) assert.isFalse(output.includes(secret), `${secret} in ${output}`)
  assert.notMatch(output, /upload_token|Bearer /)
}

/** Logs, spans and every printed form of an exit, at the lowest level. */
const recorded = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const output: Array<string> = []
    const logger = Logger.make((entry) => void output.push(inspect(entry, { depth: 12 }), Logger.formatJson.log(entry)))
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        output.push(inspect(options, { depth: 6 }))
        const attribute = span.attribute.bind(span)
        span.attribute = (key, value) => {
          output.push(`${key}=${inspect(value, { depth: 12 })}`)
          attribute(key, value)
        }
        const end = span.end.bind(span)
        span.end = (time, exit) => {
          output.push(inspect(exit, { depth: 12 }))
          end(time, exit)
        }
        return span
      }
    })
    const exit = yield* Effect.exit(effect).pipe(
      Effect.tap((exit) =>
        Exit.isFailure(exit) ? Effect.logTrace("failed", exit.cause) : Effect.logTrace("done", exit)
      ),
      Effect.provide(Logger.layer([logger])),
      Effect.provideService(References.MinimumLogLevel, "All"),
      Effect.withTracer(tracer)
    )
    if (Exit.isFailure(exit)) output.push(Cause.pretty(exit.cause))
    output.push(inspect(exit, { depth: 12 }), JSON.stringify(exit), String(exit))
    return { exit, output: output.join("\n") }
  })

const effects = (contract: ContractName): ReadonlyArray<FaultEffect> => [
  { kind: "code", code: terms[contract].requestRejected },
  { kind: "code", code: terms[contract].tokenRejected },
  { kind: "code", code: terms[contract].serverFault },
  { kind: "html" },
  { kind: "truncated-json" },
  { kind: "status", status: 200, body: "{\"data\":{\"access_token\":5}}" },
  { kind: "reset" },
  { kind: "cut" },
  { kind: "lose-response" }
]

const operations = (contract: ContractName): ReadonlyArray<Operation> => [
  "token.exchange",
  "token.refresh",
  "video.init",
  "upload",
  "status",
  terms[contract].profile
]

/** Login, refresh, profile and publish with any outcome, and the verifier, which the mock does not keep. */
const everything = ({ creator, mock }: Fixture) =>
  Effect.gen(function*() {
    const auth = yield* Auth.Auth
    const begun = yield* recorded(auth.authorize({
      redirectUri: "https://app.example.com/callback",
      scopes: ["video.publish", "user.info.basic"]
    }))
    const authorization = yield* begun.exit
    const callback = yield* Effect.promise(() => mock.control.consent(authorization.url))
    const post = Post.video({ media: Media.bytes(video(1000)), privacyLevel: "SELF_ONLY" })
    const all = yield* Effect.all([
      recorded(auth.complete(authorization, callback)),
      recorded(auth.refresh(creator)),
      recorded(Creator.Creator.use((service) => service.profile(creator))),
      recorded(Publisher.Publisher.use((publisher) => publisher.publish(creator, post, { deadline: "20 seconds" }))),
      recorded(TokenStore.TokenStore.use((store) => store.get(creator)))
    ])
    return {
      output: [begun, ...all].map(({ output }) => output).join("\n"),
      verifier: Redacted.value(authorization.codeVerifier)
    }
  })

const scenario = "Scenario 12: any failure logged at highest level"

describe.each(settings)(`${scenario}, no secret is printed ($contract over $transport)`, (setting) => {
  it.effect.each(operations(setting.contract))("when %s fails in any way", (operation) =>
    Effect.gen(function*() {
      for (const effect of effects(setting.contract)) {
        const fixture = yield* makeFixture(setting)
        fixture.mock.faults.add({ match: { operation }, effect })
        const { output, verifier } = yield* run(
          fixture,
          everything(fixture).pipe(
            withoutRetries
          )
        )
        assert.include(output, spans[operation] ?? `TikTokApi.${operation}`)
        assert.isTrue(fixture.mock.journal.find({ operation }).some(({ fault }) => fault !== undefined))
        assertSilent(output, fixture.mock, [verifier])
      }
    }))
})

/** The library's name of an operation, where it differs from the mock's. */
const spans: Readonly<Partial<Record<Operation, string>>> = {
  upload: "Uploader.chunk"
}

const leaks: ReadonlyArray<readonly [string, (secret: string) => Effect.Effect<unknown, string>]> = [
  ["a span", (secret: string) => Effect.annotateCurrentSpan({ url: `https://host/?upload_token=${secret}` })],
  ["a log line", (secret: string) => Effect.logTrace({ headers: { authorization: secret } })],
  ["an error", (secret: string) => Effect.fail(`refused ${secret}`)],
  ["a result", (secret: string) => Effect.succeed({ nested: [{ secret }] })]
]

it.effect.each(leaks)(`${scenario}, a secret is heard in %s`, ([, leak]) =>
  Effect.gen(function*() {
    const { output } = yield* recorded(Effect.withSpan(Effect.suspend(() => leak("s3cret")), "leak"))
    assert.include(output, "s3cret")
  }))

describe.each(contractNames)(`${scenario}, no secret is printed by the command (%s)`, (contract) => {
  const failures: ReadonlyArray<readonly [string, Operation, FaultEffect]> = [
    ["when all goes well", "authorize", { kind: "html" }],
    ...effects(contract).map((effect) => [`when the init meets ${effect.kind}`, "video.init", effect] as const),
    ...effects(contract).map((effect) => [`when the upload meets ${effect.kind}`, "upload", effect] as const)
  ]

  it.each(failures)("%s", async (_, operation, effect) => {
    const mock = createMock({ lifecycle: { mode: "immediate" } })
    mock.faults.add({ match: { operation, nth: 1 }, effect })
    const server = await mock.listen()
    const folder = await mkdtemp(join(tmpdir(), "tiktok-secrets-"))
    try {
      const file = join(folder, "clip.mp4")
      await writeFile(file, video(1000))
      const token = mock.control.issueToken({ contract })
      const args = [
        "publish",
        "video",
        file,
        "--contract",
        contract,
        "--privacy",
        "SELF_ONLY",
        "--poll-seconds",
        "0.1",
        "--deadline-seconds",
        "1",
        "--log-level",
        "all"
      ]
      const env = {
        TIKTOK_ACCESS_TOKEN: token.accessToken,
        TIKTOK_REFRESH_TOKEN: token.refreshToken,
        TIKTOK_CLIENT_KEY: mock.control.apps()[0]?.clientKeys[0] ?? "",
        TIKTOK_CLIENT_SECRET: mock.control.apps()[0]?.clientSecret ?? "",
        TIKTOK_BASE_URL: server.url
      }
      const runs = [[], ["--json"]].map((extra) => tiktok([...args, ...extra], env))
      for (const { stderr, stdout } of await Promise.all(runs)) {
        assert.notStrictEqual(stdout, "")
        assertSilent(stdout + stderr, mock)
      }
    } finally {
      await server.close()
      await rm(folder, { recursive: true })
    }
  })

  it("when a creator logs in", async () => {
    const mock = createMock()
    const server = await mock.listen()
    const home = await mkdtemp(join(tmpdir(), "tiktok-secrets-"))
    try {
      const command = start(
        ["login", "--contract", contract, "--port", String(await freePort()), "--log-level", "all"],
        {
          XDG_STATE_HOME: home,
          TIKTOK_CLIENT_KEY: mock.control.apps()[0]?.clientKeys[0] ?? "",
          TIKTOK_CLIENT_SECRET: mock.control.apps()[0]?.clientSecret ?? "",
          TIKTOK_BASE_URL: server.url
        }
      )
      const url = await command.line(/^(http\S+)\n/m)
      await fetch(await mock.control.consent(url))
      const { exitCode, stderr, stdout } = await command.finished
      assert.strictEqual(exitCode, 0, stderr)
      assertSilent(stdout + stderr, mock)
      // Only the command has the verifier, so its output must not contain the digest from the URL.
      const printed = (stdout + stderr).match(/[A-Za-z0-9._~-]{43,128}/g) ?? []
      const challenges = printed.map((text) => createHash("sha256").update(text).digest("hex"))
      assert.notInclude(challenges, new URL(url).searchParams.get("code_challenge"))
    } finally {
      await server.close()
      await rm(home, { recursive: true })
    }
  })
})

it(`${scenario}, no secret is printed by the demo`, async () => {
  const { exitCode, stderr, stdout } = await tiktok(["demo", "--log-level", "all"])
  assert.strictEqual(exitCode, 0, stderr)
  // The demo has its own mock, but its tokens and credentials have the usual form.
  assert.notMatch(stdout + stderr, /upload_token|Bearer |v\.c0e/)
  for (const { clientSecret } of createMock().control.apps()) assert.notInclude(stdout + stderr, clientSecret)
})
