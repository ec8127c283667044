import { prefixOf } from "../../wire/tenancy.ts"
import { count, date } from "../format.ts"
import { ActionButton, Field, Form } from "../forms.tsx"
import { Page } from "../Page.tsx"
import { type PageContext, usePageContext, type View } from "../PageContext.ts"
import { Badge, CopyButton, Live, None, Panel, Table } from "../parts.tsx"
import { dashboardOf, tenantOf } from "../TenantSwitch.tsx"

/** The tenants of the server, and the form that makes one. */
export const tenants: View = () => (
  <Page
    title="Tenants"
    lead="Mocks of their own on the same server, each with its own clock, posts, faults and requests."
  >
    <Panel title="Make a tenant">
      <Form action="tenants/make" layout="stacked">
        <div class="actions">
          <Field label="Name">
            <input name="name" required pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,63}" autocomplete="off" />
          </Field>
          <button class="button primary">Make</button>
        </div>
        <p class="quiet">
          A program that calls a base URL below <code>/t/</code>, or sends the header{" "}
          <code>x-mock-tenant</code>, also makes one.
        </p>
      </Form>
    </Panel>
    <Live id="tenants">
      <TenantList />
    </Live>
  </Page>
)

const TenantList = () => {
  const context = usePageContext()
  const list = context.mock.tenants.list()
  const server = serverOf(context)
  const here = tenantOf(context)
  return (
    <Panel title="Tenants">
      {list.length === 0
        ? <None>None yet. Without one, every program shares the mock of the server.</None>
        : (
          <Table caption="Tenants" columns={["Name", "Base URL", "Scenario", "Posts", "Made", ""]}>
            {list.map(({ createdAt, name, posts, scenario }) => (
              <tr data-key={`tenant-${name}`} data-testid="tenant">
                <th scope="row">
                  <a href={dashboardOf(context, name)}>{name}</a>{" "}
                  {name === here && <Badge tone="plain">this one</Badge>}
                </th>
                <td data-label="Base URL">
                  <span>
                    <code>{server + prefixOf(name)}</code>{" "}
                    <CopyButton text={server + prefixOf(name)} what={`the base URL of ${name}`} />
                  </span>
                </td>
                <td data-label="Scenario">{scenario}</td>
                <td class="num" data-label="Posts">{count(posts)}</td>
                <td class="num" data-label="Made">{date(createdAt)}</td>
                <td class="end">
                  {name !== here && (
                    <ActionButton
                      action="tenants/remove"
                      fields={{ name }}
                      label={`Remove ${name}`}
                      question={`Remove the tenant ${name} and everything in it?`}
                      tone="danger"
                    >
                      Remove
                    </ActionButton>
                  )}
                </td>
              </tr>
            ))}
          </Table>
        )}
    </Panel>
  )
}

/** Base URL of the server, without the prefix of a tenant. */
const serverOf = ({ origin, prefix }: PageContext): string => origin.slice(0, origin.length - prefix.length)
