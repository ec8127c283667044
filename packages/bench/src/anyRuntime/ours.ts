/** The promises of the library, on Node, Bun or Deno. */
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { create } from "effect-tiktok/promise"
import { statusCall } from "../harness/statusCall.ts"
import { measureClient } from "./measure.ts"

// TikTok allows 30 of these calls a minute for one creator, and the library keeps that limit.
const creators = Array.from({ length: 400 }, (_, index) => `creator-${index}`)

await measureClient(async ({ api, chunks: [first], client }) => {
  const tiktok = await create({
    contract: "live",
    clientKey: "key",
    clientSecret: "secret",
    store: "memory",
    baseUrl: api,
    uploadHosts: [new URL(first?.url ?? "").origin],
    tokens: creators.map((creator) => ({
      creator,
      accessToken: `act.${"0".repeat(64)}`,
      expiresAt: new Date("2100-01-01"),
      scopes: []
    })),
    fetch: client === "fetch" ? NodeTransport.fetch : undefined
  })
  let calls = 0
  return {
    upload: async (chunks) => {
      const [{ file, length: chunkSize, url } = { file: "", length: 0, url: "" }] = chunks
      const media = { file }
      const plan = await tiktok.uploader.plan(media, { chunkSize })
      let confirmed = 0
      for await (const event of tiktok.uploader.upload({ media, plan, uploadUrl: url })) {
        if (event._tag === "BytesConfirmed") confirmed = event.confirmed
      }
      if (confirmed !== plan.size) throw new Error(`${confirmed} of ${plan.size} bytes were confirmed`)
    },
    call: async () => {
      const creator = creators[calls++ % creators.length] ?? ""
      return (await tiktok.poller.get(creator, statusCall.payload.publish_id)).status
    }
  }
})
