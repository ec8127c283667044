/**
 * Writes one NAL unit, the packet of an H.264 stream, bit by bit (ITU-T H.264, 7.3.1 and 9.1).
 *
 * Whole bytes pass through emulation prevention, so that no start code can appear inside the unit.
 */
export class NalWriter {
  private readonly bytes: Uint8Array
  private length = 0
  private pending = 0
  private pendingBits = 0
  private zeros = 0

  /** `capacity` is the most bytes the unit may take; `header` is its first byte: reference importance and type. */
  constructor(capacity: number, header: number) {
    this.bytes = new Uint8Array(capacity)
    this.u(8, header)
  }

  /** Unsigned integer in `bits` bits: `u(n)` in the standard. */
  u(bits: number, value: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) {
      this.pending = (this.pending << 1) | ((value >>> bit) & 1)
      if (++this.pendingBits === 8) this.flush()
    }
  }

  /** Unsigned integer as an Exp-Golomb code: `ue(v)` in the standard. */
  ue(value: number): void {
    const bits = 32 - Math.clz32(value + 1)
    this.u(bits - 1, 0)
    this.u(bits, value + 1)
  }

  /** Signed integer as an Exp-Golomb code: `se(v)` in the standard. */
  se(value: number): void {
    this.ue(value > 0 ? 2 * value - 1 : -2 * value)
  }

  /** Fills the current byte with zero bits. */
  align(): void {
    if (this.pendingBits > 0) this.u(8 - this.pendingBits, 0)
  }

  /**
   * Appends whole bytes that `fill` writes in place, from a byte boundary on.
   *
   * None of them may be zero: they skip emulation prevention, which would cost more than all the rest together.
   */
  nonZeroBytes(count: number, fill: (target: Uint8Array, offset: number) => void): void {
    fill(this.bytes, this.length)
    this.length += count
    this.zeros = 0
  }

  /** Ends the unit with its stop bit and returns it. */
  finish(): Uint8Array {
    this.u(1, 1)
    this.align()
    return this.bytes.subarray(0, this.length)
  }

  private flush(): void {
    if (this.zeros === 2 && this.pending <= 3) {
      this.bytes[this.length++] = 3
      this.zeros = 0
    }
    this.bytes[this.length++] = this.pending
    this.zeros = this.pending === 0 ? this.zeros + 1 : 0
    this.pending = 0
    this.pendingBits = 0
  }
}
