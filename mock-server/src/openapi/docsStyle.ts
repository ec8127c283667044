/**
 * How the page of the reference looks. Scalar's own colors are too faint to read on its grounds, so they are darker in
 * light and lighter in dark here, with a contrast of at least 4.5 on each ground. The doubled classes win over Scalar's.
 * Its buttons that copy have their name only while the pointer is near; here a screen reader has it always.
 */
export const docsStyle = `
body { margin: 0 }
noscript { display: block; font: 1rem/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 40rem; padding: 0 1rem }
.light-mode.light-mode {
  --scalar-color-2: #525252; --scalar-color-3: #5f5f5f; --scalar-color-accent: #0067a8;
  --scalar-color-green: #067349; --scalar-color-red: #c60005; --scalar-color-yellow: #7a5c00;
  --scalar-color-blue: #0067a8; --scalar-color-orange: #b33c00; --scalar-color-query: #006b70;
}
.dark-mode.dark-mode {
  --scalar-color-2: #b4b4b4; --scalar-color-3: #9c9c9c; --scalar-color-red: #ff7a78;
}
[class*="group/copy-button"] .sr-only .hidden { display: inline }
`
