import { contracts } from "../../engine/ContractRules.ts"
import type { Creator } from "../../engine/Creator.ts"
import { dayKey } from "../../engine/limits.ts"
import { countWithin } from "../../engine/slidingWindow.ts"
import { DAY } from "../../engine/time.ts"
import { count } from "../format.ts"
import { ActionButton, Checkbox, creatorsOf, Field, Form, SelectField } from "../forms.tsx"
import { Page } from "../Page.tsx"
import { usePageContext, type View } from "../PageContext.ts"
import { Badge, Fact, Facts, Live, Panel, PanelHeader } from "../parts.tsx"
import { consentAddress } from "./callback.tsx"
import { Tokens } from "./tokens.tsx"

/** The creators of the mock, their settings and their tokens. */
export const creators: View = ({ mock }) => (
  <Page
    title="Creators and tokens"
    lead="The accounts that programs post for. A change applies from the next request."
  >
    <Live id="creators">
      <div class="cards">{mock.control.creators().map((creator) => <CreatorCard creator={creator} />)}</div>
    </Live>
    <IssueForm />
    <AddForm />
    <Live id="apps">
      <Apps />
    </Live>
    <Live id="tokens">
      <Tokens />
    </Live>
  </Page>
)

/** The settings of a creator with a checkbox. */
export const creatorSettings = [
  ["privateAccount", "Private account"],
  ["banned", "Banned from posting"],
  ["atPostCap", "No posts left today"],
  ["commentsOff", "Comments off"],
  ["duetsOff", "Duets off"],
  ["stitchesOff", "Stitches off"]
] as const satisfies ReadonlyArray<readonly [keyof Creator, string]>

const CreatorCard = ({ creator }: { readonly creator: Creator }) => {
  const { displayName, followers, maxVideoSeconds, openId, username } = creator
  return (
    <section class="panel" data-key={openId} data-testid={`creator-${username}`}>
      <header>
        <h2>
          <span class="avatar" aria-hidden="true">{Array.from(displayName)[0]?.toUpperCase() ?? "?"}</span>
          <span>
            {displayName} <span class="quiet">@{username}</span>
          </span>
        </h2>
        <span>
          {creator.privateAccount ? <Badge tone="plain">Private</Badge> : <Badge tone="good">Public</Badge>}{" "}
          {creator.banned && <Badge tone="bad">Banned</Badge>}{" "}
          {creator.atPostCap && <Badge tone="waiting">No posts left</Badge>}
        </span>
      </header>
      <Facts>
        <Fact name="Open id">
          <code>{openId}</code>
        </Fact>
        <Fact name="Posts today">
          <PostsToday openId={openId} />
        </Fact>
        <Fact name="Followers">
          <span class="num">{count(followers)}</span>
        </Fact>
      </Facts>
      <Form action="creators/update" fields={{ openId }} layout="stacked">
        <div class="ticks">
          {creatorSettings.map(([name, text]) => <Checkbox name={name} checked={creator[name]}>{text}</Checkbox>)}
        </div>
        <p class="actions">
          <Field label="Longest video in seconds">
            <input type="number" name="maxVideoSeconds" min={1} required value={maxVideoSeconds} />
          </Field>
          <button class="button">Save</button>
        </p>
      </Form>
      <div class="pad actions-panel">
        {contracts.toReversed().map((contract) => (
          <ActionButton
            action="tokens/issue"
            fields={{ openId, contract }}
            label={`Issue ${contract} token for @${username}`}
            testId={`issue-${contract}-${username}`}
          >
            Issue {contract} token
          </ActionButton>
        ))}
        <ActionButton
          action="creators/disconnect"
          fields={{ openId }}
          tone="danger"
          label={`Disconnect the app from @${username}`}
          question={`Disconnect the app from @${username}? All tokens of this creator are revoked.`}
        >
          Disconnect the app
        </ActionButton>
      </div>
    </section>
  )
}

const PostsToday = ({ openId }: { readonly openId: string }) => {
  const { now, engine } = usePageContext()
  const today = countWithin(engine.state.windows.get(dayKey(openId)) ?? [], now, DAY)
  const limit = engine.rules.limits.postsPerDay
  return (
    <span class="num">
      {today}
      {limit !== Infinity && ` of ${limit}`}
    </span>
  )
}

const lifetimes = [["", "default"], ["60", "a minute"], ["3600", "an hour"], ["0", "already expired"]] as const

const IssueForm = () => {
  const context = usePageContext()
  return (
    <section class="panel" id="issue">
      <PanelHeader title="Issue a token">
        <a href={consentAddress(context)}>or log in through the consent page</a>
      </PanelHeader>
      <Form action="tokens/issue" layout="stacked">
        <div class="actions">
          <SelectField label="Creator" name="openId" entries={creatorsOf(context)} />
          <SelectField
            label="App"
            name="clientKey"
            entries={context.mock.control.apps().map(({ clientKeys: [key], name }) => [key, name])}
          />
          <SelectField label="Expires in" name="lifetime" entries={lifetimes} />
        </div>
        <fieldset>
          <legend>Contract</legend>
          {contracts.map((name) => (
            <label class="tick">
              <input type="radio" name="contract" value={name} required /> {name}
            </label>
          ))}
        </fieldset>
        <p>
          <button class="button primary">Issue token</button>
        </p>
      </Form>
    </section>
  )
}

const AddForm = () => (
  <Panel title="Add a creator">
    <Form action="creators/add" layout="stacked">
      <div class="actions">
        <Field label="Username">
          <input name="username" required pattern="@?[\w.]{1,24}" autocomplete="off" />
        </Field>
        <Field label="Display name">
          <input name="displayName" autocomplete="off" />
        </Field>
        <Checkbox name="privateAccount" className="tick">Private account</Checkbox>
        <button class="button">Add</button>
      </div>
    </Form>
  </Panel>
)

const Apps = () => (
  <>
    {usePageContext().mock.control.apps().map((
      { audited, clientKeys, name, redirectUris, sandbox, scopes, targetUsers = [], verifiedPrefixes }
    ) => (
      <Panel
        title={`App: ${name}`}
        beside={sandbox === true
          ? <Badge tone="waiting">Sandbox</Badge>
          : audited
          ? <Badge tone="good">Audited</Badge>
          : <Badge tone="waiting">Not audited</Badge>}
      >
        <Facts>
          <Fact name="Client keys">
            <code>{clientKeys.join(", ")}</code>
          </Fact>
          {sandbox === true && (
            <Fact name="Target users">
              {targetUsers.map((user) => `@${user}`).join(", ") || "no creator can log in"}
            </Fact>
          )}
          <Fact name="Scopes">
            <code>{scopes.join(" ")}</code>
          </Fact>
          <Fact name="Redirect URIs">
            {redirectUris.length === 0
              ? "any https URI, and any on this machine"
              : redirectUris.map((uri) => <code class="block">{uri}</code>)}
          </Fact>
          <Fact name="May pull from">
            <code>{verifiedPrefixes.join(", ")}</code>
          </Fact>
        </Facts>
        <Form action="apps/update" fields={{ clientKey: clientKeys[0] }} layout="stacked">
          <div class="ticks">
            <Checkbox name="audited" checked={audited}>Audited: may post for public accounts</Checkbox>
          </div>
          <p>
            <button class="button">Save</button>
          </p>
        </Form>
      </Panel>
    ))}
  </>
)
