/** Indented JSON; other text unchanged, and a text that was cut. */
export const readableBody = (body: string, isCut = false): string => {
  if (isCut || !/^\s*[{[]/.test(body)) return body
  try {
    JSON.parse(body)
  } catch {
    return body
  }
  return indent(body)
}

/** Indents JSON without parsing its numbers, which can exceed 2^53. */
const indent = (json: string): string => {
  let depth = 0
  const line = () => `\n${"  ".repeat(depth)}`
  return json.replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]|\s+/g, (token) => {
    if (/^\s/.test(token)) return ""
    if (token === "{" || token === "[") {
      depth++
      return token + line()
    }
    if (token === "}" || token === "]") {
      depth--
      return line() + token
    }
    return token === "," ? token + line() : token === ":" ? ": " : token
  }).replace(/([{[])\s+([}\]])/g, "$1$2")
}
