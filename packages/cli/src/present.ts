/** The fields that are not undefined. */
export const present = <const Fields extends object>(fields: Fields): Present<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<Fields>

type Present<Fields> =
  & { readonly [Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key] }
  & { readonly [Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<Fields[Key], undefined> }
