/** A fenced block of a page, with what its info string says after the language. */
export type Block =
  & { readonly line: number; readonly body: string }
  & (
    /** A file that the reader saves. */
    | { readonly _tag: "File"; readonly path: string }
    /** Commands, with the program without which they do not run. A server goes on until another one takes its port. */
    | { readonly _tag: "Commands"; readonly isServer: boolean; readonly needs: string | undefined }
    /** A program for Node. */
    | { readonly _tag: "Module" }
    /** What the commands before it print. */
    | { readonly _tag: "Output" }
    | { readonly _tag: "NotRun"; readonly reason: string }
  )

const fence = /^```(?<language>\w+) *(?<info>.*)\n(?<body>[\s\S]*?)^```$/gm

/** The blocks of a page in Markdown, in their order. Throws for a block that nothing would run. */
export const blocksOf = (markdown: string): ReadonlyArray<Block> =>
  Array.from(markdown.matchAll(fence), ({ groups: { body = "", info = "", language = "" } = {}, index }) => {
    const line = markdown.slice(0, index).split("\n").length
    const [, reason] = /^not run: (.+)$/.exec(info) ?? []
    if (reason !== undefined) return { _tag: "NotRun", line, body, reason }
    if (/^\S+\.\w+$|^Dockerfile$/.test(info)) return { _tag: "File", line, body, path: info }
    const [, server, needs] = /^(server)? ?(?:if (\w+))?$/.exec(info) ?? []
    if (language === "sh" && (info === "" || server !== undefined || needs !== undefined)) {
      return { _tag: "Commands", line, body, isServer: server !== undefined, needs }
    }
    if (language === "ts" && info === "") return { _tag: "Module", line, body }
    if (language === "text" && info === "") return { _tag: "Output", line, body }
    throw new Error(`line ${line}: nothing runs a block "${language} ${info}". Name its file, or say "not run: REASON"`)
  })

const inlineCommand = /`((?:bash|curl|docker|go|node|npm|npx|php|python3?) [^`]+)`/g

/** Commands in the prose of a page that none of its blocks has. */
export const commandsInProse = (markdown: string): ReadonlyArray<string> => {
  const commands = blocksOf(markdown).flatMap((block) => block._tag === "Commands" ? block.body : []).join("\n")
  return Array.from(markdown.replaceAll(fence, "").matchAll(inlineCommand), ([, command = ""]) => command)
    .filter((command) => !commands.includes(command))
}
