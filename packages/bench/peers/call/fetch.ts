import { answerWith } from "../../src/harness/calls.ts"
import { statusCall } from "../../src/harness/statusCall.ts"

answerWith(async (url) => {
  const { headers, path, payload } = statusCall
  const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(payload) })
  const content: any = await response.json()
  return content.data.status
})
