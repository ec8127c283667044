import { assert } from "@effect/vitest"
import { type FormCase, program, type Shown } from "./dashboard.ts"
import { press, pressAndConfirm } from "./dashboardPress.ts"

const setting = (name: string, act: string, before: (shown: Shown) => void, check: FormCase["check"]): FormCase => ({
  name,
  arrange: (shown) => {
    before(shown)
    return "webhooks"
  },
  act: press(act),
  check
})

const webhooks: ReadonlyArray<FormCase> = [
  setting(
    "holds webhooks",
    "Hold",
    () => {},
    ({ mock }) => assert.isTrue(mock.webhooks.settings().isHeld)
  ),
  setting(
    "releases webhooks",
    "Release",
    ({ mock }) => mock.webhooks.hold(),
    ({ mock }) => assert.isFalse(mock.webhooks.settings().isHeld)
  ),
  setting(
    "reverses the order of webhooks",
    "Reverse the order",
    () => {},
    ({ mock }) => assert.isTrue(mock.webhooks.settings().isReordered)
  ),
  setting(
    "sends webhooks twice",
    "Send twice",
    () => {},
    ({ mock }) => assert.strictEqual(mock.webhooks.settings().duplicates, 1)
  ),
  setting(
    "restores the defaults of webhooks",
    "Restore defaults",
    ({ mock }) => mock.webhooks.duplicate(),
    ({ mock }) => assert.strictEqual(mock.webhooks.settings().duplicates, 0)
  ),
  {
    name: "sets the URL of webhooks",
    arrange: () => "webhooks",
    act: async (page) => {
      await page.getByLabel("URL of your app").fill("http://localhost:3000/late")
      await press("Set URL")(page)
    },
    check: ({ mock }) => assert.strictEqual(mock.webhooks.settings().url, "http://localhost:3000/late")
  },
  {
    name: "sends an event, and replays it",
    arrange: () => "webhooks",
    act: async (page) => {
      await page.getByLabel("Event").selectOption("video.publish.completed")
      await page.getByLabel("Content, as JSON").fill(`{"share_id": "1"}`)
      await press("Send")(page)
      await page.getByText("was sent.").waitFor()
      await page.getByRole("button", { name: "Replay" }).click()
      await page.getByText("sent again and delivered").waitFor()
    },
    check: ({ mock }) => {
      const [delivery] = mock.webhooks.deliveries()
      assert.lengthOf(delivery?.attempts ?? [], 2)
      assert.include(delivery?.body, "share_id")
    }
  },
  {
    name: "refuses an event whose content is not JSON",
    arrange: () => "webhooks",
    act: async (page) => {
      await page.getByLabel("Content, as JSON").fill("{")
      await press("Send")(page)
    },
    check: ({ mock }, notice) => {
      assert.include(notice, "This did not work")
      assert.lengthOf(mock.webhooks.deliveries(), 0)
    }
  }
]

