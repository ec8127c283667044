import type { Child } from "hono/jsx"
import { outcomeAt, type Post } from "../../engine/Post.ts"
import type { PostView } from "../../engine/PostView.ts"
import { type Publication, publicationsOf } from "../../engine/publications.ts"
import { bytes, counted, span } from "../format.ts"
import { type PageContext, usePageContext } from "../PageContext.ts"
import { Time } from "../parts.tsx"
import { receivedOf } from "./posts.tsx"

/** A step in the lifecycle of a post. */
interface Step {
  readonly name: string
  readonly state: "done" | "now" | "later" | "failed"
  readonly at?: number | undefined
  readonly detail?: Child
}

/** The lifecycle of a post, from the init to its publication. */
export const Timeline = ({ of }: { readonly of: PostView }) => {
  const context = usePageContext()
  const post = context.engine.state.posts.get(of.publishId)
  if (post === undefined) return null
  const steps = [...transferSteps(context, of, post), ...outcomeSteps(context, of, post)]
  return <ol class="timeline" data-testid="timeline">{steps.map((step) => <StepItem step={step} />)}</ol>
}

const StepItem = ({ step: { at, detail, name, state } }: { readonly step: Step }) => (
  <li class={state} aria-current={state === "now" ? "step" : undefined}>
    <span class="dot" aria-hidden="true"></span>
    <div>
      <p class="step">
        <strong>{name}</strong>
        {at === undefined ? <span class="quiet">{stateLabels[state]}</span> : (
          <span class="num quiet">
            <Time at={at} />
          </span>
        )}
      </p>
      {detail !== undefined && <p class="quiet">{detail}</p>}
    </div>
  </li>
)

const stateLabels: Readonly<Record<Step["state"], string>> = { done: "", now: "now", later: "not yet", failed: "" }

const transferSteps = (context: PageContext, view: PostView, post: Post): ReadonlyArray<Step> => {
  const { now } = context
  const hasMedia = post.mediaAt !== undefined && post.mediaAt <= now
  const isComplete = view.settledAt !== undefined
  const isPulled = view.urls.length > 0
  const arrived = isPulled
    ? undefined
    : `${bytes(receivedOf(context, view))} of ${bytes(view.size ?? 0)}, ${counted(view.chunks.length, "chunk")}`
  return [
    { name: "Accepted", state: "done", at: post.acceptedAt, detail: "The init returned a publish id." },
    {
      name: isPulled ? "Media pulled" : "File uploaded",
      state: hasMedia ? "done" : isComplete ? "later" : "now",
      at: hasMedia ? post.mediaAt : undefined,
      detail: arrived ?? `${counted(view.urls.length, "URL")}; the mock downloads only from this machine`
    }
  ]
}

const outcomeSteps = (context: PageContext, view: PostView, post: Post): ReadonlyArray<Step> => {
  const { now, engine } = context
  const { lifecycle } = engine.rules
  const hasMedia = post.mediaAt !== undefined && post.mediaAt <= now
  const processed: Step = {
    name: "Processed",
    state: view.settledAt !== undefined ? "done" : hasMedia ? "now" : "later",
    detail: view.settledAt === undefined ? expectation(context, post) : undefined
  }
  if (view.failReason !== undefined) {
    return [{ name: "Failed", state: "failed", at: view.settledAt, detail: whyFailed(view) }]
  }
  const settled = view.settledAt !== undefined
  const outcome: Step = {
    name: post.draft ? "In the creator's inbox" : "Published",
    state: settled ? "done" : "later",
    at: view.settledAt
  }
  const shared = publicationsOf(post, lifecycle, now).flatMap((publication) =>
    publicationSteps(context, post, publication)
  )
  return [processed, outcome, ...shared]
}

const whyFailed = ({ failReason, problem }: PostView): Step["detail"] =>
  problem === undefined ? <code>{failReason}</code> : (
    <>
      <code>{failReason}</code>: {problem}
    </>
  )

const publicationSteps = ({ now }: PageContext, { draft }: Post, publication: Publication): ReadonlyArray<Step> => {
  const { at, hiddenAt, postId, publicAt } = publication
  const steps: Array<Step> = []
  const id = <code>{postId}</code>
  if (draft) steps.push({ name: "Published by the creator", state: "done", at, detail: id })
  if (publicAt !== undefined && publicAt <= now) {
    steps.push({ name: "Public", state: "done", at: publicAt, detail: id })
  } else if (publicAt !== undefined) {
    steps.push({ name: "Public", state: "now", detail: `moderation ends in ${span(publicAt - now)}` })
  }
  if (hiddenAt !== undefined) steps.push({ name: "Hidden", state: "done", at: hiddenAt })
  return steps
}

const expectation = ({ now, engine }: PageContext, post: Post): string | undefined => {
  const { lifecycle } = engine.rules
  const outcome = outcomeAt(post, lifecycle, now)
  const end = outcome._tag === "Failed" ? `the post will fail: ${outcome.reason}` : undefined
  const wait = lifecycle.mode === "manual"
    ? "publish or fail the post below"
    : lifecycle.mode === "polls"
    ? `completes with status call ${lifecycle.count + 1}; ${post.polls} so far`
    : lifecycle.mode === "after"
    ? post.mediaAt === undefined
      ? `takes ${span(lifecycle.millis)} after the media have arrived`
      : `completes in ${span(post.mediaAt + lifecycle.millis - now)} on the mock's clock`
    : undefined
  return [wait, end].filter((part) => part !== undefined).join("; ") || undefined
}
