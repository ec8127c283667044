import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as LibraryAuth from "../../Auth.ts"
import * as LibraryCheckpoint from "../../Checkpoint.ts"
import * as LibraryCreator from "../../Creator.ts"
import * as LibraryPublisher from "../../Publisher.ts"
import * as LibraryQuota from "../../Quota.ts"
import * as LibraryStatusPoller from "../../StatusPoller.ts"
import type * as LibraryTikTok from "../../TikTok.ts"
import { fromReason, TokenRejected as Rejected } from "../../TikTokError.ts"
import * as LibraryTokenStore from "../../TokenStore.ts"
import * as LibraryUploader from "../../Uploader.ts"
import * as LibraryVideos from "../../Videos.ts"
import * as LibraryWebhook from "../../Webhook.ts"
import { TokenRejected } from "./error.ts"
import * as Inputs from "./inputs.ts"
import type { Post } from "./models.ts"
import type * as Options from "./options.ts"
import { plain } from "./plain.ts"
import { type Runner, signalOf } from "./runner.ts"
import type * as ServiceTypes from "./serviceTypes.ts"

/** What the services of this face run on. */
type Services = LibraryTikTok.Services | LibraryTikTok.Stores | LibraryWebhook.Hub

/**
 * What the services have in common.
 *
 * @internal
 */
export interface Parts {
  readonly context: Context.Context<Services>
  readonly runner: Runner<Services>
  readonly clientSecret: string
  /** Whether this platform reads files. */
  readonly hasFiles: boolean
}

/** @internal */
export const make = (parts: Parts): ServiceTypes.TikTok => ({
  auth: auth(parts),
  checkpoints: checkpoints(parts),
  creator: creator(parts),
  poller: poller(parts),
  publisher: publisher(parts),
  quota: quota(parts),
  tokens: tokens(parts),
  uploader: uploader(parts),
  videos: videos(parts),
  webhooks: webhooks(parts),
  close: parts.runner.close,
  [Symbol.asyncDispose]: parts.runner.close
})

const auth = ({ context, runner: { run, runRaw } }: Parts): ServiceTypes.Auth => {
  const service = Context.get(context, LibraryAuth.Auth)
  return {
    authorize: (options) => run(() => service.authorize(options), options),
    callback: (authorization, url, options) =>
      run(() => service.callback(Inputs.authorization("Auth.callback", authorization), url), options),
    exchange: (authorization, code, options) =>
      run(
        () =>
          service.exchange(
            Inputs.authorization("Auth.exchange", authorization),
            Redacted.make(Inputs.text("Auth.exchange", "code", code))
          ),
        options
      ),
    complete: (authorization, url, options) =>
      run(() => service.complete(Inputs.authorization("Auth.complete", authorization), url), options),
    accessToken: (creator, options) => run(() => service.accessToken(Inputs.creator(creator)), options),
    revoke: (creator, options) => run(() => service.revoke(Inputs.creator(creator)), options),
    clientToken: (options) => run(() => service.clientToken, options),
    refresh: (creator, options) => run(() => service.refresh(Inputs.creator(creator)), options),
    withToken: (creator, call, options) =>
      runRaw(() => {
        Inputs.callback("Auth.withToken", "call", call ?? null)
        return service.withToken(
          Inputs.creator(creator),
          (token) =>
            Effect.tryPromise((signal) => call(Redacted.value(token), signal)).pipe(
              Effect.catch(({ cause }) => failedCall(cause))
            )
        )
      }, options)
  }
}

/** A call of the caller fails as one of the library if the token is to blame, and else as it is. */
const failedCall = (error: unknown) =>
  error instanceof TokenRejected
    ? Effect.fail(fromReason("Auth.withToken")(new Rejected({ code: "", detail: error.message, status: 401 })))
    : Effect.die(error)

const checkpoints = ({ context, runner: { run } }: Parts): ServiceTypes.Checkpoints => {
  const service = Context.get(context, LibraryCheckpoint.CheckpointStore)
  return {
    get: (key, options) => run(() => Effect.map(service.get(key), (found) => found && summary(found)), options),
    free: (key, options) => run(() => service.free(key), options),
    open: (options) => run(() => Effect.map(service.open, summaries), options),
    closedSince: (time, options) =>
      run(
        () => Effect.map(service.closedSince(Inputs.date("CheckpointStore.closedSince", "time", time)), summaries),
        options
      ),
    prune: (olderThan, options) =>
      run(() => service.prune(Inputs.millis("CheckpointStore.prune", "olderThan", olderThan, 0)), options)
  }
}

