import { Flag } from "effect/cli"

/** A flag that is off unless it is given. */
export const off = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withDescription(description), Flag.withDefault(false))

/** A text that may be left out. */
export const text = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

/** How a publish is followed to its outcome. */
export const followFlags = {
  pollSeconds: Flag.Finite("poll-seconds").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription("Seconds between two status calls; 5 by default"),
    Flag.filter((seconds) => seconds > 0, () => "more than 0"),
    Flag.withDefault(5)
  ),
  deadlineSeconds: Flag.Finite("deadline-seconds").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription("Seconds to wait for the outcome; 600 by default"),
    Flag.filter((seconds) => seconds >= 0, () => "0 or more"),
    Flag.withDefault(600)
  )
}
