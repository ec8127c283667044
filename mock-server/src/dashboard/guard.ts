/**
 * Says whether a form came from the dashboard itself. Browsers tell where a request comes from, and a page cannot forge
 * it, so another site that is open in the same browser can change nothing here. Programs that are no browsers send
 * neither header.
 */
export const isOwnForm = (request: Request): boolean => {
  const site = request.headers.get("sec-fetch-site")
  if (site !== null) return site === "same-origin" || site === "none"
  const origin = request.headers.get("origin")
  // Only hosts are compared: in front of the mock may be something that speaks https.
  return origin === null || URL.parse(origin)?.host === request.headers.get("host")
}
