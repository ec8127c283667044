import { assert } from "@effect/vitest"
import { type FormCase, program, type Shown } from "./dashboard.ts"
import { confirm, press, pressAndConfirm } from "./dashboardPress.ts"
import { settingCases } from "./dashboardSettings.ts"

const HOUR = 3_600_000
/** Posts end only by hand. */
export const manual = { lifecycle: { mode: "manual" } } as const

const posts: ReadonlyArray<FormCase> = [
  {
    name: "publishes a post",
    arrange: async (shown) => `posts/${encodeURIComponent(await program(shown).publish("Clip"))}`,
    act: press("Publish now"),
    check: ({ mock }) => assert.strictEqual(mock.control.posts()[0]?.stage, "published")
  },
  {
    name: "fails a post with a reason",
    arrange: async (shown) => `posts/${encodeURIComponent(await program(shown).publish("Clip"))}`,
    act: async (page) => {
      await page.getByLabel("Reason").fill("spam_risk_text")
      await press("Fail post")(page)
    },
    check: ({ mock }) => assert.strictEqual(mock.control.posts()[0]?.failReason, "spam_risk_text")
  },
  {
    name: "posts a draft as its creator",
    arrange: async (shown) => {
      const publishId = await program(shown).publish("", { draft: true })
      shown.mock.control.completePost(publishId)
      return `posts/${encodeURIComponent(publishId)}`
    },
    act: async (page) => {
      await page.getByLabel("Visible to").selectOption("PUBLIC_TO_EVERYONE")
      await press("Publish draft")(page)
    },
    check: ({ mock }) => assert.lengthOf(mock.control.posts()[0]?.publicPostIds ?? [], 1)
  },
  {
    name: "hides a post",
    arrange: async (shown) => {
      const publishId = await program(shown).publish("Clip", { level: "PUBLIC_TO_EVERYONE" })
      shown.mock.control.completePost(publishId)
      return `posts/${encodeURIComponent(publishId)}`
    },
    act: press("Hide post"),
    check: ({ mock }) => assert.lengthOf(mock.control.posts()[0]?.publicPostIds ?? ["none"], 0)
  },
  {
    name: "expires an upload URL",
    arrange: async (shown) => {
      await program(shown).init("Clip", 1_000)
      return `uploads/${shown.mock.control.uploads()[0]?.uploadId}`
    },
    act: press("Expire now"),
    check: ({ mock }) => assert.strictEqual(mock.control.uploads()[0]?.state, "expired")
  },
  {
    name: "shows why an action failed",
    arrange: async (shown) => `posts/${encodeURIComponent(await program(shown).publish("Clip"))}`,
    act: async (page) => {
      await page.getByLabel("Reason").fill(" ")
      await press("Fail post")(page)
    },
    check: ({ mock }, notice) => {
      assert.include(notice, "This did not work")
      assert.strictEqual(mock.control.posts()[0]?.stage, "processing")
    }
  }
]

const effects = [
  ["code", { code: "spam_risk" }, { kind: "code", code: "spam_risk" }],
  ["status", { status: "503" }, { kind: "status", status: 503 }],
  ["delay", { seconds: "1.5" }, { kind: "delay", millis: 1_500 }],
  ["break-body", { after: "70" }, { kind: "break-body", after: 70 }],
  ["hang", {}, { kind: "hang" }]
] as const

const faults: ReadonlyArray<FormCase> = [
  ...effects.map(([kind, fields, effect]): FormCase => ({
    name: `adds a fault of the kind ${kind}`,
    arrange: () => "faults",
    act: async (page) => {
      await page.getByText("Custom fault").click()
      await page.getByLabel("Instead of the normal response").selectOption(kind)
      for (const [name, value] of Object.entries(fields)) await page.locator(`input[name=${name}]`).fill(value)
      await page.locator("select[name=operation]").selectOption("video.init")
      await page.locator("select[name=creator]").selectOption({ index: 1 })
      await page.getByLabel("Maximum hits").fill("2")
      await page.getByLabel("Probability in %").fill("50")
      await page.getByLabel("Minutes of the mock's clock").fill("10")
      await press("Add fault")(page)
    },
    check: ({ mock }) => {
      const [fault] = mock.faults.list()
      assert.deepStrictEqual(fault?.effect, effect)
      assert.strictEqual(fault?.match?.operation, "video.init")
      assert.strictEqual(fault?.match?.creator, mock.control.creators()[0]?.openId)
      assert.strictEqual(fault?.times, 2)
      assert.strictEqual(fault?.probability, 0.5)
      assert.closeTo((fault?.until ?? 0) - mock.clock.now(), 600_000, 60_000)
    }
  })),
  {
    name: "adds a common fault",
    arrange: () => "faults",
    act: press("Rate limit on the next two inits"),
    check: ({ mock }) =>
      assert.deepInclude(mock.faults.list()[0], { times: 2, effect: { kind: "code", code: "rate_limit_exceeded" } })
  },
  {
    name: "removes a fault",
    arrange: ({ mock }) => {
      mock.faults.add({ effect: { kind: "hang" } })
      mock.faults.add({ effect: { kind: "html" } })
      return "faults"
    },
    act: press("Remove fault_1"),
    check: ({ mock }) => assert.deepStrictEqual(mock.faults.list().map(({ id }) => id), ["fault_2"])
  },
  {
    name: "clears all faults",
    arrange: ({ mock }) => {
      mock.faults.add({ effect: { kind: "hang" } })
      return "faults"
    },
    act: pressAndConfirm("Clear all"),
    check: ({ mock }) => assert.lengthOf(mock.faults.list(), 0)
  }
]

