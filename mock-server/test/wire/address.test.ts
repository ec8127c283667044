import { assert, describe, it } from "@effect/vitest"
import { addressOf } from "../../src/wire/address.ts"

describe("addressOf", () => {
  for (
    const address of [
      "http://127.0.0.1:8787/",
      "http://127.0.0.1:8787/v2/post/publish/video/init/",
      "https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=a-b",
      "https://upload.tiktokapis.com/upload/v1/video/?upload_id=1?part_number=1",
      "http://[::1]:8787/a//b?c=/d#e",
      "http://localhost/a#b?c",
      "http://localhost?c"
    ]
  ) {
    it(`cuts ${address} as a URL is parsed`, () => {
      const url = new URL(address)
      const { origin, pathname, search } = url
      assert.deepStrictEqual(addressOf(url.href), { origin, pathname, search })
    })
  }
})
