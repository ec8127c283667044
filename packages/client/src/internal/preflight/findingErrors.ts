import type { Report } from "../../model/preflight.ts"
import { InvalidInput } from "../../TikTokError.ts"

/**
 * The findings that TikTok refuses, as errors.
 *
 * @internal
 */
export const refusals = ({ findings }: Report): ReadonlyArray<InvalidInput> =>
  findings.flatMap(({ field, sentence, severity }) =>
    severity === "Refused" ? [new InvalidInput({ field, rule: sentence })] : []
  )
