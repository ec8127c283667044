/** The style of the card pages, in light and dark. */
export const style = `
:root {
  --page: #f4f4f5; --card: #fff; --text: #161823; --quiet: #5c5f68; --line: #d9dadf; --focus: #0b63ce;
  --accent: #d8143f; --error: #fdecef;
  font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e0e10; --card: #1b1c20; --text: #f1f1f2; --quiet: #a6a8b0; --line: #3a3c44; --focus: #6cb0ff;
    --accent: #d8143f; --error: #3b1620;
  }
}
* { box-sizing: border-box }
body { margin: 0; padding: 1rem }
main {
  max-width: 27rem; margin: 6vh auto 1.5rem; padding: 1.75rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 1rem;
}
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 1.25rem; overflow-wrap: anywhere; text-wrap: balance }
fieldset { border: 0; margin: 0 0 1.25rem; padding: 0; min-width: 0 }
legend { font-weight: 600; padding: 0; margin-bottom: .5rem; overflow-wrap: anywhere }
.choice {
  display: flex; gap: .75rem; align-items: center; padding: .6rem .75rem; cursor: pointer; min-height: 3rem;
  border: 1px solid var(--line); border-radius: .6rem; margin-bottom: .5rem;
}
a.choice { color: inherit; text-decoration: none }
a.choice:hover { border-color: var(--focus) }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem }
.choice:has(:checked) { border-color: var(--accent) }
.choice:focus-within, .choice:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px }
.choice span:last-child { min-width: 0; overflow-wrap: anywhere }
input { accent-color: var(--accent); width: 1.1rem; height: 1.1rem; margin: 0; flex: none }
.avatar {
  flex: none; width: 2.25rem; height: 2.25rem; border-radius: 50%; background: var(--line);
  display: grid; place-items: center; font-weight: 600;
}
small { display: block; color: var(--quiet); font-size: .85rem }
code { overflow-wrap: anywhere; font-size: .9em }
.buttons { display: flex; gap: .75rem }
button {
  flex: 1; font: inherit; font-weight: 600; padding: .7rem; min-height: 2.75rem; border-radius: .6rem; cursor: pointer;
  border: 1px solid var(--line); background: transparent; color: inherit;
}
button.primary { background: var(--accent); border-color: var(--accent); color: #fff }
button:hover { filter: brightness(1.1) }
button:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px }
.quiet { color: var(--quiet); font-size: .85rem; margin: 1rem 0 0 }
.error { background: var(--error); border-radius: .6rem; padding: .75rem 1rem; margin-bottom: 0 }
footer { max-width: 27rem; margin: 0 auto; text-align: center; color: var(--quiet); font-size: .85rem; text-wrap: balance }
`
