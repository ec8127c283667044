import { usage } from "./usage.ts"

/** A question of the bench to a resident process. */
export interface Question {
  readonly id: number
  readonly question: any
}

/** The reply of the process. */
export interface Answer {
  readonly to: number
  readonly answer?: any
  readonly failure?: string | undefined
}

let respondTo = (question: any): unknown => {
  throw new Error(`this process does not answer ${JSON.stringify(question)}`)
}

/** Answers all later questions. */
export const answer = (respond: (question: any) => unknown): void => {
  respondTo = respond
  process.channel?.ref()
}

/** Answers one question. Every process can answer `usage`. */
export const reply = async ({ id, question }: Question): Promise<void> => {
  try {
    send({ to: id, answer: question === "usage" ? usage() : await respondTo(question) })
  } catch (error) {
    send({ to: id, failure: String(error) })
  }
}

const send = (answer: Answer): void => void process.send?.(answer)
