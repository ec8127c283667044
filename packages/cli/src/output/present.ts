/** The fields that are not undefined. */
export function present<const Fields extends object>(fields: Fields): Present<Fields>
export function present(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

type Present<Fields> =
  & { readonly [Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key] }
  & { readonly [Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<Fields[Key], undefined> }
