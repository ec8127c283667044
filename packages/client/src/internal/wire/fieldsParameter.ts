import type { CreatorProfile } from "../../model/creator.ts"

/**
 * Names profile fields in a contract's words, without those it has no word for.
 *
 * @internal
 */
export const fieldsParameter = (
  keys: { readonly [Field in keyof CreatorProfile]?: string },
  fields: ReadonlyArray<keyof CreatorProfile>
): string => fields.flatMap((field) => keys[field] ?? []).join(",")
