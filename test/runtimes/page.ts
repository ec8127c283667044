/** Takes the steps of journeys in a page. */
import { take } from "./journeys.ts"
import type { Answer, Question } from "./world.ts"

Object.assign(globalThis, { takeStep: (question: Question): Promise<Answer> => take(question, { files: false }) })
