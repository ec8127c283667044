/** Replaces the values of secret query parameters. */
export const maskSecrets = (path: string): string =>
  path.replace(/([?&](?:upload_token|code|code_challenge|access_token|client_secret)=)[^&]*/g, "$1***")
