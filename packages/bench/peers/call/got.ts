import got from "got"
import { Agent } from "node:http"
import { answerWith } from "../../src/harness/calls.ts"
import { statusCall } from "../../src/harness/statusCall.ts"

const agent = { http: new Agent({ keepAlive: true }) }

answerWith(async (url) => {
  const { headers, path, payload } = statusCall
  const content = await got.post(url + path, { headers, json: payload, agent }).json<{ data: { status: string } }>()
  return content.data.status
})
