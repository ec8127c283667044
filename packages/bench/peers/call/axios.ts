import axios from "axios"
import { Agent } from "node:http"
import { answerWith, statusCall } from "../../src/harness/calls.ts"

const httpAgent = new Agent({ keepAlive: true })

answerWith(async (url) => {
  const { headers, path, payload } = statusCall
  const { data } = await axios.post(url + path, payload, { headers, httpAgent })
  return data.data.status
})
