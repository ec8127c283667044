/**
 * Loaded into every resident process before its script, whosever it is: answers with what the process has used, and
 * hands other questions to the script.
 */
import { type Question, reply } from "./answers.ts"

process.on("message", (message: Question) => void reply(message))
// Listening alone shall not keep a process alive that has ended otherwise.
process.channel?.unref()
// Whatever becomes of the bench, nothing that it has started outlives it.
process.once("disconnect", () => process.exit())
