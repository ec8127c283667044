/** Compiled by `tsc`, not run: the promises and values of `effect-tiktok/promise` are those of the services. */
import { expectTypeOf } from "@effect/vitest"
import type { Effect, Stream } from "effect"
import type {
  Auth,
  Checkpoint,
  Creator,
  Hooks,
  Post,
  Publisher,
  Quota,
  Recovery,
  StatusPoller,
  TikTok,
  TikTokError,
  TokenStore,
  Uploader,
  Videos,
  Webhook
} from "effect-tiktok"
import type * as Face from "effect-tiktok/promise"
import type { Plain } from "../../src/internal/promise/plain.ts"

/** What a method or value of a service gives, without Effect. */
type Promised<Method> = Method extends (...given: any) => infer Returned ? Promised<Returned>
  : Method extends Effect.Effect<infer A, any, any> ? Plain<A>
  : Method extends Stream.Stream<infer A, any, any> ? { readonly each: Plain<A> }
  : never

/** What a method of the face gives. */
type Given<Method> = Method extends (...given: any) => Promise<infer A> ? A
  : Method extends (...given: any) => AsyncIterable<infer A> ? { readonly each: A }
  : never

type PromisedBy<Service, Without = never> = {
  [Name in Exclude<keyof Service, Without>]: Promised<Service[Name]>
}

type GivenBy<Service, Without = never> = { [Name in Exclude<keyof Service, Without>]: Given<Service[Name]> }

/** Same keys, and each value may stand for the other. */
type Same<A, B> = [A] extends [B] ? [B] extends [A] ? [keyof A] extends [keyof B] ? true : false : false : false

type Services = {
  readonly auth: [Auth.Auth["Service"], Face.Auth, "withToken"]
  readonly checkpoints: [Checkpoint.CheckpointStore["Service"], Face.Checkpoints, ClaimsAndSummaries]
  readonly creator: [Creator.Creator["Service"], Face.Creator, never]
  readonly poller: [StatusPoller.StatusPoller["Service"], Face.Poller, never]
  readonly publisher: [Publisher.Publisher["Service"], Face.Publisher, never]
  readonly quota: [Quota.Quota["Service"], Face.Quota, "take"]
  readonly tokens: [TokenStore.TokenStore["Service"], Face.TokenStore, never]
  readonly uploader: [Uploader.Uploader["Service"], Face.Uploader, never]
  readonly videos: [Videos.Videos["Service"], Face.Videos, never]
}

/** Claims are for the library itself, and checkpoints are shown without posts and secrets. */
type ClaimsAndSummaries = "claim" | "tryClaim" | "get" | "open" | "closedSince"

type Differing = {
  [Name in keyof Services]: Same<
    PromisedBy<Services[Name][0], Services[Name][2]>,
    GivenBy<Services[Name][1], Services[Name][2]>
  > extends true ? never
    : Name
}[keyof Services]

expectTypeOf<Differing>().toEqualTypeOf<never>()

/** Every service of the face is compared, except the webhooks, which are functions of a module. */
type Uncompared = Exclude<keyof Face.TikTok, keyof Services | "webhooks" | "close" | typeof Symbol.asyncDispose>
expectTypeOf<Uncompared>().toEqualTypeOf<never>()
expectTypeOf<Same<Plain<Webhook.Event>, Face.WebhookEvent>>().toEqualTypeOf<true>()

expectTypeOf<Same<Plain<Hooks.Event>, HookEvent>>().toEqualTypeOf<true>()
type HookEvent = Face.RequestEvent | Face.ResponseEvent | Face.RetryEvent | Face.WaitEvent
expectTypeOf<Same<keyof Hooks.Options, keyof Face.Hooks>>().toEqualTypeOf<true>()
expectTypeOf<Same<Plain<Quota.Wait>, Face.Wait>>().toEqualTypeOf<true>()

type Shown = Pick<Plain<Checkpoint.Checkpoint>, keyof Face.Checkpoint>
expectTypeOf<Same<Shown, Face.Checkpoint>>().toEqualTypeOf<true>()

/** The options of the library that have no place, or another name, in the face. A new option fails here. */
type Unset<Options, Plainly> = Exclude<keyof Options, keyof Plainly>
type CreateOptions = TikTok.SharedOptions & TikTok.MemoryOptions & TikTok.RedisOptions
expectTypeOf<Unset<CreateOptions, Face.Options>>().toEqualTypeOf<
  "encryptionKeys" | "lease" | "quota" | "storeTimeout"
>()
expectTypeOf<Unset<Publisher.Options, Face.PublishOptions>>().toEqualTypeOf<"schedule">()
expectTypeOf<Unset<Recovery.Options, Face.RecoverOptions>>().toEqualTypeOf<"schedule">()
expectTypeOf<Unset<StatusPoller.Options, Face.FollowOptions>>().toEqualTypeOf<"schedule">()
expectTypeOf<Unset<Uploader.UploadRequest, Face.UploadRequest>>().toEqualTypeOf<never>()
expectTypeOf<Unset<Webhook.Delivery, Face.Delivery>>().toEqualTypeOf<"clientSecret" | "header">()
type Authorize<Service extends { readonly authorize: (options: never) => unknown }> = Parameters<
  Service["authorize"]
>[0]
expectTypeOf<Unset<Authorize<Auth.Auth["Service"]>, Authorize<Face.Auth>>>().toEqualTypeOf<never>()
expectTypeOf<Unset<Post.Video, Face.Video>>().toEqualTypeOf<"autoAddMusic" | "coverIndex" | "description">()
expectTypeOf<Face.PrivacyLevel>().toEqualTypeOf<Post.PrivacyLevel>()
expectTypeOf<Unset<Post.Photos, Face.Photos>>().toEqualTypeOf<"coverTimestamp" | "disableDuet" | "disableStitch">()

/** Each reason has the data of the library's reason of that name. */
type FaceReason<Tag> = Face.Reason extends infer R ?
  R extends { readonly _tag: infer Tags } ? Tag extends Tags ? R : never : never
  : never
type FieldsOf<Tag extends Face.Reason["_tag"]> = Exclude<keyof (typeof TikTokError)[Tag]["fields"], "_tag">
type Unlike = {
  [Tag in Face.Reason["_tag"]]: Same<
    {
      [Field in FieldsOf<Tag>]: Plain<
        InstanceType<(typeof TikTokError)[Tag]>[Field & keyof InstanceType<(typeof TikTokError)[Tag]>]
      >
    },
    { [Field in Exclude<keyof FaceReason<Tag>, "_tag">]: FaceReason<Tag>[Field] }
  > extends true ? never : Tag
}[Face.Reason["_tag"]]

expectTypeOf<Face.Reason["_tag"]>().toEqualTypeOf<TikTokError.Reason["_tag"]>()
expectTypeOf<Unlike>().toEqualTypeOf<never>()