const startTime = Date.UTC(2026, 0, 15, 12)
const freezeClock = ({ mock }: Shown) => {
  mock.clock.freeze(startTime)
  return "clock"
}
const isLaterBy = (millis: number) => ({ mock }: Shown) => assert.strictEqual(mock.clock.now() - startTime, millis)

const clock: ReadonlyArray<FormCase> = [
  { name: "advances the clock by a minute", arrange: freezeClock, act: press("+ 1 minute"), check: isLaterBy(60_000) },
  { name: "advances the clock by an hour", arrange: freezeClock, act: press("+ 1 hour"), check: isLaterBy(HOUR) },
  { name: "advances the clock by a day", arrange: freezeClock, act: press("+ 1 day"), check: isLaterBy(24 * HOUR) },
  {
    name: "advances the clock by any time",
    arrange: freezeClock,
    act: async (page) => {
      await page.getByLabel("Advance by").fill("2.5")
      await page.getByLabel("Unit").selectOption("hour")
      await press("Advance")(page)
    },
    check: isLaterBy(2.5 * HOUR)
  },
  {
    name: "sets the clock to an earlier time",
    arrange: freezeClock,
    act: async (page) => {
      await page.getByLabel("Set to, in UTC").fill("2026-01-15T11:00")
      await press("Set")(page)
    },
    check: isLaterBy(-HOUR)
  },
  {
    name: "advances the clock to the next event",
    arrange: (shown) => {
      const path = freezeClock(shown)
      shown.mock.control.issueToken({ expiresInSeconds: 90 })
      return path
    },
    act: press("Advance to it"),
    check: isLaterBy(90_000)
  },
  {
    name: "freezes the clock",
    arrange: () => "clock",
    act: press("Freeze"),
    check: ({ mock }) => assert.isTrue(mock.clock.isFrozen())
  },
  {
    name: "resumes the clock",
    arrange: freezeClock,
    act: press("Resume"),
    check: ({ mock }) => assert.isFalse(mock.clock.isFrozen())
  }
]

const accounts: ReadonlyArray<FormCase> = [
  {
    name: "changes a creator",
    arrange: () => "creators",
    act: async (page) => {
      const card = page.getByTestId("creator-mara.films")
      await card.getByLabel("Private account").check()
      await card.getByLabel("No posts left today").check()
      await card.getByLabel("Longest video in seconds").fill("60")
      await card.getByRole("button", { name: "Save" }).click()
    },
    check: ({ mock }) =>
      assert.deepInclude(mock.control.creators()[0], {
        privateAccount: true,
        banned: false,
        atPostCap: true,
        maxVideoSeconds: 60
      })
  },
  {
    name: "adds a creator",
    arrange: () => "creators",
    act: async (page) => {
      await page.getByLabel("Username").fill("@new.one")
      await page.getByLabel("Display name").fill("<b>New</b>")
      await press("Add")(page)
    },
    check: ({ mock }) =>
      assert.deepInclude(mock.control.creators().at(-1), { username: "new.one", displayName: "<b>New</b>" })
  },
  {
    name: "disconnects the app from a creator",
    arrange: ({ mock }) => {
      mock.control.issueToken()
      return "creators"
    },
    act: pressAndConfirm("Disconnect the app from @mara.films"),
    check: ({ mock }) => assert.deepStrictEqual(mock.control.tokens().map(({ state }) => state), ["revoked", "revoked"])
  },
  {
    name: "makes the app unaudited",
    arrange: () => "creators",
    act: async (page) => {
      const panel = page.locator("section", { hasText: "App: Demo App" })
      await panel.getByLabel("Audited").uncheck()
      await panel.getByRole("button", { name: "Save" }).click()
    },
    check: ({ mock }) => assert.isFalse(mock.control.apps()[0]?.audited)
  },
  {
    name: "issues a valid token",
    arrange: () => "creators",
    act: async (page) => {
      await page.locator("select[name=openId]").selectOption({ index: 1 })
      assert.strictEqual(await page.locator("input[name=contract]:checked").count(), 0)
      await page.getByLabel("live", { exact: true }).check()
      await press("Issue token")(page)
    },
    check: async ({ mock, url }, notice) => {
      const token = /\bact\.\w+/.exec(notice)?.[0] ?? "none"
      const response = await fetch(`${url}/v2/user/info/?fields=open_id`, {
        headers: { authorization: `Bearer ${token}` }
      })
      assert.include(await response.text(), String(mock.control.creators()[1]?.openId))
    }
  },
  {
    name: "expires a token",
    arrange: ({ mock }) => {
      mock.control.issueToken()
      return "creators"
    },
    act: (page) => page.getByTestId("access-token").getByRole("button", { name: "Expire" }).click(),
    check: ({ mock }) => assert.strictEqual(mock.control.tokens()[0]?.state, "expired")
  },
  {
    name: "exchanges the code of a login",
    arrange: () => "creators",
    act: async (page) => {
      await page.getByRole("link", { name: "or log in through the consent page" }).click()
      await page.getByTestId("creator-mara.films").click()
      await page.getByTestId("allow").click()
      await press("Get the token here")(page)
    },
    check: ({ mock }, notice) => {
      assert.include(notice, "It is shown only once.")
      assert.lengthOf(mock.control.tokens(), 2)
    }
  },
  {
    name: "revokes a token",
    arrange: ({ mock }) => {
      mock.control.issueToken()
      return "creators"
    },
    act: async (page) => {
      await page.getByTestId("access-token").getByRole("button", { name: "Revoke" }).click()
      await confirm(page)
    },
    check: ({ mock }) => assert.strictEqual(mock.control.tokens()[0]?.state, "revoked")
  }
]

/** Every form of the dashboard, at least once. */
export const formCases: ReadonlyArray<FormCase> = [
  ...posts,
  ...faults,
  ...clock,
  ...accounts,
  ...settingCases
]
