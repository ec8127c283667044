/** What Node calls the reason of an error of the system, such as ENOENT; undefined for any other error. */
export const systemCode = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : undefined
