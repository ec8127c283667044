import type * as Scheduler from "effect/Scheduler"
import type { Random } from "./random.ts"

/** What events and tasks belong to. Those of a dead owner are dropped, those of a frozen one wait. */
export interface Owner {
  isAlive: boolean
  /** Epoch milliseconds until which nothing of it happens. */
  frozenUntil: number
  /** Events that wait. */
  pending: number
}

/** Simulated time: events in the order of their time, and tasks of fibers between them. */
export interface Timeline {
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Plans an event, and returns a function that cancels it. The seed orders events of one moment. */
  readonly after: (millis: number, owner: Owner, run: () => unknown) => () => void
  /** Runs the tasks of an owner's fibers in an order that belongs to the seed. */
  readonly schedulerFor: (owner: Owner, maxOps: number) => Scheduler.Scheduler
  /** Runs one event and all that follows from it at that moment. Returns whether there was one. */
  readonly step: () => Promise<boolean>
}

interface Event {
  at: number
  readonly order: number
  readonly owner: Owner
  readonly run: () => unknown
  isCancelled: boolean
}

/** Makes a timeline that begins at an epoch time. */
export const makeTimeline = (random: Random, startsAt: number): Timeline => {
  const heap: Array<Event> = []
  const tasks: Array<{ readonly owner: Owner; readonly run: () => void }> = []
  let time = startsAt

  const after: Timeline["after"] = (millis, owner, run) => {
    const event = { at: time + Math.max(0, Math.ceil(millis)), order: random.next(), owner, run, isCancelled: false }
    push(heap, event)
    owner.pending++
    return () => {
      if (!event.isCancelled) owner.pending--
      event.isCancelled = true
    }
  }

  const drain = () => {
    while (tasks.length > 0) {
      const index = tasks.length === 1 ? 0 : random.between(0, tasks.length - 1)
      const task = tasks[index]!
      tasks[index] = tasks[tasks.length - 1]!
      tasks.pop()
      if (task.owner.isAlive) task.run()
    }
  }

  // One turn of the event loop ends every promise that waits for nothing outside.
  const settle = async () => {
    do {
      drain()
      await new Promise<void>((resolve) => setImmediate(resolve))
    } while (tasks.length > 0)
  }

  const step = async (): Promise<boolean> => {
    for (let event = pop(heap); event !== undefined; event = pop(heap)) {
      if (event.isCancelled) continue
      if (event.owner.isAlive && event.owner.frozenUntil > event.at) {
        event.at = event.owner.frozenUntil
        push(heap, event)
        continue
      }
      event.isCancelled = true
      event.owner.pending--
      if (!event.owner.isAlive) continue
      time = event.at
      await event.run()
      await settle()
      return true
    }
    return false
  }

  return {
    now: () => time,
    after,
    step,
    schedulerFor: (owner, maxOps) => ({
      executionMode: "async",
      shouldYield: (fiber) => fiber.currentOpCount >= maxOps,
      makeDispatcher: () => ({
        scheduleTask: (run) => void tasks.push({ owner, run }),
        flush: drain
      })
    })
  }
}

const isBefore = (one: Event, other: Event): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order)

const push = (heap: Array<Event>, event: Event): void => {
  let index = heap.push(event) - 1
  while (index > 0) {
    const parent = (index - 1) >> 1
    if (!isBefore(event, heap[parent]!)) break
    heap[index] = heap[parent]!
    index = parent
  }
  heap[index] = event
}

const pop = (heap: Array<Event>): Event | undefined => {
  const [first] = heap
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return first
  let index = 0
  while (true) {
    let child = 2 * index + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
    if (!isBefore(heap[child]!, last)) break
    heap[index] = heap[child]!
    index = child
  }
  heap[index] = last
  return first
}
