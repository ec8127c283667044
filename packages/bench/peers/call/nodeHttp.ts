import { Agent, request } from "node:http"
import { text } from "node:stream/consumers"
import { answerWith, statusCall } from "../../src/harness/calls.ts"

const agent = new Agent({ keepAlive: true })

answerWith((url) => {
  const { promise, reject, resolve } = Promise.withResolvers<unknown>()
  const options = { method: "POST", headers: statusCall.headers, agent }
  request(url + statusCall.path, options, (response) => {
    void text(response).then((body) => resolve(JSON.parse(body).data.status), reject)
  }).on("error", reject).end(JSON.stringify(statusCall.payload))
  return promise
})