/** A checkpoint without its post and its secrets. */
const summary = (found: LibraryCheckpoint.Checkpoint) => {
  const { confirmed, contract, creator, deadline, key, kind, outcome, phase, plan, publishId, startedAt } = found
  return { confirmed, contract, creator, deadline, key, kind, outcome, phase, plan, publishId, startedAt }
}

const summaries = (all: ReadonlyArray<LibraryCheckpoint.Listed>) =>
  all.map((one) => one._tag === "Readable" ? { _tag: one._tag, checkpoint: summary(one.checkpoint) } : one)

const creator = ({ context, runner: { run } }: Parts): ServiceTypes.Creator => {
  const service = Context.get(context, LibraryCreator.Creator)
  return {
    profile: (creator, options) => run(() => service.profile(Inputs.creator(creator), options?.only), options),
    info: (creator, options) => run(() => service.info(Inputs.creator(creator)), options)
  }
}

const followed = (creator: string, publishId: string, options: Options.FollowOptions | undefined) =>
  [
    Inputs.creator(creator),
    Inputs.publishId(publishId),
    Inputs.resumeOptions("StatusPoller.follow", options)
  ] as const

const poller = ({ context, runner: { iterate, run } }: Parts): ServiceTypes.Poller => {
  const service = Context.get(context, LibraryStatusPoller.StatusPoller)
  return {
    get: (creator, publishId, options) =>
      run(() => service.get(Inputs.creator(creator), Inputs.publishId(publishId), options?.kind), options),
    follow: (creator, publishId, options) =>
      iterate(() => service.follow(...followed(creator, publishId, options)), options),
    outcome: (creator, publishId, options) =>
      run(() => service.outcome(...followed(creator, publishId, options)), options)
  }
}

const resumed = (options: Options.ResumeOptions | undefined) => Inputs.resumeOptions("Publisher.resume", options)

const publisher = ({ context, hasFiles, runner: { iterate, keep, run } }: Parts): ServiceTypes.Publisher => {
  const service = Context.get(context, LibraryPublisher.Publisher)
  const publish = (creator: string, post: Post, options: Options.PublishOptions | undefined) =>
    [
      Inputs.creator(creator),
      Inputs.post("Publisher.publish", post, hasFiles),
      Inputs.resumeOptions("Publisher.publish", options)
    ] as const
  return {
    publish: (creator, post, options) => run(() => service.publish(...publish(creator, post, options)), options),
    publishStream: (creator, post, options) =>
      iterate(() => service.publishStream(...publish(creator, post, options)), options),
    resume: (key, options) => run(() => service.resume(key, resumed(options)), options),
    resumeStream: (key, options) => iterate(() => service.resumeStream(key, resumed(options)), options),
    recover: (options) => keep(() => service.recover(Inputs.recoverOptions(options)), options),
    handOut: (creator, post, options) =>
      run(
        () =>
          service.handOut(
            Inputs.creator(creator),
            Inputs.handoutPost("Publisher.handOut", post),
            options && { chunkSize: options.chunkSize }
          ),
        options
      ),
    cancel: (creator, publishId, options) =>
      run(() => service.cancel(Inputs.creator(creator), Inputs.publishId(publishId)), options),
    pending: (options) => run(() => service.pending, options)
  }
}

const quota = ({ context, runner: { run, runRaw } }: Parts): ServiceTypes.Quota => {
  const service = Context.get(context, LibraryQuota.Quota)
  return {
    take: async (limits, options) => {
      const { giveBack } = await runRaw(() => {
        Inputs.callback("Quota.take", "onWait", options?.onWait)
        const { onWait } = options ?? {}
        return service.take(Inputs.limits("Quota.take", limits), {
          onWait: onWait && ((wait) => Inputs.promised(() => onWait(plain(wait))))
        })
      }, options)
      return { giveBack: () => run(() => giveBack, undefined) }
    },
    usage: (of, options) =>
      run(
        () =>
          typeof of === "string"
            ? LibraryQuota.usage(Inputs.creator(of))
            : service.usage(Inputs.limits("Quota.usage", of)),
        options
      ),
    nextSlot: (limits, options) => run(() => service.nextSlot(Inputs.limits("Quota.nextSlot", limits)), options),
    pause: (limit, options) =>
      run(
        () =>
          service.pause(
            Inputs.limit("Quota.pause", limit),
            Inputs.optionalMillis("Quota.pause", "duration", options?.duration)
          ),
        options
      ),
    reset: (limit, options) => run(() => service.reset(Inputs.limit("Quota.reset", limit)), options)
  }
}

