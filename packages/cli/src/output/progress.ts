/** Progress of an upload. */
export interface Progress {
  /** Bytes handed to the connection. */
  readonly sent: number
  /** Bytes TikTok has confirmed. */
  readonly confirmed: number
  /** Bytes that an earlier run had confirmed. */
  readonly start: number
  /** Bytes in all. */
  readonly size: number
  /** Milliseconds since the first byte. */
  readonly elapsedMillis: number
}

/**
 * One line: bar, percentage, bytes, rate and time left. All count confirmed bytes; in the bar, bytes that are sent and not
 * confirmed are `-`. The rate is that of the connection, since a chunk is confirmed as a whole.
 */
export const progressLine = ({ confirmed, elapsedMillis, sent, size, start }: Progress, width = 24): string => {
  const cells = (bytes: number): number => Math.floor((bytes / size) * width)
  const bar = "=".repeat(cells(confirmed)) + "-".repeat(Math.max(0, cells(sent) - cells(confirmed)))
  const rate = elapsedMillis > 0 ? (Math.max(0, sent - start) / elapsedMillis) * 1000 : 0
  const left = rate > 0 ? `${duration((size - sent) / rate)} left` : "…"
  const percent = `${Math.floor((confirmed / size) * 100)}`.padStart(3)
  return `[${bar.padEnd(width)}] ${percent} %  ${bytes(confirmed)} of ${bytes(size)}  ${bytes(rate)}/s  ${left}`
}

/** `11.1 MiB`. */
export const bytes = (count: number): string => {
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, count)) / 10))
  return `${power === 0 ? Math.round(count) : (count / 1024 ** power).toFixed(1)} ${units[power] ?? "B"}`
}

/** `1:05`, from seconds. */
export const duration = (seconds: number): string => {
  const whole = Math.ceil(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`
}

const units = ["B", "KiB", "MiB", "GiB"]
