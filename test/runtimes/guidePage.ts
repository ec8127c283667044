/** A page of the guide: a person chooses a file, and the title shows how much of it TikTok has. */
import { sendFile } from "../../docs/examples/uploads.ts"

declare const document: {
  title: string
  readonly querySelector: (selector: string) => EventTarget & { readonly files: ReadonlyArray<File> }
}

const input = document.querySelector("input")
input.addEventListener("change", () => {
  for (const file of input.files) {
    sendFile(file, (share) => {
      document.title = `${Math.round(share * 100)} %`
    }).catch((error: unknown) => {
      document.title = String(error)
    })
  }
})
