import type { Page } from "playwright-core"

export const press = (name: string | RegExp) => (page: Page) =>
  page.getByRole("button", { name, exact: true }).first().click()
/** Confirms the question of a button. */
export const confirm = (page: Page) => page.locator(":popover-open").getByTestId("confirm").click()
/** Presses a button that asks first. */
export const pressAndConfirm = (name: string) => async (page: Page) => {
  await press(name)(page)
  await confirm(page)
}
