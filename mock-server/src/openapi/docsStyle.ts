/**
 * The style of the reference page. Scalar's own colors have too little contrast; these have at least 4.5. The doubled
 * classes override Scalar's. Its copy buttons have a name only on hover; here a screen reader always has it.
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
