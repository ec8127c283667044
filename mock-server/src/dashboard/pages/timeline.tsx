import type { Child } from "hono/jsx"
import { outcomeAt, type Post } from "../../engine/Post.ts"
import type { PostView } from "../../engine/PostView.ts"
import { type Publication, publicationsOf } from "../../engine/publications.ts"
import { bytes, counted, span } from "../format.ts"
import { type PageContext, usePageContext } from "../PageContext.ts"
import { Time } from "../parts.tsx"

/** A step of a post's life. */
interface Step {
  readonly name: string
  readonly state: "done" | "now" | "later" | "failed"
  readonly at?: number | undefined
  readonly detail?: Child
}

/** The life of a post, from the init to the public. */
export const Timeline = ({ of }: { readonly of: PostView }) => {
  const context = usePageContext()
  const post = context.engine.state.posts.get(of.publishId)
  if (post === undefined) return null
  const steps = [...preparing(context, of, post), ...ending(context, of, post)]
  return <ol class="timeline" data-testid="timeline">{steps.map((step) => <StepItem step={step} />)}</ol>
}

const StepItem = ({ step: { at, detail, name, state } }: { readonly step: Step }) => (
  <li class={state} aria-current={state === "now" ? "step" : undefined}>
    <span class="dot" aria-hidden="true"></span>
    <div>
      <p class="step">
        <strong>{name}</strong>
        {at === undefined ? <span class="quiet">{words[state]}</span> : (
          <span class="num quiet">
            <Time at={at} />
          </span>
        )}
      </p>
      {detail !== undefined && <p class="quiet">{detail}</p>}
    </div>
  </li>
)

const words: Readonly<Record<Step["state"], string>> = { done: "", now: "now", later: "not yet", failed: "" }

const preparing = ({ now }: PageContext, view: PostView, post: Post): ReadonlyArray<Step> => {
  const hasMedia = post.mediaAt !== undefined && post.mediaAt <= now
  const isOver = view.settledAt !== undefined
  const isPulled = view.urls.length > 0
  const arrived = isPulled
    ? undefined
    : `${bytes(view.bytesReceived)} of ${bytes(view.size ?? 0)}, ${counted(view.chunks.length, "chunk")}`
  return [
    { name: "Accepted", state: "done", at: post.acceptedAt, detail: "The init was answered with a publish id." },
    {
      name: isPulled ? "Media pulled" : "File uploaded",
      state: hasMedia ? "done" : isOver ? "later" : "now",
      at: hasMedia ? post.mediaAt : undefined,
      detail: arrived ?? counted(view.urls.length, "address") + "; nothing is really downloaded"
    }
  ]
}

const ending = (context: PageContext, view: PostView, post: Post): ReadonlyArray<Step> => {
  const { now, engine } = context
  const { lifecycle } = engine.rules
  const hasMedia = post.mediaAt !== undefined && post.mediaAt <= now
  const processed: Step = {
    name: "Processed",
    state: view.settledAt !== undefined ? "done" : hasMedia ? "now" : "later",
    detail: view.settledAt === undefined ? expectation(context, post) : undefined
  }
  if (view.failReason !== undefined) {
    return [{ name: "Failed", state: "failed", at: view.settledAt, detail: <code>{view.failReason}</code> }]
  }
  const settled = view.settledAt !== undefined
  const outcome: Step = {
    name: post.draft ? "In the creator's inbox" : "Published",
    state: settled ? "done" : "later",
    at: view.settledAt
  }
  const shared = publicationsOf(post, lifecycle, now).flatMap((publication) => publicLife(context, post, publication))
  return [processed, outcome, ...shared]
}

/** What happens to something on the profile. */
const publicLife = ({ now }: PageContext, { draft }: Post, publication: Publication): ReadonlyArray<Step> => {
  const { at, hiddenAt, postId, publicAt } = publication
  const steps: Array<Step> = []
  const id = <code>{postId}</code>
  if (draft) steps.push({ name: "Posted by the creator", state: "done", at, detail: id })
  if (publicAt !== undefined && publicAt <= now) {
    steps.push({ name: "For everyone to see", state: "done", at: publicAt, detail: id })
  } else if (publicAt !== undefined) {
    steps.push({ name: "For everyone to see", state: "now", detail: `moderation ends in ${span(publicAt - now)}` })
  }
  if (hiddenAt !== undefined) steps.push({ name: "Taken from the public", state: "done", at: hiddenAt })
  return steps
}

const expectation = ({ now, engine }: PageContext, post: Post): string | undefined => {
  const { lifecycle } = engine.rules
  const outcome = outcomeAt(post, lifecycle, now)
  const end = outcome._tag === "Failed" ? `then it fails: ${outcome.reason}` : undefined
  const wait = lifecycle.mode === "manual"
    ? "waits for you: publish it or fail it below"
    : lifecycle.mode === "polls"
    ? `settled by the status call after ${lifecycle.count} in progress; ${post.polls} so far`
    : lifecycle.mode === "after"
    ? post.mediaAt === undefined
      ? `takes ${span(lifecycle.millis)} once the media are here`
      : `settled in ${span(post.mediaAt + lifecycle.millis - now)} of the mock's clock`
    : undefined
  return [wait, end].filter((part) => part !== undefined).join("; ") || undefined
}
