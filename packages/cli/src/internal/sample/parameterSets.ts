import { NalWriter } from "./nalWriter.ts"
import { macroblockGrid, macroblockSize, type VideoFormat } from "./videoFormat.ts"

/**
 * Profile, constraints and level of the stream: Constrained Baseline at level 3.2.
 *
 * Raw macroblocks make about 19 Mbit/s. Level 3.2 allows 20 (table A-1); level 3.1 stops at 14.
 */
export const profileAndLevel = { profile: 66, constraints: 0xc0, level: 32 } as const

/** Bits of `frame_num`, which counts pictures modulo two to that power. */
export const frameNumberBits = 8

/** Sequence parameter set: picture size, references, color and timing (7.3.2.1.1). */
export const sequenceParameterSet = (format: VideoFormat): Uint8Array => {
  const grid = macroblockGrid(format)
  const nal = new NalWriter(64, 0x67)
  nal.u(8, profileAndLevel.profile)
  nal.u(8, profileAndLevel.constraints)
  nal.u(8, profileAndLevel.level)
  nal.ue(0) // seq_parameter_set_id
  nal.ue(frameNumberBits - 4) // log2_max_frame_num_minus4
  nal.ue(2) // pic_order_cnt_type: shown in the order they are decoded
  nal.ue(1) // max_num_ref_frames
  nal.u(1, 0) // gaps_in_frame_num_value_allowed_flag
  nal.ue(grid.columns - 1)
  nal.ue(grid.rows - 1)
  nal.u(1, 1) // frame_mbs_only_flag
  nal.u(1, 1) // direct_8x8_inference_flag
  nal.u(1, 1) // frame_cropping_flag; offsets count pairs of samples in 4:2:0
  nal.ue(0) // left
  nal.ue((grid.columns * macroblockSize - format.width) / 2) // right
  nal.ue(0) // top
  nal.ue((grid.rows * macroblockSize - format.height) / 2) // bottom
  nal.u(1, 1) // vui_parameters_present_flag
  usabilityInformation(nal, format)
  return nal.finish()
}

/** Picture parameter set: CAVLC, one slice group, and slices that may switch deblocking off (7.3.2.2). */
export const pictureParameterSet = (): Uint8Array => {
  const nal = new NalWriter(16, 0x68)
  nal.ue(0) // pic_parameter_set_id
  nal.ue(0) // seq_parameter_set_id
  nal.u(1, 0) // entropy_coding_mode_flag
  nal.u(1, 0) // bottom_field_pic_order_in_frame_present_flag
  nal.ue(0) // num_slice_groups_minus1
  nal.ue(0) // num_ref_idx_l0_default_active_minus1
  nal.ue(0) // num_ref_idx_l1_default_active_minus1
  nal.u(1, 0) // weighted_pred_flag
  nal.u(2, 0) // weighted_bipred_idc
  nal.se(0) // pic_init_qp_minus26
  nal.se(0) // pic_init_qs_minus26
  nal.se(0) // chroma_qp_index_offset
  nal.u(1, 1) // deblocking_filter_control_present_flag
  nal.u(1, 0) // constrained_intra_pred_flag
  nal.u(1, 0) // redundant_pic_cnt_present_flag
  return nal.finish()
}

/** Square samples, BT.709 in limited range, a fixed frame rate and no reordering (annex E.1.1). */
const usabilityInformation = (nal: NalWriter, format: VideoFormat): void => {
  nal.u(1, 1) // aspect_ratio_info_present_flag
  nal.u(8, 1) // aspect_ratio_idc: square
  nal.u(1, 0) // overscan_info_present_flag
  nal.u(1, 1) // video_signal_type_present_flag
  nal.u(3, 5) // video_format: unspecified
  nal.u(1, 0) // video_full_range_flag
  nal.u(1, 1) // colour_description_present_flag
  nal.u(8, 1) // colour_primaries: BT.709
  nal.u(8, 1) // transfer_characteristics: BT.709
  nal.u(8, 1) // matrix_coefficients: BT.709
  nal.u(1, 0) // chroma_loc_info_present_flag
  nal.u(1, 1) // timing_info_present_flag; one tick is a field, half a picture
  nal.u(32, 1) // num_units_in_tick
  nal.u(32, 2 * format.frameRate) // time_scale
  nal.u(1, 1) // fixed_frame_rate_flag
  nal.u(1, 0) // nal_hrd_parameters_present_flag
  nal.u(1, 0) // vcl_hrd_parameters_present_flag
  nal.u(1, 0) // pic_struct_present_flag
  nal.u(1, 1) // bitstream_restriction_flag
  nal.u(1, 1) // motion_vectors_over_pic_boundaries_flag
  nal.ue(0) // max_bytes_per_pic_denom: no limit
  nal.ue(0) // max_bits_per_mb_denom: no limit
  nal.ue(8) // log2_max_mv_length_horizontal
  nal.ue(8) // log2_max_mv_length_vertical
  nal.ue(0) // max_num_reorder_frames
  nal.ue(1) // max_dec_frame_buffering
}
