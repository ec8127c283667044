import axios from "axios"
import { Agent } from "node:http"
import { answerWith } from "../../src/harness/calls.ts"
import { statusCall } from "../../src/harness/statusCall.ts"

const httpAgent = new Agent({ keepAlive: true })

answerWith(async (url) => {
  const { headers, path, payload } = statusCall
  const { data } = await axios.post(url + path, payload, { headers, httpAgent })
  return data.data.status
})
