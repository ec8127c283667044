import { NalWriter } from "./nalWriter.ts"
import { frameNumberBits } from "./parameterSets.ts"

/** Bytes of a raw 4:2:0 macroblock: 16 by 16 luma samples, then 8 by 8 of each chroma. */
const rawMacroblockBytes = 384

/** A picture to encode, its macroblocks numbered row by row from the top left. */
export interface Picture {
  /** Pictures since the last key picture; 0 makes this one a key picture. */
  readonly sinceKey: number
  /** How many macroblocks the picture has. */
  readonly macroblocks: number
  /** Whether a macroblock differs from the picture before. */
  readonly isChanged: (macroblock: number) => boolean
  /** Writes a macroblock's luma, Cb and Cr samples, none of them zero. */
  readonly paint: (macroblock: number, target: Uint8Array, offset: number) => void
}

/**
 * Encodes a picture as a single slice that leaves out what did not change.
 *
 * A key picture holds every macroblock raw (I_PCM). Any other repeats the picture before it (P_Skip) and holds raw
 * macroblocks only where something moved, so pictures come out exactly as they were painted.
 */
export const encodePicture = (picture: Picture): Uint8Array => {
  const isKey = picture.sinceKey === 0
  const coded: Array<number> = []
  for (let macroblock = 0; macroblock < picture.macroblocks; macroblock++) {
    if (isKey || picture.isChanged(macroblock)) coded.push(macroblock)
  }

  const nal = new NalWriter(64 + coded.length * (rawMacroblockBytes + 8), isKey ? 0x65 : 0x61)
  sliceHeader(nal, picture.sinceKey)
  let next = 0
  for (const macroblock of coded) {
    if (!isKey) nal.ue(macroblock - next) // mb_skip_run
    nal.ue(isKey ? 25 : 30) // mb_type: I_PCM; intra types come after the five inter types in a P slice
    nal.align()
    nal.nonZeroBytes(rawMacroblockBytes, (target, offset) => picture.paint(macroblock, target, offset))
    next = macroblock + 1
  }
  if (next < picture.macroblocks) nal.ue(picture.macroblocks - next)
  return nal.finish()
}

const sliceHeader = (nal: NalWriter, sinceKey: number): void => {
  const isKey = sinceKey === 0
  nal.ue(0) // first_mb_in_slice
  nal.ue(isKey ? 7 : 5) // slice_type: every slice of the picture is I, or P
  nal.ue(0) // pic_parameter_set_id
  nal.u(frameNumberBits, sinceKey)
  if (isKey) {
    nal.ue(0) // idr_pic_id
    nal.u(1, 0) // no_output_of_prior_pics_flag
    nal.u(1, 0) // long_term_reference_flag
  } else {
    nal.u(1, 0) // num_ref_idx_active_override_flag
    nal.u(1, 0) // ref_pic_list_modification_flag_l0
    nal.u(1, 0) // adaptive_ref_pic_marking_mode_flag
  }
  nal.se(0) // slice_qp_delta
  nal.ue(1) // disable_deblocking_filter_idc: raw samples stay as they are
}
