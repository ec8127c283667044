/** Takes one step of a journey in a Worker, for each request. */
import { take } from "./journeys.ts"
import type { Question } from "./world.ts"

export default {
  fetch: async (request: Request): Promise<Response> => {
    const question: Question = JSON.parse(await request.text())
    return Response.json(await take(question, { files: false }))
  }
}
