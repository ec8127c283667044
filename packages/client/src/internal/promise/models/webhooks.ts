/** What every event may have. */
interface OfApp {
  readonly clientKey?: string | undefined
  readonly createdAt?: Date | undefined
}

interface OfCreator extends OfApp {
  readonly creator?: string | undefined
}

interface OfPublish extends OfCreator {
  readonly publishId: string
  readonly publishType?: string | undefined
}

/**
 * What a webhook says.
 *
 * @category webhooks
 * @since 0.1.0
 */
export type WebhookEvent =
  | OfPublish & { readonly _tag: "PublishFailed"; readonly failReason?: string | undefined }
  | OfPublish & { readonly _tag: "PublishCompleted" }
  | OfPublish & { readonly _tag: "InboxDelivered" }
  | OfPublish & { readonly _tag: "PubliclyAvailable"; readonly postId?: string | undefined }
  | OfPublish & { readonly _tag: "NoLongerAvailable"; readonly postId?: string | undefined }
  | OfApp & {
    readonly _tag: "AuthorizationRemoved"
    readonly creator: string
    readonly reason:
      | "Unknown"
      | "UserDisconnected"
      | "AccountDeleted"
      | "AgeChanged"
      | "AccountBanned"
      | "DeveloperRevoked"
      | "Unrecognized"
    readonly code?: string | undefined
  }
  | OfCreator & { readonly _tag: "VideoUploadFailed"; readonly shareId: string }
  | OfCreator & { readonly _tag: "VideoPublishCompleted"; readonly shareId: string }
  | OfApp & { readonly _tag: "PortabilityDownloadReady"; readonly requestId: string }
  | OfCreator & {
    readonly _tag: "Unrecognized"
    readonly event: string
    readonly content: string
    readonly because: string
  }
