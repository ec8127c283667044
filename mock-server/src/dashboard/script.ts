/**
 * The script of the browser. It updates the changed parts of a page and keeps the focus, sends forms without leaving the
 * page, and copies texts. Every page also works without it.
 */
export const script = String.raw`"use strict";
(() => {
  const page = document.documentElement
  page.classList.add("js")
  const root = page.dataset.root
  const notices = () => document.getElementById("notices")

  // Edited fields and opened disclosures keep their state.
  const isTouched = (field) => {
    if (field.tagName === "OPTION") return true
    if (field.tagName !== "INPUT" || field.type === "hidden") return false
    return /^(checkbox|radio)$/.test(field.type)
      ? field.checked !== field.defaultChecked
      : field.value !== field.defaultValue || field === document.activeElement
  }
  let afterForm = false
  const isKept = (node, name) =>
    node.tagName === "DETAILS"
      ? name === "open"
      : node.tagName === "VIDEO"
      ? name === "preload"
      : !afterForm && /^(value|checked|selected)$/.test(name) && isTouched(node)
  const syncAttributes = (old, next) => {
    for (const { name } of [...old.attributes]) {
      if (!next.hasAttribute(name) && !isKept(old, name) && name !== "class") old.removeAttribute(name)
    }
    for (const { name, value } of [...next.attributes]) {
      if (!isKept(old, name) && old.getAttribute(name) !== value) old.setAttribute(name, value)
    }
  }
  const keyOf = (node) => node.nodeType === 1 ? node.id || node.dataset.key || "" : ""
  const fits = (old, next) =>
    old.nodeType === next.nodeType && old.nodeName === next.nodeName && keyOf(old) === keyOf(next)
  const morph = (old, next) => {
    if (old.nodeType !== 1) {
      if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue
      return
    }
    if (old.isEqualNode(next)) return
    syncAttributes(old, next)
    if (old.tagName === "TEXTAREA" || old.tagName === "VIDEO") return
    morphChildren(old, next)
  }
  const morphChildren = (old, next) => {
    // The problem of a form stays until its next result.
    const problem = afterForm ? undefined : [...old.children].find(({ className }) => /\bat-form\b/.test(className))
    if (problem) problem.remove()
    const keyed = new Map([...old.childNodes].filter(keyOf).map((node) => [keyOf(node), node]))
    const wanted = new Set([...next.childNodes].map(keyOf).filter(Boolean))
    let place = old.firstChild
    for (const fresh of [...next.childNodes]) {
      while (place && keyOf(place) && !wanted.has(keyOf(place))) {
        const gone = place
        place = place.nextSibling
        gone.remove()
      }
      const known = keyOf(fresh) ? keyed.get(keyOf(fresh)) : undefined
      if (place && fits(place, fresh)) {
        const current = place
        place = place.nextSibling
        morph(current, fresh)
      } else if (known) {
        old.insertBefore(known, place)
        morph(known, fresh)
      } else {
        const added = old.insertBefore(document.importNode(fresh, true), place)
        if (added.nodeType === 1 && keyOf(added)) added.classList.add("fresh")
      }
    }
    while (place) {
      const gone = place
      place = place.nextSibling
      gone.remove()
    }
    if (problem) old.append(problem)
  }

  // The frames of thumbnails load one after the other, so that they leave connections to the page. One that takes long does
  // not hold up the others.
  const PATIENCE = 2000
  let isLoading = false
  const loadFrames = async () => {
    if (isLoading || document.readyState !== "complete") return
    isLoading = true
    for (let video; video = document.querySelector(".thumb video[preload=none]");) {
      const { promise, resolve } = Promise.withResolvers()
      for (const event of ["loadeddata", "error"]) video.addEventListener(event, resolve, { once: true })
      video.preload = "metadata"
      const timer = setTimeout(resolve, PATIENCE)
      await promise
      clearTimeout(timer)
    }
    isLoading = false
  }
  addEventListener("load", loadFrames)

  // A row that a newer one moves slides to its new place. In a scrolled window, the browser keeps the visible rows
  // in place.
  const isStill = matchMedia("(prefers-reduced-motion: reduce)")
  const topOf = (node) => node.getBoundingClientRect().top
  const placeOf = (row) => topOf(row) - topOf(row.parentNode)
  const isHeld = (row) => topOf(row.parentNode) < 24
  const slidesIn = (region) => region.getAnimations({ subtree: true }).filter(({ id }) => id === "slide")
  const sliding = (region, change) => {
    const before = [...region.querySelectorAll("[data-key]")].map((row) => [row, placeOf(row)])
    change()
    const rows = before.filter(([row]) => row.isConnected)
    const ways = rows.map(([row, place]) => [row, place - placeOf(row), isHeld(row)])
    for (const [row, way, held] of ways) {
      if (held || isStill.matches || Math.abs(way) < 1) continue
      row.animate({ translate: ["0 " + way + "px", "0 0"] }, { id: "slide", duration: 240, easing: "ease-out" })
    }
  }

  // Rows come to rest, for one frame at least, before the next change moves them. Only the latest state of a part waits.
  const moving = new Set()
  const waiting = new Map()
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const show = async (id, text) => {
    const region = document.getElementById(id)
    if (!region) return
    if (moving.has(id)) {
      waiting.set(id, text)
      return
    }
    const parsed = document.createElement("template")
    parsed.innerHTML = text
    sliding(region, () => morphChildren(region, parsed.content))
    loadFrames()
    const slides = slidesIn(region)
    if (slides.length === 0) return
    moving.add(id)
    await Promise.allSettled(slides.map(({ finished }) => finished))
    await frame()
    await frame()
    moving.delete(id)
    const latest = waiting.get(id)
    waiting.delete(id)
    if (latest !== undefined) show(id, latest)
  }

  // live parts

  const connection = document.querySelector("[data-connection]")
  const showState = (state, text) => {
    if (!connection) return
    connection.dataset.state = state
    connection.textContent = text
  }
  const showLost = () => showState("off", "Connection lost, trying again")
  const showEnd = () => showState("off", "Not connected, reload the page")
  const showAll = (parts) => {
    for (const [id, text] of Object.entries(parts)) show(id, text)
  }
  const address = () => root + "events?page=" + encodeURIComponent(page.dataset.here)
  const stream = () => {
    const source = new EventSource(address())
    source.onopen = () => showState("on", "Connected")
    source.onerror = () => source.readyState === EventSource.CLOSED ? showEnd() : showLost()
    source.onmessage = ({ data }) => showAll(JSON.parse(data))
    source.addEventListener("reload", () => location.reload())
    return () => source.close()
  }
  const poll = () => {
    let last, wasFound, timer, ended = false
    const ask = async () => {
      try {
        const response = await fetch(address() + "&once=")
        const text = await response.text()
        if (ended) return
        // The tenant of the page is removed.
        if (response.status === 204) return showEnd()
        if (!response.ok) throw new Error(text)
        const { isFound, parts } = JSON.parse(text)
        if (isFound !== (wasFound ?? isFound)) location.reload()
        if (text !== last) showAll(parts)
        last = text
        wasFound = isFound
        showState("on", "Connected")
      } catch {
        if (!ended) showLost()
      }
      if (!ended) timer = setTimeout(ask, 1000)
    }
    ask()
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }

  // A browser opens at most six connections to a host for all its windows. Three windows keep one, and the others ask each
  // second, so that there are always some for requests. Without locks, as at a plain http address, every window asks.
  const SLOTS = navigator.locks ? ["1", "2", "3"] : []
  let feed
  const open = () => {
    if (feed) return
    const mine = feed = {}
    const start = (way) => {
      mine.way = way
      mine.end = way()
    }
    const take = ([slot, ...others]) => {
      if (feed !== mine) return
      if (slot === undefined) return start(poll)
      navigator.locks.request("tiktok-mock-" + slot, { ifAvailable: true }, (lock) => {
        if (!lock || feed !== mine) return take(others)
        start(stream)
        return new Promise((resolve) => { mine.release = resolve })
      })
    }
    take(SLOTS)
  }
  const close = () => {
    if (!feed) return
    const { end, release } = feed
    feed = undefined
    if (end) end()
    if (release) release()
  }
  /** Follows another address over the same slot. A hidden page has no feed. */
  const follow = () => {
    if (!feed || !feed.end) return
    feed.end()
    feed.end = feed.way()
  }
  // A hidden page closes its connection.
  document.addEventListener("visibilitychange", () => document.hidden ? close() : open())
  addEventListener("pagehide", close)
  addEventListener("pageshow", () => document.hidden || open())

  // forms

  const silent = () => {
    if (notices()) notices().textContent = "The mock does not respond. Is it still running?"
  }
  const withoutNotice = (address) => {
    const url = new URL(address)
    url.searchParams.delete("notice")
    return url.href
  }
  history.replaceState(null, "", withoutNotice(location.href))
  document.addEventListener("submit", (event) => {
    const form = event.target
    const { submitter } = event
    if ((submitter && submitter.formMethod || form.method) !== "post") return
    event.preventDefault()
    const buttons = [...form.querySelectorAll("button")]
    const question = submitter && submitter.closest("[popover]")
    if (question) question.hidePopover()
    const body = new FormData(form, submitter)
    for (const button of buttons) button.disabled = true
    const encoded = new URLSearchParams([...body].filter(([, value]) => typeof value === "string"))
    const hasFile = form.enctype === "multipart/form-data"
    fetch(form.action, { method: "POST", body: hasFile ? body : encoded }).then(async (response) => {
      const next = new DOMParser().parseFromString(await response.text(), "text/html")
      const here = withoutNotice(response.url)
      if (new URL(here).pathname !== location.pathname) return location.assign(response.url)
      const focused = document.activeElement
      for (const button of buttons) button.disabled = false
      afterForm = true
      morph(document.getElementById("main"), next.getElementById("main"))
      afterForm = false
      loadFrames()
      if (next.querySelector(".notice.done")) form.reset()
      history.replaceState(null, "", here)
      if (focused !== document.body && !document.contains(focused)) document.getElementById("main").focus()
      const told = document.querySelector(".at-form") || notices()
      if (told) told.scrollIntoView({ block: "nearest" })
    }).catch(() => {
      for (const button of buttons) button.disabled = false
      silent()
    })
  })

  // filters

  let asked = 0
  const filter = async (form) => {
    const mine = ++asked
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""))
    const url = new URL(form.action)
    url.search = query
    try {
      const response = await fetch(url)
      const next = new DOMParser().parseFromString(await response.text(), "text/html")
      if (mine !== asked) return
      if (!response.ok) return location.assign(url)
      page.dataset.here = next.documentElement.dataset.here
      history.replaceState(null, "", url)
      morph(document.getElementById("main"), next.getElementById("main"))
      loadFrames()
      follow()
    } catch {
      if (mine === asked) silent()
    }
  }
  let typing
  document.addEventListener("input", ({ target }) => {
    const form = target.closest("[data-filter]")
    if (!form) return
    clearTimeout(typing)
    typing = setTimeout(filter, 120, form)
  })
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-filter]")) return
    event.preventDefault()
    clearTimeout(typing)
    filter(event.target)
  })

  // keyboard

  let goes = 0
  const search = () => {
    const field = document.querySelector("[data-search]")
    if (field) field.focus()
    return field
  }
  document.addEventListener("keydown", (event) => {
    const { altKey, ctrlKey, key, metaKey, target } = event
    if (altKey || ctrlKey || metaKey || event.isComposing) return
    if (target.closest("select, textarea, [contenteditable], input:not([type=checkbox], [type=radio])")) return
    const follows = Date.now() - goes < 2000
    goes = key === "g" ? Date.now() : 0
    if (key === "/") {
      event.preventDefault()
      if (!search()) location.assign(root + "requests#search")
    } else if (key === "?") document.getElementById("keys").togglePopover()
    else if (follows) {
      const link = document.querySelector("[data-go=" + CSS.escape(key) + "]")
      if (link) link.click()
    }
  })
  if (location.hash === "#search") search()

  // copying

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest && target.closest("[data-copy]")
    if (!button) return
    try {
      await navigator.clipboard.writeText(button.dataset.copy)
      button.textContent = "Copied"
    } catch {
      button.textContent = "Select it"
      const text = button.parentElement.querySelector("code")
      if (text) getSelection().selectAllChildren(text)
    }
    setTimeout(() => { button.textContent = "Copy" }, 1500)
  })

  // The URL can open a disclosure.
  if (location.hash) {
    const named = document.getElementById(location.hash.slice(1))
    if (named && named.tagName === "DETAILS") named.open = true
  }
})()
`
