const drawings = {
  mark: (
    <>
      <rect x="1.5" y="1.5" width="13" height="13" rx="4" fill="currentColor" stroke="none" />
      <path d="M6.5 5v6l4.5-3z" fill="var(--page)" stroke="none" />
    </>
  ),
  menu: <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />,
  home: <path d="M2.5 7.5 8 2.8l5.5 4.7v5.7h-4V9.6h-3v3.6h-4z" />,
  play: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="2" />
      <path d="M6.8 6v4l3.2-2z" />
    </>
  ),
  photo: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="2" />
      <path d="m2.5 11.5 3.3-3.3 2.4 2.4 2-2 3.3 3.3M10.5 5.8h.1" />
    </>
  ),
  upload: <path d="M8 10.5V3M5 5.8 8 2.8l3 3M2.5 10.5v2.7h11v-2.7" />,
  list: <path d="M2.5 4h1M6 4h7.5M2.5 8h1M6 8h7.5M2.5 12h1M6 12h7.5" />,
  bolt: <path d="M9 1.8 3.5 9H8l-1 5.2L12.5 7H8z" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 4.5V8l2.4 1.6" />
    </>
  ),
  person: (
    <>
      <circle cx="8" cy="5.4" r="2.7" />
      <path d="M2.8 13.6c.5-2.8 2.5-4.1 5.2-4.1s4.7 1.3 5.2 4.1" />
    </>
  ),
  hook: (
    <>
      <path d="M8.5 2.5v6.8a2.9 2.9 0 1 1-5.8 0V8.5M2.7 8.5 1.5 10M2.7 8.5 4 10" />
      <circle cx="11.8" cy="4.2" r="1.7" />
    </>
  ),
  globe: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M2 8h12M8 2c2 1.7 2.8 3.7 2.8 6S10 12.3 8 14c-2-1.7-2.8-3.7-2.8-6S6 3.7 8 2z" />
    </>
  ),
  sliders: <path d="M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M8.5 3.2v3.6h3V3.2zM4.5 9.2v3.6h3V9.2z" />,
  stack: <path d="M8 2.2 14 5 8 7.8 2 5zM2.5 8.2 8 10.8l5.5-2.6M2.5 11.2 8 13.8l5.5-2.6" />,
  check: <path d="M3 8.5 6.3 12 13 4.5" />,
  lock: (
    <>
      <rect x="3.5" y="7" width="9" height="6.5" rx="1.5" />
      <path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />
    </>
  ),
  heart: <path d="M8 13.2 2.9 8.1a3.1 3.1 0 0 1 4.4-4.4l.7.8.7-.8a3.1 3.1 0 0 1 4.4 4.4z" />,
  comment: (
    <path d="M8 2.8c3.3 0 5.8 2 5.8 4.7S11.3 12.2 8 12.2c-.6 0-1.2-.1-1.7-.2L3 13.5l.6-2.7C2.7 10 2.2 8.8 2.2 7.5 2.2 4.8 4.7 2.8 8 2.8z" />
  ),
  share: <path d="M9 3.2 13.8 8 9 12.8V10C5.5 10 3.5 11 2.2 13 2.7 9 5 6.5 9 6z" />
} as const

/** A drawing that stands beside its name. */
export type IconName = keyof typeof drawings

/** Draws an icon; it says nothing to those who listen. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg
    class="icon"
    viewBox="0 0 16 16"
    width="16"
    height="16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.4"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    {drawings[name]}
  </svg>
)

/** The icon of the browser's tab, which is a file of its own. */
export const favicon =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4.5" `
  + `fill="#d8143f"/><path d="M6 4.5v7L11.5 8z" fill="#fff"/></svg>`