const tokens = ({ context, runner: { run } }: Parts): ServiceTypes.TokenStore => {
  const service = Context.get(context, LibraryTokenStore.TokenStore)
  return {
    get: (creator, options) => run(() => service.get(Inputs.creator(creator)), options),
    set: (tokens, options) => run(() => service.set(Inputs.tokens("TokenStore.set", tokens)), options),
    replace: (previous, next, options) =>
      run(() =>
        service.replace(
          Inputs.tokens("TokenStore.replace", previous, "previous"),
          Inputs.tokens("TokenStore.replace", next, "next")
        ), options),
    remove: (creator, options) => run(() => service.remove(Inputs.creator(creator)), options),
    list: (options) => run(() => service.list, options)
  }
}

const uploader = ({ context, hasFiles, runner: { iterate, run } }: Parts): ServiceTypes.Uploader => {
  const service = Context.get(context, LibraryUploader.Uploader)
  return {
    plan: (media, options) =>
      run(() => service.plan(Inputs.uploadable("Uploader.plan", media, hasFiles), options?.chunkSize), options),
    identify: (media, options) =>
      run(() => service.identify(Inputs.uploadable("Uploader.identify", media, hasFiles)), options),
    upload: (request) => iterate(() => service.upload(Inputs.uploadRequest(request, hasFiles)), request)
  }
}

const videos = ({ context, runner: { iterate, run } }: Parts): ServiceTypes.Videos => {
  const service = Context.get(context, LibraryVideos.Videos)
  return {
    list: (creator, options) =>
      iterate(() =>
        service.list(
          Inputs.creator(creator),
          options?.before && { before: Inputs.date("Videos.list", "before", options.before) }
        ), options),
    query: (creator, ids, options) => run(() => service.query(Inputs.creator(creator), Inputs.postIds(ids)), options)
  }
}

const webhooks = ({ clientSecret, context, runner: { iterate, run } }: Parts): ServiceTypes.Webhooks => {
  const hub = Context.get(context, LibraryWebhook.Hub)
  const secret = Redacted.make(clientSecret)
  const delivery = (given: Options.Delivery) => {
    const { body, headers, tolerance } = Inputs.object("Webhook.verify", "delivery", given)
    return {
      clientSecret: secret,
      header: Inputs.signature(headers),
      body,
      tolerance: Inputs.optionalMillis("Webhook.verify", "tolerance", tolerance, 0)
    }
  }
  return {
    verify: (given) => run(() => LibraryWebhook.verify(delivery(given)), given),
    decode: (body, options) => run(() => LibraryWebhook.decode(body), options),
    receive: (given) => run(() => LibraryWebhook.receive(delivery(given)), given),
    testHeader: (body, options) =>
      run(() =>
        LibraryWebhook.testHeader({
          clientSecret: secret,
          body,
          timestamp: options?.at &&
            Math.floor(Inputs.date("Webhook.testHeader", "at", options.at).epochMilliseconds / 1000)
        }), options),
    dedupKey: (event) => LibraryWebhook.dedupKey(Inputs.event("Webhook.dedupKey", event)),
    publish: (event, options) => run(() => hub.publish(Inputs.event("Webhook.publish", event)), options),
    events: (options) => Inputs.ofHub(iterate(() => hub.events, options), until(hub.events, options))
  }
}

/** A stream that ends when the signal of the options aborts. */
const until = <A>(stream: Stream.Stream<A>, options: unknown): Stream.Stream<A> =>
  Stream.suspend(() => {
    const signal = signalOf(options)
    if (signal === undefined) return stream
    const aborted = Effect.callback<void>((resume) => {
      const end = () => resume(Effect.void)
      if (signal.aborted) end()
      signal.addEventListener("abort", end, { once: true })
      return Effect.sync(() => signal.removeEventListener("abort", end))
    })
    return Stream.interruptWhen(stream, aborted)
  })
