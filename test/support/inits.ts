import { Media, Post } from "effect-tiktok"
import type { FaultEffect, Operation } from "tiktok-mock-server"
import { type ContractName, terms } from "./fixture.ts"

/** A post, and its init operation. */
export interface AcceptedBy {
  readonly operation: Operation
  readonly post: Post.Post
}

const video = Media.url("https://verified-domain.com/a.mp4")
const images = ["https://verified-domain.com/a.jpg"]

const inBoth: ReadonlyArray<AcceptedBy> = [
  { operation: "video.init", post: Post.video({ media: video, privacyLevel: "SELF_ONLY" }) },
  { operation: "photo.init", post: Post.photos({ images, privacyLevel: "SELF_ONLY" }) },
  { operation: "inbox.init", post: Post.videoDraft({ media: video }) }
]

/** Posts that publish by themselves once TikTok has accepted them. The catalog has no photo drafts. */
export const pulls: { readonly [Name in ContractName]: ReadonlyArray<AcceptedBy> } = {
  catalog: inBoth,
  live: [...inBoth, { operation: "photo.init", post: Post.photosDraft({ images }) }]
}

/** Responses that leave it unknown whether TikTok has accepted the post. */
export const doubtfulResponses = (contract: ContractName): ReadonlyArray<readonly [string, FaultEffect]> => [
  ["is lost", { kind: "lose-response" }],
  ["breaks off", { kind: "cut" }],
  ["is half a document", { kind: "truncated-json" }],
  ["is a gateway's page", { kind: "html" }],
  ["is a 500", { kind: "code", code: terms[contract].serverFault }]
]
