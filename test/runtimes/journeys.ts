/**
 * The journeys of the library, written once for all runtimes. They use nothing but the library and `fetch`, and their one
 * line of wiring is the import.
 */
import { create, type Options, type TikTok, type Uploadable } from "effect-tiktok/promise"
import { upload } from "effect-tiktok/upload"
import * as Wiring from "./wiring.ts"
import type { Answer, Has, Question, World } from "./world.ts"

/** One row of the table. */
export interface Journey {
  readonly title: string
  /** Steps. After each but the last, the runtime is killed, or its page is loaded again. */
  readonly steps: ReadonlyArray<(world: World, has: Has) => Promise<void>>
  readonly needsFiles?: boolean
}

const app = { clientKey: "mock-client-key", clientSecret: "mock-client-secret" }
const quick = { pollEvery: 5 }
const chunkSize = 5_242_880
const post = { _tag: "Video", privacyLevel: "SELF_ONLY", title: "Hello" } as const
const scopes = ["user.info.basic", "user.info.profile", "video.list", "video.publish", "video.upload"]

const open = (world: World, more?: Partial<Options>): Promise<TikTok> =>
  create({ contract: "live", ...app, baseUrl: world.mock, store: "memory", ...more })

const check = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what)
}

const same = (found: unknown, expected: unknown, what: string): void =>
  check(
    JSON.stringify(found) === JSON.stringify(expected),
    `${what}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`
  )

const ask = async (url: string, init?: RequestInit): Promise<any> => {
  const response = await fetch(url, init)
  check(response.ok, `${url} answers ${response.status}: ${response.ok ? "" : await response.text()}`)
  return await response.json()
}

const control = (world: World, path: string, body?: unknown, method = "POST"): Promise<any> =>
  ask(`${world.mock}/_mock/${path}`, body === undefined ? undefined : { method, body: JSON.stringify(body) })

const posts = async (world: World): Promise<ReadonlyArray<any>> => (await control(world, "posts")).posts

/** The browser of a creator: it follows the redirects, and the stage answers with the URL that it came to. */
const login = async (world: World, tiktok: TikTok): Promise<string> => {
  const begun = await tiktok.auth.authorize({ redirectUri: `${world.stage}/callback`, scopes })
  const { url } = await ask(begun.url)
  const { creator } = await tiktok.auth.complete(JSON.parse(JSON.stringify(begun)), url)
  return creator
}

const withLogin = async (world: World, run: (tiktok: TikTok, creator: string) => Promise<void>): Promise<void> => {
  const tiktok = await open(world)
  // Node 22 has no `await using`.
  try {
    await run(tiktok, await login(world, tiktok))
  } finally {
    await tiktok.close()
  }
}

const clipOf = async (world: World): Promise<Blob> => (await fetch(world.clip.url)).blob()

/** Publishes media in two chunks, and checks what has arrived. */
const publishes = (mediaOf: (world: World) => Promise<Uploadable> | Uploadable) => (world: World) =>
  withLogin(world, async (tiktok, creator) => {
    const sent: Array<number> = []
    const events = tiktok.publisher.publishStream(creator, { ...post, media: await mediaOf(world) }, {
      ...quick,
      chunkSize
    })
    let outcome: string | undefined
    for await (const event of events) {
      if (event._tag === "BytesConfirmed") sent.push(event.confirmed)
      if (event._tag === "Finished") outcome = event.outcome._tag
    }
    same(outcome, "Published", "the outcome")
    same(sent, [chunkSize, world.clip.size], "the confirmed bytes")
    const [seen, ...others] = await posts(world)
    same(seen.sha256, world.clip.sha256, "the hash of what arrived")
    same([seen.chunks.length, others.length], [2, 0], "chunks, and other posts")
    const { entries } = await control(world, "journal?operation=upload")
    for (const { request } of entries) {
      check(
        Number(request.headers["content-length"]) >= chunkSize && request.headers["transfer-encoding"] === undefined,
        "a chunk arrives with its exact length"
      )
    }
  })

/** Tells the stage that a step is where it should be killed, and waits for that. */
const beKilled = async (world: World): Promise<never> => {
  await ask(`${world.stage}/reached/${world.name}`, { method: "POST" })
  return new Promise(() => setInterval(() => undefined, 1000))
}

/** The second chunk of an upload gets no answer, until its client is gone. */
const holdSecondChunk = (world: World) =>
  control(world, "faults", { match: { operation: "upload", nth: 2 }, effect: { kind: "hang" } })

/** The claim of a killed process ends by the clock, 30 seconds after its death. */
const aMinuteLater = (): void => {
  const { now } = Date
  Date.now = () => now() + 60_000
}

const encryptionKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
const inFolder = ({ folder }: World): Partial<Options> => ({ store: `${folder}/store`, encryptionKey })

export const journeys: Readonly<Record<string, Journey>> = {
  login: {
    title: "Login, profile, revocation",
    steps: [(world) =>
      withLogin(world, async (tiktok, creator) => {
        const { displayName } = await tiktok.creator.profile(creator, { only: ["displayName"] })
        check(displayName !== undefined, "the creator has a name")
        check((await tiktok.creator.info(creator)).privacyLevels.includes("SELF_ONLY"), "the creator may post")
        await tiktok.auth.revoke(creator)
        check(await tiktok.tokens.get(creator) === undefined, "the tokens are gone")
      })]
  },
  refresh: {
    title: "Refresh of a token",
    steps: [(world) =>
      withLogin(world, async (tiktok, creator) => {
        const old = await tiktok.auth.accessToken(creator)
        const { tokens } = await control(world, "tokens")
        const { id } = tokens.find(({ kind }: { readonly kind: string }) => kind === "access")
        await control(world, `tokens/${id}/expire`, {})
        check((await tiktok.creator.info(creator)).nickname !== undefined, "the call succeeds with another token")
        const renewed = await tiktok.auth.accessToken(creator)
        check(renewed !== old, "the token is another one")
        check((await tiktok.auth.refresh(creator)).accessToken !== renewed, "a refresh brings another one")
      })]
  },
  file: {
    title: "Upload of a file in chunks",
    needsFiles: true,
    steps: [publishes(({ clip }) => ({ file: clip.file }))]
  },
  blob: { title: "Upload of a `Blob` in chunks", steps: [publishes(clipOf)] },
  bytes: {
    title: "Upload of bytes in chunks",
    steps: [publishes(async (world) => new Uint8Array(await (await clipOf(world)).arrayBuffer()))]
  },
  stream: {
    title: "Upload of a stream in chunks",
    steps: [publishes(async (world) => {
      const bytes = new Uint8Array(await (await clipOf(world)).arrayBuffer())
      const stream = (async function*() {
        for (let offset = 0; offset < bytes.length; offset += 700_001) yield bytes.subarray(offset, offset + 700_001)
      })()
      return { stream, size: bytes.length }
    })]
  },
  http: {
    title: "Upload from a server of yours",
    steps: [publishes(({ clip }) => ({ http: clip.url, allowPrivate: true }))]
  },
  photos: {
    title: "Photos and drafts",
    steps: [(world) =>
      withLogin(world, async (tiktok, creator) => {
        const photos = {
          _tag: "Photos",
          images: ["https://verified-domain.com/1.jpg"],
          privacyLevel: "SELF_ONLY"
        } as const
        same((await tiktok.publisher.publish(creator, photos, quick))._tag, "Published", "the photos")
        const draft = { _tag: "VideoDraft", media: await clipOf(world) } as const
        same((await tiktok.publisher.publish(creator, draft, quick))._tag, "SentToInbox", "the draft")
      })]
  },
  status: {
    title: "Status, videos of the creator",
    steps: [(world) =>
      withLogin(world, async (tiktok, creator) => {
        const media = { url: "https://verified-domain.com/video.mp4" }
        const outcome = await tiktok.publisher.publish(
          creator,
          { ...post, privacyLevel: "PUBLIC_TO_EVERYONE", media },
          quick
        )
        const publishId = outcome._tag === "Published" ? outcome.publishId ?? "" : ""
        same((await tiktok.poller.get(creator, publishId)).stage, "Published", "the status")
        await control(world, "clock/advance", { days: 1 })
        const titles: Array<string | undefined> = []
        for await (const video of tiktok.videos.list(creator)) titles.push(video.title ?? video.description)
        check(titles.includes("Hello"), `the video is in the list: ${titles.join(", ")}`)
      })]
  },
  webhooks: {
    title: "Webhooks bring the outcome",
    steps: [(world) =>
      withLogin(world, async (tiktok, creator) => {
        await control(world, "rules", { lifecycle: { mode: "manual" } }, "PATCH")
        await control(world, "webhooks/settings", { url: `${world.stage}/deliver/${world.name}` }, "PATCH")
        const media = { url: "https://verified-domain.com/video.mp4" }
        const outcome = tiktok.publisher.publish(creator, { ...post, media }, {
          pollEvery: 3_600_000,
          webhooks: tiktok.webhooks.events()
        })
        await control(world, "journal/wait?operation=status&timeout=60000")
        const [{ publishId }] = await posts(world)
        await control(world, `posts/${publishId}/complete`, {})
        await control(world, "webhooks/deliver", {})
        const [delivery] = await ask(`${world.stage}/deliveries/${world.name}`)
        check(await tiktok.webhooks.publish(await tiktok.webhooks.receive(delivery)), "the event is new")
        same((await outcome)._tag, "Published", "the outcome")
      })]
  },
  killed: {
    title: "A killed program resumes from a folder",
    needsFiles: true,
    steps: [
      async (world) => {
        const tiktok = await open(world, inFolder(world))
        const creator = await login(world, tiktok)
        await holdSecondChunk(world)
        const events = tiktok.publisher.publishStream(creator, { ...post, media: { file: world.clip.file } }, {
          ...quick,
          key: "order 1",
          chunkSize
        })
        for await (const event of events) if (event._tag === "BytesConfirmed") await beKilled(world)
      },
      async (world) => {
        aMinuteLater()
        const tiktok = await open(world, inFolder(world))
        const [pending] = await tiktok.publisher.pending()
        same(pending?._tag, "Resumable", "what is pending")
        same((await tiktok.publisher.resume("order 1", quick))._tag, "Published", "the outcome")
        const all = await posts(world)
        same(all.map(({ sha256 }) => sha256), [world.clip.sha256], "the posts")
        const { entries } = await control(world, "journal?operation=upload")
        same(entries.length, 3, "chunks that were sent")
        await tiktok.close()
      }
    ]
  },
  effect: {
    title: "The same with Effect, by `Platform.layer`",
    steps: [async (world, has) => {
      const outcome = await Wiring.publish(world, has, async (visited) => (await ask(visited)).url, await clipOf(world))
      same(outcome, "Published", "the outcome")
      same((await posts(world)).map(({ sha256 }) => sha256), [world.clip.sha256], "the posts")
    }]
  },
  wrong: {
    title: "Wrong wiring is named at once",
    steps: [async (world, { wrong }) => {
      for (const [name, wiring] of Object.entries({ fetchWithStreams: Wiring.fetchWithStreams, ...wrong })) {
        same(await Wiring.complaint(world, wiring), "InvalidInput HttpClient", name)
      }
      same((await control(world, "journal")).entries, [], "what was sent")
    }]
  },
  alone: {
    title: "Upload without a token",
    steps: [async (world, has) => {
      const confirmed: Array<number> = []
      await uploadAlone(world, has, (bytes) => void confirmed.push(bytes))
      same(confirmed, [chunkSize, world.clip.size], "the confirmed bytes")
      same(await outcomeOf(world), "Published", "the outcome")
      same((await posts(world)).map(({ sha256 }) => sha256), [world.clip.sha256], "the posts")
    }]
  },
  reload: {
    title: "That upload resumes after a reload",
    steps: [
      async (world, has) => {
        await holdSecondChunk(world)
        await uploadAlone(world, has, () => beKilled(world))
      },
      async (world, has) => {
        const confirmed: Array<number> = []
        await uploadAlone(world, has, (bytes) => void confirmed.push(bytes))
        same(confirmed, [world.clip.size], "the bytes that were confirmed after the reload")
        same(await outcomeOf(world), "Published", "the outcome")
        same((await posts(world)).map(({ sha256 }) => sha256), [world.clip.sha256], "the posts")
        await uploadAlone(world, has, (bytes) => void confirmed.push(bytes))
        same([confirmed.length, (await posts(world)).length], [2, 1], "an upload that is done is not repeated")
      }
    ]
  }
}

