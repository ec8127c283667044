import * as Schema from "effect/Schema"
import { hintHeader } from "./problems.ts"
import type { OperationSpec, ParameterSpec } from "./Spec.ts"

const page = { mediaTypes: ["text/html"], schema: Schema.String }

const callback = {
  description:
    "A redirect to the app with `code`, `scopes` and `state`, or with `error`, `error_description` and `state`.",
  headers: {
    Location: { description: "The app's redirect_uri with the result.", schema: Schema.String, required: true }
  }
}

const invalidParameter = {
  description: "A parameter is invalid. The response is a page that names it.",
  headers: hintHeader,
  body: page
}

/** The consent page, which is the same in every contract. */
export const consentSpecs = (challenge: string): ReadonlyArray<OperationSpec> => {
  const parameters: ReadonlyArray<ParameterSpec> = [
    { ...query("client_key", "The client key of the app."), required: true, example: "mock-client-key" },
    { ...query("scope", "The requested scopes, separated by commas."), required: true, example: "video.publish" },
    { ...query("response_type", "Always `code`.", Schema.Literal("code")), required: true, example: "code" },
    {
      ...query("redirect_uri", "A registered redirect URI, without query and fragment."),
      required: true,
      example: "http://localhost:3000/callback"
    },
    { ...query("state", "Returned unchanged; protects the callback against CSRF."), example: "xyz789" },
    query("disable_auto_auth", "1 shows the page also to a creator who is logged in.", Schema.Literals(["0", "1"])),
    query("code_challenge", challenge),
    query("code_challenge_method", "Always `S256`.", Schema.Literal("S256"))
  ]
  return [{
    method: "GET",
    path: "/v2/auth/authorize/",
    id: "authorize",
    tag: "Login",
    summary: "Ask a creator for consent",
    description:
      "A page for the creator's browser. With `--auto-consent`, the first creator grants every scope at once.",
    operations: ["authorize"],
    parameters,
    responses: {
      200: { description: "The consent page.", body: page },
      302: callback,
      400: invalidParameter
    }
  }, {
    method: "POST",
    path: "/v2/auth/authorize/",
    id: "decide",
    tag: "Login",
    summary: "Submit the consent page",
    description: "The form of the mock's consent page. TikTok's own form is not public.",
    operations: ["authorize"],
    parameters,
    body: {
      mediaTypes: ["application/x-www-form-urlencoded"],
      schema: Schema.Struct({
        decision: Schema.Literals(["allow", "deny"]),
        open_id: Schema.optionalKey(
          Schema.String.annotate({ description: "Open id of the creator; required to allow." })
        ),
        scope: Schema.optionalKey(Schema.Array(Schema.String).annotate({ description: "The granted scopes." }))
      })
    },
    responses: { 302: callback, 400: invalidParameter }
  }]
}

const query = (name: string, description: string, schema: ParameterSpec["schema"] = Schema.String): ParameterSpec => ({
  name,
  in: "query",
  required: false,
  description,
  schema
})
