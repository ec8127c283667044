/** What the encoder, the container and the scene must agree on. */
export interface VideoFormat {
  /** Width shown, in pixels. */
  readonly width: number
  /** Height shown, in pixels. */
  readonly height: number
  /** Pictures a second. */
  readonly frameRate: number
  /** Length, in whole seconds. */
  readonly durationSeconds: number
}

/** Side of a macroblock, in luma samples: H.264 codes a picture as a grid of these. */
export const macroblockSize = 16

/** Size of the macroblock grid that covers the picture; its last row or column may be cropped when shown. */
export const macroblockGrid = (
  format: VideoFormat
): { readonly columns: number; readonly rows: number } => ({
  columns: Math.ceil(format.width / macroblockSize),
  rows: Math.ceil(format.height / macroblockSize)
})

/** How many pictures the video has. */
export const pictureCount = (format: VideoFormat): number => format.frameRate * format.durationSeconds
