import { ofetch } from "ofetch"
import { answerWith, statusCall } from "../../src/harness/calls.ts"

answerWith(async (url) => {
  const { headers, path, payload } = statusCall
  const answer = await ofetch<{ data: { status: string } }>(url + path, { method: "POST", headers, body: payload })
  return answer.data.status
})
