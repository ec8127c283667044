/** How the page looks, in light and in dark: the design of the mock's dashboard. @internal */
export const style = `
:root {
  --page: #f7f7f8; --card: #fff; --sunk: #f1f1f3; --text: #17181c; --quiet: #5d616b; --line: #e3e4e8; --strong: #cfd1d7;
  --accent: #c81239; --on-accent: #fff; --focus: #0b63ce; --link: #17181c;
  --good: #0b6b3a; --good-bg: #e3f5ea; --bad: #b01030; --bad-bg: #fde8ec; --busy: #1554b0; --busy-bg: #e5effc;
  --waiting: #855000; --waiting-bg: #fdf1da; --plain: #4b4f59; --plain-bg: #ebecef;
  --shadow: 0 1px 2px rgb(20 22 30 / 5%), 0 0 0 1px var(--line);
  --s1: .25rem; --s2: .5rem; --s3: .75rem; --s4: 1rem; --s5: 1.5rem; --s6: 2.5rem;
  --tiny: .75rem; --small: .8125rem; --base: .875rem; --title: 1.5rem;
  --mono: ui-monospace, "SF Mono", SFMono-Regular, Menlo, "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1012; --card: #17181b; --sunk: #1f2024; --text: #ececef; --quiet: #a0a4ae; --line: #2a2b31; --strong: #3d3f47;
    --accent: #e02a50; --on-accent: #fff; --focus: #6cb0ff; --link: #ececef;
    --good: #66d69a; --good-bg: #12301f; --bad: #ff8fa5; --bad-bg: #3b1420; --busy: #86b9ff; --busy-bg: #14284a;
    --waiting: #f0bf63; --waiting-bg: #35270c; --plain: #b9bcc5; --plain-bg: #292a30;
    --shadow: 0 0 0 1px var(--line);
  }
}
* { box-sizing: border-box }
html { font: 100%/1.5 var(--sans); color: var(--text); background: var(--page) }
body { margin: 0; font-size: var(--base); -webkit-font-smoothing: antialiased }
main { padding: var(--s6) clamp(1rem, 4vw, 3.5rem) 5rem; max-width: 84rem; margin: 0 auto }
h1, h2, p, ul, ol, dl, dd { margin: 0; padding: 0 }
ul, ol { list-style: none }
h1 { font-size: var(--title); line-height: 1.25; font-weight: 650; letter-spacing: -.02em; overflow-wrap: anywhere }
h2 { font-size: var(--base); line-height: 1.4; font-weight: 600 }
a { color: var(--link); text-decoration-color: var(--strong); text-underline-offset: .2em }
a:hover { text-decoration-color: currentColor }
code { font-family: var(--mono); font-size: .925em; overflow-wrap: anywhere }
.num, time { font-variant-numeric: tabular-nums }
.quiet { color: var(--quiet) }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: .25rem }
.head { margin-bottom: var(--s5) }
.above { margin-bottom: var(--s2); font-size: var(--small) }
.above a { color: var(--quiet); text-decoration: none }
.lead { color: var(--quiet); margin-top: var(--s1); max-width: 46rem; text-wrap: pretty }
.notice { border-radius: .5rem; padding: var(--s3) var(--s4); margin-bottom: var(--s4); background: var(--good-bg); color: var(--good); overflow-wrap: anywhere }
.notice.problem { background: var(--bad-bg); color: var(--bad) }
.notice.waiting { background: var(--waiting-bg); color: var(--waiting) }
.panel { background: var(--card); border-radius: .625rem; box-shadow: var(--shadow); margin-bottom: var(--s4); min-width: 0; overflow: clip; display: flow-root }
.panel > header { padding: var(--s3) var(--s4); border-bottom: 1px solid var(--line) }
.columns { display: grid; gap: var(--s4); grid-template-columns: minmax(0, 1.2fr) minmax(0, 1fr); align-items: start }
.empty { border: 1px dashed var(--strong); border-radius: .625rem; padding: var(--s6) var(--s5); text-align: center; color: var(--quiet) }
.numbers { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); background: var(--card); border-radius: .625rem; box-shadow: var(--shadow); margin-bottom: var(--s4); overflow: clip }
.numbers li + li { border-left: 1px solid var(--line) }
.numbers a { display: grid; padding: var(--s4); text-decoration: none; gap: .125rem; height: 100% }
.numbers a:hover { background: var(--sunk) }
.numbers a:focus-visible { outline-offset: -2px }
.numbers .name { color: var(--quiet); font-weight: 500; font-size: var(--small) }
.numbers .value { font-size: 1.75rem; line-height: 1.2; font-weight: 600; letter-spacing: -.03em }
.filters { display: flex; flex-wrap: wrap; gap: .125rem; padding: .1875rem; background: var(--plain-bg); border-radius: .5rem; width: fit-content; margin-bottom: var(--s4) }
.filters a { padding: .25rem .75rem; border-radius: .375rem; text-decoration: none; color: var(--quiet); font-weight: 500; font-size: var(--small) }
.filters a:hover { color: var(--text) }
.filters a[aria-current] { background: var(--card); color: var(--text); box-shadow: 0 1px 2px rgb(0 0 0 / 12%) }
.badge { display: inline-flex; align-items: center; gap: .35rem; border-radius: 1rem; padding: .0625rem .5rem; font-size: var(--tiny); line-height: 1.25rem; font-weight: 550; white-space: nowrap; color: var(--plain); background: var(--plain-bg) }
.badge::before { content: ""; width: .4rem; height: .4rem; border-radius: 50%; background: currentColor }
.badge.good { color: var(--good); background: var(--good-bg) }
.badge.bad { color: var(--bad); background: var(--bad-bg) }
.badge.busy { color: var(--busy); background: var(--busy-bg) }
.badge.waiting { color: var(--waiting); background: var(--waiting-bg) }
.rows li { display: grid; grid-template-columns: 9rem minmax(0, 1fr) auto; gap: var(--s1) var(--s4); align-items: center; padding: .625rem var(--s4); min-height: 3.5rem }
.rows li + li { border-top: 1px solid var(--line) }
.rows li:hover { background: color-mix(in srgb, var(--sunk) 55%, transparent) }
.rows a { font-weight: 500; overflow-wrap: anywhere; text-decoration: none }
.rows a:hover { text-decoration: underline }
.rows .quiet { font-size: var(--small); overflow-wrap: anywhere }
.row-time { color: var(--quiet); font-size: var(--small); text-align: right; white-space: nowrap }
.pager { display: flex; gap: var(--s3); justify-content: flex-end }
.facts { padding: var(--s2) var(--s4) }
.facts > div { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: var(--s4); padding: .375rem 0 }
.facts dt { color: var(--quiet) }
.facts dd { overflow-wrap: anywhere; min-width: 0 }
.actions { padding: var(--s4); display: grid; gap: var(--s4) }
.actions form { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s3); align-items: center }
.actions p { flex: 1 1 14rem; color: var(--quiet); font-size: var(--small) }
.button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 2.125rem; padding: .25rem .75rem; border-radius: .4rem; cursor: pointer; text-decoration: none;
  font: 500 var(--small)/1.3 var(--sans); color: var(--text); background: var(--card); border: 1px solid var(--strong);
}
.button:hover { background: var(--sunk) }
.button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
.button.danger { color: var(--bad) }
.timeline { padding: var(--s4) }
.timeline li { display: grid; grid-template-columns: 1rem minmax(0, 1fr); gap: var(--s3); padding-bottom: var(--s4); position: relative }
.timeline li:last-child { padding-bottom: 0 }
.timeline li:not(:last-child)::before { content: ""; position: absolute; left: calc(.5rem - 1px); top: 1.1rem; bottom: -.25rem; width: 2px; background: var(--line) }
.dot { width: .75rem; height: .75rem; margin: .3rem auto 0; border-radius: 50%; border: 2px solid var(--strong); background: var(--card); z-index: 1 }
.good .dot { background: var(--good); border-color: var(--good) }
.bad .dot { background: var(--bad); border-color: var(--bad) }
.waiting .dot { border-color: var(--waiting) }
.busy .dot { border-color: var(--busy) }
.step { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 var(--s3) }
.step + p { font-size: var(--small); color: var(--quiet); overflow-wrap: anywhere }
@media (max-width: 48rem) {
  main { padding-top: var(--s5) }
  .columns { grid-template-columns: minmax(0, 1fr) }
  .numbers { grid-template-columns: repeat(2, minmax(0, 1fr)) }
  .numbers li:nth-child(3) { border-left: 0 }
  .numbers li:nth-child(n + 3) { border-top: 1px solid var(--line) }
  .rows li { grid-template-columns: minmax(0, 1fr) auto }
  .row-main { grid-row: 2; grid-column: 1 / -1 }
  .facts > div { grid-template-columns: 6.5rem minmax(0, 1fr) }
}
`
