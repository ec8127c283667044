import ky from "ky"
import { answerWith } from "../../src/harness/calls.ts"
import { statusCall } from "../../src/harness/statusCall.ts"

answerWith(async (url) => {
  const { headers, path, payload } = statusCall
  const content = await ky.post(url + path, { headers, json: payload }).json<{ data: { status: string } }>()
  return content.data.status
})
