import { request } from "undici"
import { answerWith } from "../../src/harness/calls.ts"
import { statusCall } from "../../src/harness/statusCall.ts"

answerWith(async (url) => {
  const { body } = await request(url + statusCall.path, {
    method: "POST",
    headers: statusCall.headers,
    body: JSON.stringify(statusCall.payload)
  })
  const content: any = await body.json()
  return content.data.status
})
