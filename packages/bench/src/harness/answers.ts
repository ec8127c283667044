import { usage } from "./measured.ts"

/** What the bench asks a resident process. */
export interface Question {
  readonly id: number
  readonly question: any
}

/** What the process says to it. */
export interface Answer {
  readonly to: number
  readonly answer?: any
  readonly failure?: string | undefined
}

let respondTo = (question: any): unknown => {
  throw new Error(`this process does not answer ${JSON.stringify(question)}`)
}

/** Has questions answered from now on. */
export const answer = (respond: (question: any) => unknown): void => {
  respondTo = respond
  process.channel?.ref()
}

/** Answers one question; what a process has used, every process can tell. */
export const reply = async ({ id, question }: Question): Promise<void> => {
  try {
    tell({ to: id, answer: question === "usage" ? usage() : await respondTo(question) })
  } catch (error) {
    tell({ to: id, failure: String(error) })
  }
}

const tell = (answer: Answer): void => void process.send?.(answer)
