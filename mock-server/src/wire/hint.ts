import * as Match from "effect/Match"
import { MINUTE, SECOND } from "../engine/time.ts"
import type { Problem } from "./Problem.ts"

/** Explains a problem to the developer: the field and its rule. */
export const hintOf = (problem: Problem): string =>
  Match.valueTags(problem, {
    NotJson: ({ detail }) => `the body must be a JSON object: ${detail}`,
    BodyTooLarge: ({ limit }) => `the body must be at most ${limit} bytes`,
    UnsupportedGrant: ({ grantType, supported }) => `grant_type: must be ${supported.join(" or ")}, is "${grantType}"`,
    Malformed: ({ field, rule }) => `${field}: ${rule}`,
    BadHeader: ({ header, rule }) => `header ${header}: ${rule}`,
    UnknownRoute: ({ isGone, nearest, path }) =>
      isGone
        ? `${path} belongs to version 1 of TikTok's API, which is gone; use ${nearest}`
        : `there is no ${path}; the nearest documented path is ${nearest}`,
    WrongMethod: ({ allowed, method }) => `${method} is not allowed here; use ${allowed}`,
    Defect: ({ detail }) => `this is a bug in the mock server, please report it: ${detail}`,

    UnknownApp: ({ clientKey }) => `client_key: ${clientKey === "" ? "is empty" : `no app has the key "${clientKey}"`}`,
    WrongSecret: ({ rule }) => `client_secret: ${rule}`,
    MissingToken: ({ header }) => `header ${header}: must be "Bearer " and an access token`,
    UnknownToken: ({ header, rule }) => `header ${header}: the token ${rule}`,
    ExpiredToken: ({ expiredAt }) => `the access token expired at ${iso(expiredAt)}; refresh it`,
    RevokedToken: ({ revokedAt }) => `the token was revoked at ${iso(revokedAt)}; the creator must log in again`,
    MissingScope: ({ anyOf, granted }) =>
      `the token needs the scope ${anyOf.join(" or ")}; it has ${granted.join(", ") || "none"}`,

    UnknownCode: ({ rule }) => `code: ${rule}`,
    UsedCode: () => "code: was used already; a code works once",
    ExpiredCode: ({ lifetime }) => `code: has expired; a code is valid for ${lifetime / MINUTE} minutes`,
    RedirectMismatch: ({ rule }) => `redirect_uri: ${rule}`,
    MissingVerifier: () => "code_verifier: required, because the authorize request had a code_challenge",
    WrongVerifier: ({ rule }) => `code_verifier: ${rule}`,
    UnknownAccessToken: ({ rule }) => `token: ${rule}`,
    UnknownRefreshToken: ({ rule }) => `refresh_token: ${rule}`,
    RotatedRefreshToken: ({ rotatedAt }) =>
      `refresh_token: was replaced at ${iso(rotatedAt)}; use the one from that response`,
    ExpiredRefreshToken: ({ expiredAt }) => `refresh_token: expired at ${iso(expiredAt)}`,
    SandboxRefresh: ({ clientKey }) =>
      `refresh_token: the app ${clientKey} is a sandbox, and the switch sandbox says that these cannot refresh`,

    UnauditedApp: ({ username }) =>
      `the app is not audited and the account @${username} is public; make the account private, not only the post`,
    BannedCreator: ({ username }) => `@${username} is banned from posting`,
    PrivacyNotOffered: ({ level, offered }) =>
      `post_info.privacy_level: ${
        level === undefined ? "is missing" : `is ${level}`
      }, but the creator's account offers ${offered.join(", ")}`,
    BrandedPrivate: ({ level }) => `post_info.privacy_level: branded content must not be ${level}`,
    OldApp: ({ needed, version }) => `the creator's TikTok app must be ${needed} or newer, is ${version}`,
    UnownedUrl: ({ owned, url }) =>
      `${url}: must be under ${owned.join(" or ") || "a verified domain"}, and https unless it is on this machine`,
    TooManyInits: ({ limit, waitMillis }) =>
      `at most ${limit} initializations a minute for one access token; the next one is possible in ${
        seconds(waitMillis)
      } s`,
    TooManyPosts: ({ limit, waitMillis }) =>
      `at most ${limit} posts in 24 hours for one account; the next one is possible in ${seconds(waitMillis)} s`,
    TooManyDrafts: ({ limit, waitMillis }) =>
      waitMillis === undefined
        ? `at most ${limit} pending drafts for one creator`
        : `at most ${limit} drafts in 24 hours for one creator; the next one is possible in ${seconds(waitMillis)} s`,
    TooManyCreators: ({ limit, waitMillis }) =>
      `at most ${limit} creators may post through this app in 24 hours; the next one is possible in ${
        seconds(waitMillis)
      } s`,
    TooManyCalls: ({ limit, waitMillis }) =>
      `at most ${limit} of these calls a minute for one access token; the next one is possible in ${
        seconds(waitMillis)
      } s`,

    BadVideoSize: ({ max, size }) => `source_info.video_size: must be at most ${max} bytes, is ${size}`,
    BadChunkSize: ({ chunkSize, rule }) => `source_info.chunk_size: must be ${rule}, is ${chunkSize}`,
    BadChunkCount: ({ chunkCount, rule }) => `source_info.total_chunk_count: must be ${rule}, is ${chunkCount}`,
    UnknownUpload: ({ uploadId }) => `upload_id: ${uploadId === "" ? "is missing" : "no upload has this id"}`,
    WrongUploadToken: ({ isMissing }) =>
      `upload_token: ${isMissing ? "is missing" : "does not belong to this upload_id"}`,
    ExpiredUpload: ({ expiredAt }) => `the upload_url expired at ${iso(expiredAt)}; initialize again`,
    NothingToUpload: ({ publishId }) => `${publishId} is pulled from a URL; there is nothing to upload`,
    WrongTotal: ({ size, total }) => `header Content-Range: the total must be video_size, ${size}, is ${total}`,
    ChunkOutOfOrder: ({ confirmed, first }) =>
      `header Content-Range: the next chunk begins at byte ${confirmed}, not ${first}`,
    ChunkOffPlan: ({ expectedLast, first, last }) =>
      `header Content-Range: by the plan the chunk at ${first} ends at byte ${expectedLast}, not ${last}`,
    ChunkLength: ({ expected, received }) =>
      `the body must be the ${expected} bytes of its Content-Range, ${received} arrived`,

    UnknownPost: ({ forgottenAt, rule }) =>
      forgottenAt === undefined
        ? `publish_id: ${rule}`
        : `publish_id: was forgotten at ${iso(forgottenAt)}, a day after its init`,
    ForeignPost: () => "publish_id: the post belongs to another creator or app",
    NotCancelable: ({ stage }) =>
      `publish_id: only a post whose media are being pulled can be canceled, it is ${stage}`,
    SandboxProfile: ({ clientKey }) =>
      `the app ${clientKey} is a sandbox, and the switch sandbox says that these cannot read profiles`,
    FieldOutsideScope: ({ field, scope }) => `fields: ${field} needs the scope ${scope}`
  })

const iso = (millis: number) => new Date(millis).toISOString()

const seconds = (millis: number) => Math.ceil(millis / SECOND)
