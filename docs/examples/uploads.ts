import type { TikTok } from "effect-tiktok/promise"
import { indexedDbStore, upload } from "effect-tiktok/upload"

// #region server
/** `POST /uploads` of the server: it has the creator's tokens, and answers with a handout. */
export const announce = async (tiktok: TikTok, creator: string, request: Request): Promise<Response> => {
  const { size } = JSON.parse(await request.text())
  const post = { _tag: "Video", privacyLevel: "SELF_ONLY", title: "From a page", size } as const
  return Response.json(await tiktok.publisher.handOut(creator, post, { chunkSize: 5_242_880 }))
}
// #endregion server

// #region page
/** A page: it has neither tokens nor the app's secret. */
export const sendFile = async (file: File, show: (share: number) => void): Promise<void> => {
  for await (const event of upload({ key: file.name, media: file, handOut })) {
    if (event._tag === "BytesConfirmed") show(event.confirmed / event.size)
  }
}

const handOut = async (size: number): Promise<unknown> => {
  const response = await fetch("/uploads", { method: "POST", body: JSON.stringify({ size }) })
  return await response.json()
}
// #endregion page

// #region forget
export const forget = (file: File): Promise<void> => indexedDbStore().remove(file.name)
// #endregion forget