/** Uploads what the server of the stage has announced, and calls back with each number of confirmed bytes. */
const uploadAlone = async (
  world: World,
  { uploads }: Has,
  onConfirmed: (confirmed: number) => Promise<void> | void
): Promise<void> => {
  // A page loses the file with its memory, and a person chooses it again.
  const media = new File([await clipOf(world)], "clip.mp4", { type: "video/mp4", lastModified: 1_000_000 })
  const events = upload({
    key: world.name,
    media,
    store: uploads?.(world),
    handOut: (size) =>
      ask(`${world.stage}/uploads/${world.name}`, { method: "POST", body: JSON.stringify({ size, chunkSize }) })
  })
  for await (const event of events) if (event._tag === "BytesConfirmed") await onConfirmed(event.confirmed)
}

/** What the server of the stage knows of the post. */
const outcomeOf = async (world: World): Promise<unknown> => (await ask(`${world.stage}/outcome/${world.name}`))._tag

/** Takes a step, and says how that went. */
export const take = async ({ journey, step, world }: Question, has: Has): Promise<Answer> => {
  try {
    await journeys[journey]?.steps[step]?.(world, has)
    return {}
  } catch (error) {
    return { failed: error instanceof Error ? `${error.stack}\n${JSON.stringify(error)}` : String(error) }
  }
}
