import { macroblockGrid, macroblockSize, type VideoFormat } from "./videoFormat.ts"

// Lengths are pixels. `progress` runs from 0 to 1 over the video, and everything is back in place at 1.
//
// No sine or other function is used whose last digits differ between engines: the samples are the same everywhere.

/** A place in the picture, from the top left. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** A travelling wave. */
export interface Wave {
  /** Height of calm water, from the top. */
  readonly level: number
  readonly amplitude: number
  readonly length: number
  /** Whole lengths travelled to the right during the video. */
  readonly travel: number
}

/** The wave in front of the sky. */
export const farWave: Wave = { level: 236, amplitude: 14, length: 320, travel: -2 }

/** The wave in front of the sun. */
export const nearWave: Wave = { level: 290, amplitude: 12, length: 210, travel: 3 }

/** How far below the surface foam can be seen. */
export const foamDepth = 12

/** Radius of the sun. */
export const sunRadius = 44

/** Center of the sun, which hops there and back across the water. */
export const sunAt = (progress: number): Point => {
  const hop = (progress * 4) % 1
  return { x: 320 - 240 * swing(progress + 0.25), y: 262 - 720 * hop * (1 - hop) }
}

/** Height of a wave's surface, from the top. */
export const surfaceAt = (wave: Wave, x: number, progress: number): number =>
  wave.level - wave.amplitude * swing(x / wave.length - wave.travel * progress)

/**
 * Marks with 1 each macroblock that shows a moving edge.
 *
 * Nothing moves as far as a macroblock from one picture to the next. One that shows no edge in either of two pictures
 * is therefore the same in both.
 */
export const movingEdges = (format: VideoFormat, progress: number): Uint8Array => {
  const { columns, rows } = macroblockGrid(format)
  const moving = new Uint8Array(columns * rows)
  const mark = (left: number, right: number, top: number, bottom: number) => {
    for (let row = Math.floor(top / macroblockSize); row <= Math.floor(bottom / macroblockSize); row++) {
      for (let column = Math.floor(left / macroblockSize); column <= Math.floor(right / macroblockSize); column++) {
        moving[row * columns + column] = 1
      }
    }
  }
  // Edges soften over a chroma sample, two pixels wide.
  const sun = sunAt(progress)
  const reach = sunRadius + 2
  mark(sun.x - reach, sun.x + reach, sun.y - reach, sun.y + reach)
  for (const wave of [farWave, nearWave]) {
    for (let x = 0; x < columns * macroblockSize; x++) {
      const surface = surfaceAt(wave, x + 0.5, progress)
      mark(x, x, surface - 2, surface + foamDepth + 1)
    }
  }
  return moving
}

/** Goes from 0 to 1, to -1 and back in a turn as a sine would, but along two parabolas. */
const swing = (turns: number): number => {
  const turn = turns - Math.floor(turns)
  return turn < 0.5 ? 16 * turn * (0.5 - turn) : -16 * (turn - 0.5) * (1 - turn)
}
