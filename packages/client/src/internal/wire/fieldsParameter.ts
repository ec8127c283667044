import type { CreatorProfile } from "../../model/creator.ts"

/**
 * Lists profile fields by a contract's names, without those that it lacks.
 *
 * @internal
 */
export const fieldsParameter = (
  keys: { readonly [Field in keyof CreatorProfile]?: string },
  fields: ReadonlyArray<keyof CreatorProfile>
): string => fields.flatMap((field) => keys[field] ?? []).join(",")
