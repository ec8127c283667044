import type { TokenView } from "../../engine/TokenView.ts"
import { span } from "../format.ts"
import { ActionButton } from "../forms.tsx"
import { usePageContext } from "../PageContext.ts"
import { Handle, None, Panel, type State, StateBadge, Table, Time } from "../parts.tsx"

const MAX_LISTED = 30

/** The issued tokens, newest first. */
export const Tokens = () => {
  const all = usePageContext().mock.control.tokens().toReversed()
  const access = all.filter(({ kind }) => kind === "access")
  const refresh = all.filter(({ kind }) => kind === "refresh")
  return (
    <>
      <Panel title="Access tokens">
        {access.length === 0
          ? <None>No logins yet. Issue a token above, or log in through the consent page.</None>
          : <TokenTable caption="Access tokens" tokens={access} />}
      </Panel>
      <details class="panel">
        <summary>
          Refresh tokens <span class="quiet num">{refresh.length}</span>
        </summary>
        {refresh.length === 0 ? <None>None yet.</None> : <TokenTable caption="Refresh tokens" tokens={refresh} />}
      </details>
    </>
  )
}

const TokenTable = (
  { caption, tokens }: { readonly caption: string; readonly tokens: ReadonlyArray<TokenView> }
) => (
  <>
    <Table caption={caption} columns={["Token", "Creator", "Scopes", "State", ""]}>
      {tokens.slice(0, MAX_LISTED).map((token) => <TokenRow token={token} />)}
    </Table>
    {tokens.length > MAX_LISTED && <None>and {tokens.length - MAX_LISTED} older ones</None>}
  </>
)

const TokenRow = ({ token }: { readonly token: TokenView }) => {
  const { contract, creator, id, kind, masked, scopes, state } = token
  return (
    <tr data-key={`token-${id}`} data-testid={`${kind}-token`}>
      <th scope="row">
        <code>{masked}</code>
      </th>
      <td>
        {creator === "" ? <span class="quiet">the app itself</span> : <Handle of={creator} />}
        <span class="under">{contract}</span>
      </td>
      <td>
        <span class="scopes">{scopes.join(", ") || "none"}</span>
      </td>
      <td>
        <StateBadge state={states[state]} />{" "}
        <span class="under num">
          <Validity token={token} />
        </span>
      </td>
      <td class="end">
        {state === "valid" && (
          <>
            <ActionButton action="tokens/expire" fields={{ id }} label={`Expire ${masked}`}>Expire</ActionButton>{" "}
            <ActionButton
              action="tokens/revoke"
              fields={{ id }}
              label={`Revoke ${masked}`}
              question={`Revoke the token ${masked}?`}
              tone="danger"
            >
              Revoke
            </ActionButton>
          </>
        )}
      </td>
    </tr>
  )
}

const states: Readonly<Record<TokenView["state"], State>> = {
  valid: ["good", "Valid"],
  expired: ["waiting", "Expired"],
  revoked: ["bad", "Revoked"],
  replaced: ["plain", "Replaced"]
}

/** How long a token is still valid, or since when it is not. */
const Validity = ({ token: { expiresAt, replacedAt, revokedAt, state } }: { readonly token: TokenView }) => {
  const { now } = usePageContext()
  return state === "valid" ? <>for {span(expiresAt - now)}</> : <Time at={revokedAt ?? replacedAt ?? expiresAt} />
}