let snapshot = ""
const scenarios: ReadonlyArray<FormCase> = [
  {
    name: "clears the journal, and keeps the filter of the list",
    arrange: async (shown) => {
      await program(shown).publish("Clip")
      return "requests?method=POST"
    },
    act: async (page) => {
      await pressAndConfirm("Clear journal")(page)
      await page.locator(".notice").waitFor()
      assert.strictEqual(await page.locator("select[name=method]").inputValue(), "POST")
      assert.strictEqual(new URL(page.url()).searchParams.get("method"), "POST")
    },
    check: ({ mock }) => assert.lengthOf(mock.journal.entries(), 0)
  },
  {
    name: "sends a request again",
    arrange: async (shown) => {
      await program(shown).post("/v2/post/publish/creator_info/query/", {})
      return `requests/${shown.mock.journal.entries()[0]?.id}`
    },
    act: press("Send again"),
    check: ({ mock }, notice) => {
      assert.include(notice, "The response has status 200. Open the new request")
      assert.lengthOf(mock.journal.find({ operation: "creator.info", status: 200 }), 2)
    }
  },
  {
    name: "switches the scenario",
    arrange: () => "scenarios",
    act: pressAndConfirm("Switch: banned"),
    check: ({ mock }) => {
      assert.strictEqual(mock.settings().scenario.name, "banned")
      assert.isTrue(mock.control.creators()[0]?.banned)
    }
  },
  {
    name: "resets a part",
    arrange: async (shown) => {
      await program(shown).publish("Clip")
      shown.mock.faults.add({ effect: { kind: "hang" } })
      return "scenarios"
    },
    act: async (page) => {
      await page.getByLabel("posts", { exact: true }).check()
      await pressAndConfirm("Reset")(page)
    },
    check: ({ mock }) => {
      assert.lengthOf(mock.control.posts(), 0)
      assert.lengthOf(mock.faults.list(), 1)
    }
  },
  {
    name: "asks before a key in a field resets",
    arrange: async (shown) => {
      await program(shown).publish("Clip")
      return "scenarios"
    },
    act: async (page) => {
      await page.getByLabel("faults", { exact: true }).check()
      await page.keyboard.press("Enter")
      await pressAndConfirm("Reset")(page)
    },
    // A reset by the key would have left the checkbox empty, and the second one would remove everything.
    check: ({ mock }) => assert.lengthOf(mock.control.posts(), 1)
  },
  {
    name: "resets everything",
    arrange: async (shown) => {
      await program(shown).publish("Clip")
      shown.mock.faults.add({ effect: { kind: "hang" } })
      return "scenarios"
    },
    act: pressAndConfirm("Reset"),
    check: ({ mock }) => {
      assert.lengthOf(mock.control.posts(), 0)
      assert.lengthOf(mock.faults.list(), 0)
    }
  },
  {
    name: "restores a snapshot",
    arrange: async (shown) => {
      await program(shown).publish("Clip")
      snapshot = await (await fetch(shown.at("snapshot.json"))).text()
      shown.mock.reset()
      return "scenarios"
    },
    act: async (page) => {
      await page.getByLabel("Snapshot", { exact: true }).setInputFiles({
        name: "snapshot.json",
        mimeType: "application/json",
        buffer: Buffer.from(snapshot)
      })
      await pressAndConfirm("Restore")(page)
    },
    check: ({ mock }) => assert.strictEqual(mock.control.posts()[0]?.caption, "Clip")
  }
]

const tenants: ReadonlyArray<FormCase> = [
  {
    name: "makes a tenant",
    arrange: () => "tenants",
    act: async (page) => {
      await page.getByLabel("Name").fill("one")
      await press("Make")(page)
    },
    check: ({ mock }) => assert.deepStrictEqual(mock.tenants.list().map(({ name }) => name), ["one"])
  },
  {
    name: "removes a tenant",
    arrange: ({ mock }) => {
      mock.tenant("one")
      return "tenants"
    },
    act: pressAndConfirm("Remove one"),
    check: ({ mock }) => assert.lengthOf(mock.tenants.list(), 0)
  }
]

const rules: ReadonlyArray<FormCase> = [
  {
    name: "sets a switch, and resets it",
    arrange: () => "rules",
    act: async (page) => {
      await page.getByTestId("switch-pkce").getByRole("combobox").selectOption("required")
      await press("Set pkce")(page)
      await page.getByTestId("switch-pkce").getByText("changed").waitFor()
      await press("Reset rules")(page)
      await page.getByTestId("switch-pkce").getByText("changed").waitFor({ state: "detached" })
    },
    check: ({ mock }) => assert.strictEqual(mock.settings().rules.switches.pkce, "optional")
  },
  {
    name: "sets when posts complete",
    arrange: () => "rules",
    act: async (page) => {
      const form = page.getByTestId("rules-lifecycle")
      await form.getByLabel("When").selectOption("polls")
      await form.getByLabel("Seconds or calls").fill("3")
      await form.getByRole("button", { name: "Save" }).click()
    },
    check: ({ mock }) => assert.deepInclude(mock.settings().rules.lifecycle, { mode: "polls", count: 3 })
  },
  {
    name: "sets a limit, and leaves the others off",
    arrange: ({ mock }) => {
      mock.changeRules({ limits: { postsPerDay: null } })
      return "rules"
    },
    act: async (page) => {
      const form = page.getByTestId("rules-limits")
      await form.locator("input[name=initsPerMinute]").fill("7")
      await form.getByRole("button", { name: "Save" }).click()
    },
    check: ({ mock }) => assert.deepInclude(mock.settings().rules.limits, { initsPerMinute: 7, postsPerDay: Infinity })
  },
  {
    name: "sets a lifetime in seconds",
    arrange: () => "rules",
    act: async (page) => {
      const form = page.getByTestId("rules-lifetimes")
      await form.locator("input[name=uploadUrl]").fill("90")
      await form.getByRole("button", { name: "Save" }).click()
    },
    check: ({ mock }) => assert.strictEqual(mock.settings().rules.lifetimes.uploadUrl, 90_000)
  }
]

/** The forms of the pages about the whole mock: webhooks, requests, scenarios, tenants and rules. */
export const settingCases: ReadonlyArray<FormCase> = [...webhooks, ...scenarios, ...tenants, ...rules]
