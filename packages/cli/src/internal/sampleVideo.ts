import { mp4 } from "./sample/mp4.ts"
import { encodePicture } from "./sample/picture.ts"
import { scene } from "./sample/scene.ts"
import { macroblockGrid, pictureCount, type VideoFormat } from "./sample/videoFormat.ts"

/** Picture size, frame rate and length of the sample video. */
export const sampleVideoFormat: VideoFormat = { width: 640, height: 360, frameRate: 24, durationSeconds: 5 }

/**
 * Generates the video that the demo publishes: a playable MP4 file with the same bytes every time.
 *
 * It has between 10 MiB and 12 MB, more than one upload chunk, because moving parts are uncompressed. So encoding takes
 * milliseconds and needs no tool.
 */
export const sampleVideo = (): Uint8Array => {
  const { columns, rows } = macroblockGrid(sampleVideoFormat)
  const momentAt = scene(sampleVideoFormat)
  const moments = Array.from({ length: pictureCount(sampleVideoFormat) }, (_, picture) => momentAt(picture))
  const pictures = moments.map((now, index) => {
    const before = moments[index - 1] ?? now
    // A key picture every second lets a player seek.
    const sinceKey = index % sampleVideoFormat.frameRate
    const nal = encodePicture({
      sinceKey,
      macroblocks: columns * rows,
      isChanged: (macroblock) => now.moving[macroblock] === 1 || before.moving[macroblock] === 1,
      paint: now.paint
    })
    return { nal, isKey: sinceKey === 0 }
  })
  return mp4(sampleVideoFormat, pictures)
}
