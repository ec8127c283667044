import { type Color, color, mix, type Plane } from "./color.ts"
import {
  farWave,
  foamDepth,
  movingEdges,
  nearWave,
  type Point,
  sunAt,
  sunRadius,
  surfaceAt,
  type Wave
} from "./motion.ts"
import { macroblockGrid, macroblockSize, pictureCount, type VideoFormat } from "./videoFormat.ts"

/** What the scene shows in one picture. */
export interface Moment {
  /** 1 for each macroblock that shows a moving edge; see `movingEdges`. */
  readonly moving: Uint8Array
  /** Writes a macroblock's luma, Cb and Cr samples. */
  readonly paint: (macroblock: number, target: Uint8Array, offset: number) => void
}

/** Draws a sun that hops across two rows of waves at dusk, one picture at a time. */
export const scene = (format: VideoFormat): (picture: number) => Moment => {
  const { columns, rows } = macroblockGrid(format)
  const palettes = ([0, 1, 2] as const).map((plane) => paletteOf(plane, rows * macroblockSize))

  return (picture) => {
    const progress = picture / pictureCount(format)
    const sun = sunAt(progress)
    return {
      moving: movingEdges(format, progress),
      paint: (macroblock, target, offset) => {
        const left = (macroblock % columns) * macroblockSize
        const top = Math.floor(macroblock / columns) * macroblockSize
        let start = offset
        for (const palette of palettes) {
          const size = macroblockSize / palette.step
          const block = { target, start, size, step: palette.step, left, top }
          drawSky(block, palette.sky)
          drawWater(block, palette.farWater, farWave, progress)
          drawSun(block, palette.sun, sun)
          drawWater(block, palette.nearWater, nearWave, progress)
          start += size * size
        }
      }
    }
  }
}

// -----------------------------------------------------------------------------
// colors
// -----------------------------------------------------------------------------

/** The scene's colors in one plane, as samples. */
interface Palette {
  /** Pixels from one sample to the next, across and down. */
  readonly step: number
  /** As every gradient here, a sample for each row of pixels. */
  readonly sky: Float64Array
  readonly farWater: Water
  readonly sun: { readonly top: number; readonly bottom: number }
  readonly nearWater: Water
}

interface Water {
  readonly foam: number
  readonly body: Float64Array
}

/** Pixels from the level of a wave down to where its gradient ends. */
const waterDepth = 110

const paletteOf = (plane: Plane, rows: number): Palette => {
  const gradient = (top: Color, from: number, bottom: Color, to: number) =>
    Float64Array.from({ length: rows }, (_, row) => mix(top[plane], bottom[plane], (row - from) / (to - from)))
  const water = (wave: Wave, foam: Color, surface: Color, depths: Color) => ({
    foam: foam[plane],
    body: gradient(surface, wave.level, depths, wave.level + waterDepth)
  })
  return {
    step: plane === 0 ? 1 : 2,
    sky: gradient(color(0x1c2c58), 0, color(0xd98e73), 260),
    farWater: water(farWave, color(0x9cc4c4), color(0x4c8c99), color(0x1f4a68)),
    sun: { top: color(0xffd58a)[plane], bottom: color(0xf2785c)[plane] },
    nearWater: water(nearWave, color(0x6fa9b5), color(0x235a76), color(0x10243f))
  }
}

// -----------------------------------------------------------------------------
// drawing, back to front
// -----------------------------------------------------------------------------

/** One plane of a macroblock. */
interface Block {
  readonly target: Uint8Array
  /** Where in `target` its samples are. */
  readonly start: number
  /** Samples across and down. */
  readonly size: number
  /** Pixels from one sample to the next. */
  readonly step: number
  /** Pixels from the left of the picture. */
  readonly left: number
  /** Pixels from the top of the picture. */
  readonly top: number
}

const drawSky = ({ size, start, step, target, top }: Block, sky: Float64Array): void => {
  for (let row = 0; row < size; row++) {
    const sample = sky[top + row * step]!
    for (let column = 0; column < size; column++) {
      target[start + row * size + column] = sample + dither(column, row)
    }
  }
}

const drawWater = (
  { left, size, start, step, target, top }: Block,
  water: Water,
  wave: Wave,
  progress: number
): void => {
  for (let column = 0; column < size; column++) {
    const surface = surfaceAt(wave, left + (column + 0.5) * step, progress)
    for (let row = Math.max(0, Math.ceil((surface - top) / step - 1)); row < size; row++) {
      const depth = top + (row + 0.5) * step - surface
      const sample = mix(water.foam, water.body[top + row * step]!, depth / foamDepth)
      const at = start + row * size + column
      target[at] = mix(target[at]!, sample, depth / step + 0.5) + dither(column, row)
    }
  }
}

const drawSun = ({ left, size, start, step, target, top }: Block, light: Palette["sun"], sun: Point): void => {
  const reach = sunRadius + macroblockSize
  if (Math.abs(left - sun.x) > reach || Math.abs(top - sun.y) > reach) return
  for (let row = 0; row < size; row++) {
    const down = top + (row + 0.5) * step - sun.y
    const sample = mix(light.top, light.bottom, down / (2 * sunRadius) + 0.5)
    for (let column = 0; column < size; column++) {
      const across = left + (column + 0.5) * step - sun.x
      const inside = sunRadius - Math.sqrt(across * across + down * down)
      if (inside <= -step / 2) continue
      const at = start + row * size + column
      target[at] = mix(target[at]!, sample, inside / step + 0.5) + dither(column, row)
    }
  }
}

/** Rounds by a fixed 4 by 4 pattern instead of always at a half, which hides the bands of a slow gradient. */
const dither = (column: number, row: number): number => ditherPattern[(row & 3) * 4 + (column & 3)]! / 16

const ditherPattern = Uint8Array.of(0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5)
