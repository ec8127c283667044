/**
 * Loaded into every resident process before its script. Answers with the resources that the process has used, and
 * leaves other questions to the script.
 */
import { type Question, reply } from "./answers.ts"

process.on("message", (message: Question) => void reply(message))
// Listening alone must not keep a finished process alive.
process.channel?.unref()
// No process outlives the bench that started it.
process.once("disconnect", () => process.exit())
