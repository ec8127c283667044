/**
 * Fixes, after each time Scalar draws, what keeps it from being used by keyboard or with a
 * screen reader: buttons that are said to be none, fields that do not tell whether their list is open, an editor without a
 * name, and lists that scroll and cannot be reached.
 */
export const docsScript = `(() => {
  const all = (selector) => document.querySelectorAll(selector)
  const mend = () => {
    isDue = false
    for (const button of all("button[role=none]")) button.removeAttribute("role")
    for (const field of all("[role=combobox]:not([aria-expanded])")) field.setAttribute("aria-expanded", "false")
    for (const editor of all(".cm-content:not([aria-label])")) editor.setAttribute("aria-label", "Body")
    for (const list of all(".endpoints")) {
      if (list.scrollHeight > list.clientHeight || list.scrollWidth > list.clientWidth) list.setAttribute("tabindex", "0")
      else list.removeAttribute("tabindex")
    }
  }
  let isDue = false
  const mendSoon = () => {
    if (!isDue) requestAnimationFrame(mend)
    isDue = true
  }
  const attributeFilter = ["role", "aria-expanded"]
  new MutationObserver(mendSoon).observe(document.body, { childList: true, subtree: true, attributeFilter })
  addEventListener("resize", mendSoon)
})()`
