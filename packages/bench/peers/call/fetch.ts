import { answerWith, statusCall } from "../../src/harness/calls.ts"

answerWith(async (url) => {
  const { headers, path, payload } = statusCall
  const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(payload) })
  const answer: any = await response.json()
  return answer.data.status
})
