import * as Schema from "effect/Schema"
import { hintHeader } from "./problems.ts"
import type { OperationSpec, ParameterSpec } from "./Spec.ts"

const page = { mediaTypes: ["text/html"], schema: Schema.String }

const sentBack = {
  description: "Back to the app: with `code`, `scopes` and `state`, or with `error`, `error_description` and `state`.",
  headers: {
    Location: { description: "The app's redirect_uri, with what became of it.", schema: Schema.String, required: true }
  }
}

const wrong = {
  description: "A parameter is wrong, and there is no address to redirect to. A page names the parameter.",
  headers: hintHeader,
  body: page
}

/** The consent page, which is the same in every contract. */
export const consentSpecs = (challenge: string): ReadonlyArray<OperationSpec> => {
  const parameters: ReadonlyArray<ParameterSpec> = [
    { ...query("client_key", "The app's key."), required: true, example: "mock-client-key" },
    { ...query("scope", "What the app asks for, separated by commas."), required: true, example: "video.publish" },
    { ...query("response_type", "Always `code`.", Schema.Literal("code")), required: true, example: "code" },
    {
      ...query("redirect_uri", "Where the creator is sent back to; registered, without query and fragment."),
      required: true,
      example: "http://localhost:3000/callback"
    },
    { ...query("state", "Comes back unchanged; it protects the callback from forgery."), example: "xyz789" },
    query("disable_auto_auth", "1 shows the page even to a creator who is logged in.", Schema.Literals(["0", "1"])),
    query("code_challenge", challenge),
    query("code_challenge_method", "Always `S256`.", Schema.Literal("S256"))
  ]
  return [{
    method: "GET",
    path: "/v2/auth/authorize/",
    id: "authorize",
    tag: "Login",
    summary: "Ask a creator for consent",
    description: "A page for the creator's browser. With `--auto-consent` the first creator allows everything at once.",
    operations: ["authorize"],
    parameters,
    answers: {
      200: { description: "The consent page.", body: page },
      302: sentBack,
      400: wrong
    }
  }, {
    method: "POST",
    path: "/v2/auth/authorize/",
    id: "decide",
    tag: "Login",
    summary: "Send the consent page's form",
    description: "What the page of the mock does when its buttons are pressed. TikTok's own form is not public.",
    operations: ["authorize"],
    parameters,
    body: {
      mediaTypes: ["application/x-www-form-urlencoded"],
      schema: Schema.Struct({
        decision: Schema.Literals(["allow", "deny"]),
        open_id: Schema.optionalKey(Schema.String.annotate({ description: "Which creator; to allow, it is needed." })),
        scope: Schema.optionalKey(Schema.Array(Schema.String).annotate({ description: "What is ticked." }))
      })
    },
    answers: { 302: sentBack, 400: wrong }
  }]
}

const query = (name: string, description: string, schema: ParameterSpec["schema"] = Schema.String): ParameterSpec => ({
  name,
  in: "query",
  required: false,
  description,
  schema
})
