/** A color as BT.709 luma, Cb and Cr in limited range: 16 to 235 for luma, 16 to 240 for chroma. */
export type Color = readonly [luma: number, cb: number, cr: number]

/** Position of a plane in a `Color`. */
export type Plane = 0 | 1 | 2

/** Converts 0xRRGGBB. */
export const color = (rgb: number): Color => {
  const red = (rgb >>> 16) / 255
  const green = ((rgb >>> 8) & 255) / 255
  const blue = (rgb & 255) / 255
  const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return [16 + 219 * luma, 128 + 224 * (blue - luma) / 1.8556, 128 + 224 * (red - luma) / 1.5748]
}

/** The number that lies `share` of the way from one to another; a share outside 0 to 1 gives the nearer end. */
export const mix = (from: number, to: number, share: number): number =>
  share <= 0 ? from : share >= 1 ? to : from + (to - from) * share
