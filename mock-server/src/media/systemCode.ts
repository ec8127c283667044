/** Node's code of a system error, such as ENOENT; undefined for another error. */
export const systemCode = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : undefined
