/**
 * Repairs the accessibility of Scalar's page after each render: buttons without a role, comboboxes without `aria-expanded`,
 * an editor without a name, and scrolling lists without a tab stop.
 */
export const docsScript = `(() => {
  const all = (selector) => document.querySelectorAll(selector)
  const repair = () => {
    isScheduled = false
    for (const button of all("button[role=none]")) button.removeAttribute("role")
    for (const field of all("[role=combobox]:not([aria-expanded])")) field.setAttribute("aria-expanded", "false")
    for (const editor of all(".cm-content:not([aria-label])")) editor.setAttribute("aria-label", "Body")
    for (const list of all(".endpoints")) {
      if (list.scrollHeight > list.clientHeight || list.scrollWidth > list.clientWidth) list.setAttribute("tabindex", "0")
      else list.removeAttribute("tabindex")
    }
  }
  let isScheduled = false
  const scheduleRepair = () => {
    if (!isScheduled) requestAnimationFrame(repair)
    isScheduled = true
  }
  const attributeFilter = ["role", "aria-expanded"]
  new MutationObserver(scheduleRepair).observe(document.body, { childList: true, subtree: true, attributeFilter })
  addEventListener("resize", scheduleRepair)
})()`
