/** How the dashboard looks, in light and in dark. The whole design is in this file: colors, sizes and spaces first. */
export const style = `
:root {
  --page: #f7f7f8; --card: #fff; --sunk: #f1f1f3; --text: #17181c; --quiet: #5d616b; --line: #e3e4e8; --strong: #cfd1d7;
  --accent: #c81239; --on-accent: #fff; --focus: #0b63ce; --link: #17181c;
  --good: #0b6b3a; --good-bg: #e3f5ea; --bad: #b01030; --bad-bg: #fde8ec; --busy: #1554b0; --busy-bg: #e5effc;
  --waiting: #855000; --waiting-bg: #fdf1da; --plain: #4b4f59; --plain-bg: #ebecef;
  --shadow: 0 1px 2px rgb(20 22 30 / 5%), 0 0 0 1px var(--line);
  --s1: .25rem; --s2: .5rem; --s3: .75rem; --s4: 1rem; --s5: 1.5rem; --s6: 2.5rem;
  --tiny: .75rem; --small: .8125rem; --base: .875rem; --large: 1rem; --title: 1.5rem; --huge: 3rem;
  --mono: ui-monospace, "SF Mono", SFMono-Regular, Menlo, "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  color-scheme: light dark; accent-color: var(--accent);
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

/* the page */
* { box-sizing: border-box }
html { font: 100%/1.5 var(--sans); color: var(--text); background: var(--page); scroll-padding-top: var(--s5) }
body {
  margin: 0; font-size: var(--base); background: linear-gradient(var(--line), var(--line)) 14.5rem 0 / 1px 100% no-repeat; min-height: 100vh; min-height: 100dvh; display: grid;
  grid-template-columns: 14.5rem minmax(0, 1fr); -webkit-font-smoothing: antialiased; text-rendering: optimizeLegibility;
}
main { padding: var(--s6) clamp(1rem, 4vw, 3.5rem) 5rem; max-width: 84rem; width: 100%; outline: none }
h1, h2, p, ul, ol, dl, dd, figure, pre { margin: 0; padding: 0 }
ul, ol { list-style: none }
h1 { font-size: var(--title); line-height: 1.25; font-weight: 650; letter-spacing: -.02em; overflow-wrap: anywhere; text-wrap: balance; display: -webkit-box; -webkit-line-clamp: 4; -webkit-box-orient: vertical; overflow: hidden }
h2 { font-size: var(--base); line-height: 1.4; font-weight: 600; letter-spacing: -.005em; overflow-wrap: anywhere }
a { color: var(--link); text-decoration-color: var(--strong); text-underline-offset: .2em }
a:hover { text-decoration-color: currentColor }
code, pre, .path, .method { font-family: var(--mono); font-size: .925em }
code { overflow-wrap: anywhere }
code.block, span.block { display: block }
code.lines { white-space: pre-wrap; overflow-wrap: anywhere }
.num, time { font-variant-numeric: tabular-nums }
.quiet { color: var(--quiet) }
.sr, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.skip:focus { position: fixed; z-index: 9; top: var(--s2); left: var(--s2); padding: var(--s2) var(--s4); background: var(--card); border-radius: .5rem }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: .25rem }
.icon { flex: none }

/* the navigation */
.top { display: none }
.side[popover] {
  display: flex; flex-direction: column; position: sticky; inset: 0 auto auto 0; top: 0; height: 100vh; height: 100dvh; width: auto; margin: 0; border: 0;
  padding: var(--s5) var(--s3) var(--s4); background: var(--page); color: inherit; overflow-y: auto;
}
.brand { display: flex; align-items: center; gap: var(--s2); font-weight: 650; letter-spacing: -.01em; text-decoration: none; font-size: .9375rem }
.brand .icon { color: var(--accent); width: 1.35rem; height: 1.35rem }
.side .brand { padding: 0 var(--s2) var(--s5) }
.side li a {
  display: flex; align-items: center; gap: .625rem; padding: .375rem var(--s2); border-radius: .4rem; text-decoration: none;
  color: var(--quiet); font-weight: 500; min-height: 2rem;
}
.side li a:hover { background: var(--sunk); color: var(--text) }
.side li a[aria-current] { background: var(--plain-bg); color: var(--text) }
.side li a[aria-current] .icon { color: var(--accent) }
.tenant-name { font-size: var(--small); font-weight: 500; color: var(--plain); background: var(--plain-bg); border-radius: .35rem; padding: 0 .4rem; overflow-wrap: anywhere }
.tenant { padding: 0 var(--s2) var(--s4); font-size: var(--small) }
.tenant summary { cursor: pointer; overflow-wrap: anywhere }
.tenant ul { margin-top: var(--s1); max-height: 14rem; overflow-y: auto }
.amount { margin-left: auto; font-size: var(--tiny); font-variant-numeric: tabular-nums; color: var(--quiet) }
.amount.alert { color: var(--bad); background: var(--bad-bg); border-radius: 1rem; padding: 0 .4rem; font-weight: 600 }
.side footer { margin-top: auto; padding: var(--s4) var(--s2) 0; font-size: var(--tiny) }
.side-scenario { margin-bottom: var(--s3); display: grid }
.side-scenario a { font-weight: 600; font-size: var(--small); text-decoration: none }
.side-clock { display: grid; text-decoration: none; border-radius: .4rem; padding-bottom: var(--s3); font-size: var(--tiny); line-height: 1.45 }
.side-clock time { font-size: var(--large); font-weight: 600; letter-spacing: -.01em }
.connection::before { content: ""; display: inline-block; width: .45rem; height: .45rem; border-radius: 50%; background: var(--strong); margin-right: .4rem; vertical-align: .08em }
.connection[data-state=on]::before { background: #1aa35b }
.connection[data-state=off]::before { background: #d97706 }

/* the head of a page */
.head { margin-bottom: var(--s5) }
.above { margin-bottom: var(--s2); font-size: var(--small) }
.above a { color: var(--quiet); text-decoration: none }
.above a:hover { color: var(--text) }
.lead { color: var(--quiet); margin-top: var(--s1); max-width: 46rem; text-wrap: pretty }
.notice { border-radius: .5rem; padding: var(--s3) var(--s4); margin-bottom: var(--s5); background: var(--good-bg); color: var(--good); overflow-wrap: anywhere }
.notice.problem { background: var(--bad-bg); color: var(--bad) }
.notice.at-form { margin: var(--s2) 0 0; flex-basis: 100% }
td .inline:has(.at-form) { flex-wrap: wrap }
.notice .snippet { margin: var(--s2) 0; color: var(--text) }
.notice .snippet:last-child { margin-bottom: 0 }
.verdict { border-radius: .5rem; padding: var(--s3) var(--s4); margin-bottom: var(--s4); background: var(--waiting-bg); color: var(--waiting); overflow-wrap: anywhere }
.verdict.wrong { background: var(--bad-bg); color: var(--bad) }

/* panels */
.panel { background: var(--card); border-radius: .625rem; box-shadow: var(--shadow); margin-bottom: var(--s4); min-width: 0; overflow: clip; display: flow-root }
.panel > header { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: var(--s2); padding: var(--s3) var(--s4); min-height: 3rem; border-bottom: 1px solid var(--line) }
.panel > header a { font-size: var(--small); color: var(--quiet) }
.panel > header h2:has(.avatar) { display: flex; align-items: center; gap: var(--s3); font-size: var(--large) }
.pad { padding: var(--s4) }
.none { padding: var(--s5) var(--s4); color: var(--quiet); text-align: center }
.columns { display: grid; gap: var(--s4); grid-template-columns: minmax(0, 1fr) minmax(0, 1.1fr); align-items: start }
.columns.post { grid-template-columns: minmax(0, 1fr) 17.5rem; gap: var(--s5) }
.columns.post aside { position: sticky; top: var(--s5) }
.cards { display: grid; gap: var(--s4); grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr)); margin-bottom: var(--s4) }
.cards > .panel { margin: 0 }
.empty { border: 1px dashed var(--strong); border-radius: .625rem; padding: var(--s6) var(--s5); text-align: center; margin-bottom: var(--s4) }
.empty h2 { font-size: var(--large); margin-bottom: var(--s1) }
.empty p { color: var(--quiet); max-width: 34rem; margin: 0 auto; text-wrap: balance }
.empty .snippet { max-width: 38rem; margin: var(--s4) auto 0; text-align: left }

/* numbers of the overview */
.numbers { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); background: var(--card); border-radius: .625rem; box-shadow: var(--shadow); margin-bottom: var(--s4); overflow: clip }
.numbers li + li { border-left: 1px solid var(--line) }
.numbers.three { grid-template-columns: repeat(3, minmax(0, 1fr)) }
.numbers :is(a, div) { display: grid; padding: var(--s4); text-decoration: none; gap: .125rem; height: 100% }
.numbers a:hover { background: var(--sunk) }
.numbers a:focus-visible { outline-offset: -2px }
.numbers .name { color: var(--quiet); font-weight: 500; font-size: var(--small) }
.numbers .value { font-size: 1.75rem; line-height: 1.2; font-weight: 600; letter-spacing: -.03em }
.numbers .quiet { font-size: var(--tiny); min-height: 1.125rem }

details.panel > summary { padding: var(--s3) var(--s4); font-weight: 600; cursor: pointer }
details.panel[open] > summary { border-bottom: 1px solid var(--line) }

/* states */
.badge { display: inline-flex; align-items: center; gap: .35rem; border-radius: 1rem; padding: .0625rem .5rem; font-size: var(--tiny); line-height: 1.25rem; font-weight: 550; white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--plain); background: var(--plain-bg) }
.badge::before { content: ""; width: .4rem; height: .4rem; border-radius: 50%; background: currentColor }
.badge.good { color: var(--good); background: var(--good-bg) }
.badge.bad { color: var(--bad); background: var(--bad-bg) }
.badge.busy { color: var(--busy); background: var(--busy-bg) }
.badge.waiting { color: var(--waiting); background: var(--waiting-bg) }
.why { color: var(--bad) }

.remark { color: var(--waiting) }
.under { display: block; font-size: var(--tiny); font-weight: 400; color: var(--quiet); white-space: nowrap }

/* rows */
.rows li { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr) auto; gap: var(--s1) var(--s4); align-items: center; padding: .625rem var(--s4); min-height: 3.5rem }
.rows.full li { grid-template-columns: 8.5rem minmax(0, 1fr) minmax(9rem, 16rem) 8.5rem }
.rows.behaviors li { grid-template-columns: 7.5rem minmax(0, 1fr); min-height: 0; padding-block: .4rem }
.behaviors .row-main { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 var(--s5); align-items: baseline }
.behaviors .tests { grid-column: 1 / -1; color: var(--quiet); font-size: var(--tiny); overflow-wrap: anywhere }
.behaviors .tests summary { cursor: pointer }
.under.wrap { white-space: normal; margin-top: .125rem }
.row-main .quiet { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
:is(.full .row-main .quiet, .behaviors .row-main .quiet, .row-main .quiet:has(.why)) { overflow-wrap: anywhere; white-space: normal }
.rows.requests li { grid-template-columns: auto minmax(0, 1fr) auto auto }
.rows.requests.brief li { min-height: 3rem }
.rows.requests.full li { grid-template-columns: 4.25rem minmax(0, 1fr) auto 10rem }
.requests .row-side { text-align: right }
.rows li + li { border-top: 1px solid var(--line) }
.rows li:hover { background: color-mix(in srgb, var(--sunk) 55%, transparent) }
.rows .fresh, tbody .fresh { animation: fresh 1.6s ease-out, appear .2s ease-out .24s backwards }
@media (min-width: 48.01rem) {
  .columns .rows.brief:not(.requests) li { grid-template-columns: minmax(0, 1fr) auto }
  .columns .brief:not(.requests) .row-main { grid-row: 1; grid-column: 1 }
  .columns .brief:not(.requests) .row-state { grid-column: 2; text-align: right }
  .columns .brief:not(.requests) .row-time { display: none }
}
.rows li:has(.row-action) { grid-template-columns: 8.5rem minmax(0, 1fr) 11.5rem auto }
@keyframes fresh { from { background: var(--busy-bg) } }
@keyframes appear { from { opacity: 0 } }
.row-main .quiet { font-size: var(--small) }
.row-main:has(> .thumb) { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 var(--s3); align-items: center }
.thumb { position: relative; grid-row: 1 / span 2; width: 1.875rem; height: 2.5rem; border-radius: .3rem; overflow: hidden; display: grid; place-items: center; color: var(--quiet); background: var(--plain-bg) }
.thumb video { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover }
.row-title { font-weight: 500; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.row-title a { text-decoration: none }
.row-title a:hover { text-decoration: underline }
.requests .row-title { font-weight: 400 }
.row-side { font-size: var(--small); overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.row-side .id { color: var(--quiet) }
.row-time { color: var(--quiet); font-size: var(--small); text-align: right; white-space: nowrap }
.row-time .quiet { margin-right: var(--s2) }
.method { font-weight: 650; font-size: .8em; letter-spacing: .02em; color: var(--quiet); margin-right: .15rem }
.path { overflow-wrap: anywhere }
.filters { display: flex; flex-wrap: wrap; gap: .125rem; padding: .1875rem; background: var(--plain-bg); border-radius: .5rem; width: fit-content; margin-bottom: var(--s4) }
.filters a { padding: .25rem .75rem; border-radius: .375rem; text-decoration: none; color: var(--quiet); font-weight: 500; font-size: var(--small) }
.filters a:hover { color: var(--text) }
.filters a[aria-current] { background: var(--card); color: var(--text); box-shadow: 0 1px 2px rgb(0 0 0 / 12%) }
.bar { display: flex; flex-wrap: wrap; gap: var(--s3) var(--s4); align-items: center; margin-bottom: var(--s4) }
.bar .filters { margin: 0 }
.bar > :last-child { margin-left: auto }
.filter { display: grid; grid-template-columns: minmax(12rem, 2fr) repeat(auto-fit, minmax(6.5rem, 1fr)); gap: var(--s2) var(--s3); align-items: end; margin-bottom: var(--s4) }
.filter .field { display: grid; grid-template-columns: minmax(0, 1fr) }
.filter :is(input, select) { width: 100% }
.js .without-script { display: none }
.pager { display: flex; gap: var(--s3); align-items: center; justify-content: flex-end; margin-bottom: var(--s4) }

/* tables, names and values; in a narrow place, each row is a card */
.table { position: relative; container-type: inline-size }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .625rem var(--s4); vertical-align: middle }
thead th { font-size: var(--tiny); font-weight: 500; color: var(--quiet); white-space: nowrap; padding-block: .5rem }
tbody th { font-weight: 500 }
tbody tr { border-top: 1px solid var(--line) }
td code, th code { overflow-wrap: break-word }
td.num { white-space: nowrap }
td.end { text-align: right; white-space: nowrap }
.scopes { display: block; max-width: 22rem; font-size: var(--small); color: var(--quiet) }
.facts { padding: var(--s2) var(--s4) }
.facts > div { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: var(--s4); padding: .375rem 0 }
.facts dt { color: var(--quiet) }
.facts dd { overflow-wrap: anywhere; min-width: 0 }
.columns > div > .facts:first-child { padding: 0 }

@container (max-width: 54rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  thead tr { display: block }
  table, tbody { display: block }
  tbody tr { display: grid; gap: var(--s1); padding: var(--s3) var(--s4) }
  tbody :is(th, td) { display: block; padding: 0 }
  tbody :is(td, th):is(:empty) { display: none }
  tbody [data-label]:not(:empty) { padding-left: calc(8.5rem + var(--s4)) }
  [data-label]::before { content: attr(data-label); float: left; width: 8.5rem; margin-left: calc(-8.5rem - var(--s4)); color: var(--quiet) }
  td code, th code { overflow-wrap: anywhere }
  td.end { text-align: left }
}

/* forms */
.inline { display: inline-flex; flex-wrap: wrap; gap: var(--s2); align-items: end }
.actions, .actions-panel, .presets { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s3); align-items: end }
.actions-panel { padding: var(--s4); min-height: 5.75rem }
.actions-panel > p { align-self: start }
.cards .actions-panel { min-height: 0 }
.actions-panel .inline { align-items: end }
.facts + .actions, .cards p + .actions { margin-top: var(--s3) }
.stacked + .actions-panel { padding-top: 0 }
.clock .pad > .inline { margin: var(--s2) var(--s4) var(--s2) 0 }
.stacked { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--s4); padding: var(--s4) }
.facts + .stacked { padding-top: 0 }
fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: var(--s3) var(--s4); align-items: end; min-width: 0 }
legend { font-weight: 600; padding: 0; margin-bottom: var(--s2); font-size: var(--small) }
td .inline { flex-wrap: nowrap }
.numbers-form { display: grid; gap: var(--s3) var(--s4); grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)) }
.numbers-form .field { display: grid }
.field { display: inline-grid; grid-template-columns: minmax(0, auto); max-width: 100%; gap: .2rem; font-size: var(--tiny); color: var(--quiet); font-weight: 500; min-width: 0 }
input:not([type=checkbox]), select, textarea {
  font: 400 var(--base)/1.4 var(--sans); color: var(--text); background: var(--card); border: 1px solid var(--strong); border-radius: .4rem;
  padding: .3125rem .625rem; min-height: 2.125rem; max-width: 100%;
}
input[type=number] { width: 8.5rem; font-variant-numeric: tabular-nums }
textarea { font-family: var(--mono); font-size: var(--small); width: 100%; resize: vertical }
.stacked > .field { display: grid }
.with-button { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: var(--s2); align-items: end }
.with-button .field { display: grid }
.stacked + .facts { padding-top: 0 }
.ticks { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: .125rem var(--s3) }
.ticks:has(> :only-child) { grid-template-columns: 1fr }
.tick { display: inline-flex; gap: var(--s2); align-items: center; min-height: 2.125rem }
.ticks label { display: flex; gap: var(--s2); align-items: center; min-height: 1.75rem; cursor: pointer }
.ticks input { width: 1rem; height: 1rem; margin: 0 }
.button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 2.125rem; padding: .25rem .75rem; border-radius: .4rem; cursor: pointer; text-decoration: none;
  font: 500 var(--small)/1.3 var(--sans); color: var(--text); background: var(--card); border: 1px solid var(--strong); white-space: nowrap;
}
.button:hover { background: var(--sunk) }
.button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
.button.primary:hover { background: color-mix(in srgb, var(--accent) 88%, #000) }
.button.danger { color: var(--bad) }
.button.quiet { border-color: transparent; background: none; color: var(--quiet) }
.button:disabled { opacity: .6; cursor: progress }
td .button, .row-action .button { min-height: 1.75rem; padding-inline: .5rem }
form:has([name=kind]) :is(.for-code, .for-status, .for-delay, .for-break-body) { display: none }
form:has([value=code]:checked) .for-code, form:has([value=status]:checked) .for-status,
form:has([value=delay]:checked) .for-delay, form:has([value=break-body]:checked) .for-break-body { display: inline-grid }

/* the question before what cannot be undone */
.confirm[popover] { max-width: min(26rem, calc(100vw - 2rem)); padding: var(--s5); border: 0; border-radius: .625rem; background: var(--card); color: var(--text); box-shadow: 0 0 0 1px var(--line), 0 12px 40px rgb(0 0 0 / 30%); white-space: normal; text-align: left }
.confirm[popover]::backdrop { background: rgb(0 0 0 / 35%) }
.confirm p + p { margin-top: var(--s4) }

.keys h2 { margin-bottom: var(--s3) }
.keys dl { display: grid; grid-template-columns: auto 1fr; gap: var(--s1) var(--s4) }
kbd { font: 500 var(--tiny)/1.4 var(--mono); border: 1px solid var(--strong); border-radius: .25rem; padding: 0 .3rem }
.side-links { display: flex; flex-wrap: wrap; justify-content: space-between; gap: var(--s1) var(--s3); margin-top: var(--s3) }
.side-links a, .link { color: var(--quiet) }
.link { font: inherit; border: 0; padding: 0; background: none; cursor: pointer }
.with-script { visibility: hidden }
.js .with-script { visibility: visible }

/* texts to copy */
.snippets { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--s2) }
.snippets > * + h3 { margin-top: var(--s2) }
h3 { margin: 0; font-size: var(--small); font-weight: 600; color: var(--quiet) }
.snippet { display: flex; align-items: flex-start; background: var(--sunk); border-radius: .5rem; min-width: 0 }
.panel > .snippet { margin: var(--s4) }
.snippet pre { flex: 1; min-width: 0; padding: var(--s3) var(--s4); white-space: pre-wrap; overflow-wrap: anywhere; font-size: var(--small); line-height: 1.6 }
.copy { visibility: hidden; font: 500 var(--tiny)/1.3 var(--sans); color: var(--quiet); background: var(--card); border: 1px solid var(--line); border-radius: .35rem; padding: .2rem .5rem; min-height: 1.5rem; cursor: pointer }
.js .copy { visibility: visible }
.copy:hover { color: var(--text); border-color: var(--strong) }
.snippet .copy { margin: var(--s2) var(--s2) 0 0 }
.snippet + .quiet { padding-top: 0; font-size: var(--small) }
.facts .copy { margin-left: .25rem }
:is(.message pre, .readable) { background: var(--sunk); border-radius: .5rem; padding: var(--s3) var(--s4); white-space: pre-wrap; overflow-wrap: anywhere; font-size: var(--small); line-height: 1.6; max-height: 30rem; overflow-y: auto }
.message pre { margin-top: var(--s3) }
.message > p { margin-top: var(--s3) }
.headers { font-size: var(--small) }
.headers > div { display: grid; grid-template-columns: minmax(6rem, 11rem) minmax(0, 1fr); gap: var(--s3); padding: .125rem 0 }
.headers dt { color: var(--quiet); font-family: var(--mono); font-size: .95em; overflow-wrap: anywhere }
.headers dd { font-family: var(--mono); font-size: .95em; overflow-wrap: anywhere }

/* the life of a post */
.timeline { padding: var(--s4); min-height: 16.25rem }
.timeline li { display: grid; grid-template-columns: 1rem minmax(0, 1fr); gap: var(--s3); padding-bottom: var(--s4); position: relative }
.timeline li:last-child { padding-bottom: 0 }
.timeline li:not(:last-child)::before { content: ""; position: absolute; left: calc(.5rem - 1px); top: 1.1rem; bottom: -.25rem; width: 2px; background: var(--line) }
.timeline li.done:not(:last-child)::before { background: var(--good) }
.dot { width: .75rem; height: .75rem; margin: .3rem auto 0; border-radius: 50%; border: 2px solid var(--strong); background: var(--card); z-index: 1 }
.done .dot { background: var(--good); border-color: var(--good) }
.now .dot { border-color: var(--busy); box-shadow: 0 0 0 3px var(--busy-bg) }
.failed .dot { background: var(--bad); border-color: var(--bad) }
.later strong { font-weight: 500; color: var(--quiet) }
.step { display: flex; justify-content: space-between; gap: var(--s3) }
.timeline .quiet { font-size: var(--small) }

/* chunks */
progress { appearance: none; height: .375rem; border: 0; border-radius: 1rem; overflow: hidden; background: var(--plain-bg); width: 6rem; vertical-align: middle }
progress::-webkit-progress-bar { background: var(--plain-bg) }
progress::-webkit-progress-value { background: var(--busy); border-radius: 1rem }
progress::-moz-progress-bar { background: var(--busy) }
progress.wide { width: 100%; margin: var(--s2) 0 var(--s3) }
.meter { display: grid; gap: .25rem; font-size: var(--tiny); color: var(--quiet) }
.meter progress { width: 100% }
.chunks-sum { display: flex; flex-wrap: wrap; gap: var(--s1) var(--s3); align-items: baseline }
.chunks-sum strong { font-size: 1.5rem; letter-spacing: -.02em; line-height: 1.2; min-width: 4rem }
.chunks-sum .quiet { margin-left: auto }
.cells { display: grid; grid-template-columns: repeat(auto-fill, minmax(1.125rem, 1fr)); gap: 3px; margin-bottom: var(--s3) }
.cells li { height: 1.125rem; border-radius: .2rem; background: var(--plain-bg) }
.cells .arrived { background: var(--good) }
.cells .next { background: var(--busy-bg); box-shadow: inset 0 0 0 1.5px var(--busy) }

/* the clock */
.big-time { font-size: clamp(2.25rem, 7vw, var(--huge)); line-height: 1.1; font-weight: 600; letter-spacing: -.04em }
.clock .actions { margin: var(--s4) 0 var(--s2) }
.avatar { flex: none; width: 2rem; height: 2rem; border-radius: 50%; background: var(--plain-bg); display: grid; place-items: center; font-size: var(--small); font-weight: 600 }

/* as a viewer sees it; a screen is dark in any light */
.phone { display: grid; gap: var(--s2) }
.screen { position: relative; aspect-ratio: 9 / 16; border-radius: 1.5rem; overflow: hidden; background: #101114; color: #fff; box-shadow: 0 0 0 5px #24252a, 0 12px 32px rgb(0 0 0 / 22%); margin: 5px; isolation: isolate }
.screen-media { position: absolute; inset: 0; display: grid; place-items: center; background: radial-gradient(120% 80% at 30% 15%, #33363f, #14151a 70%) }
.screen-media p { max-width: 70%; text-align: center; color: #c9ccd4; font-size: var(--small); text-wrap: balance; margin-bottom: 25% }
.screen-media video { width: 100%; height: 100%; object-fit: cover }
.screen-side { filter: drop-shadow(0 1px 2px rgb(0 0 0 / 75%)); position: absolute; right: .625rem; bottom: 6.5rem; display: grid; gap: var(--s4); z-index: 1 }
.screen-side li { display: grid; justify-items: center; font-size: var(--tiny); gap: .1rem }
.screen-side .icon { width: 1.6rem; height: 1.6rem }
.screen-text { position: absolute; inset: auto 0 0; padding: 3rem 3.25rem 1rem 1rem; background: linear-gradient(transparent, rgb(0 0 0 / 75%)); font-size: var(--small); max-height: 70%; overflow: hidden; pointer-events: none }
.screen-text span { color: #d3d5db }
.screen-caption { overflow-wrap: anywhere; display: -webkit-box; -webkit-line-clamp: 4; -webkit-box-orient: vertical; overflow: hidden; white-space: pre-line }
.screen-mark { display: inline-block; margin-top: var(--s1); padding: 0 .4rem; border-radius: .25rem; background: rgb(255 255 255 / 18%); font-size: var(--tiny) }
.plays .screen-side { bottom: 10rem }
.plays .screen-text { padding-bottom: 4.75rem }
figcaption { display: flex; gap: var(--s2); align-items: center; justify-content: center; color: var(--quiet); font-size: var(--small) }

/* narrow screens */
@media (max-width: 68rem) {
  .columns, .columns.post { grid-template-columns: minmax(0, 1fr); row-gap: 0 }
  .columns.pad { row-gap: var(--s4) }
  .columns.post aside { position: static; width: min(17.5rem, 100%); justify-self: center }
  .rows.full li { grid-template-columns: 8.5rem minmax(0, 1fr) 8.5rem }
  .rows.full .row-side:not(:has(progress)) { display: none }
  .rows.full .row-side { grid-column: 2 / -1; grid-row: 2 }
  .rows.requests.full li { grid-template-columns: 4.25rem minmax(0, 1fr) auto auto }
  .rows.requests .row-side:not(:empty) { display: block; grid-column: auto; grid-row: auto }
}
@media (max-width: 48rem) {
  body { background: none; grid-template-columns: minmax(0, 1fr); grid-template-rows: auto 1fr }
  .top { display: flex; gap: var(--s3); align-items: center; padding: var(--s2) var(--s4); position: sticky; top: 0; z-index: 5; background: var(--page); border-bottom: 1px solid var(--line) }
  .menu { display: grid; place-items: center; width: 2.5rem; height: 2.5rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); color: inherit; cursor: pointer }
  .side[popover] { display: none; position: fixed; inset: 0 auto 0 0; width: min(17rem, 85vw); box-shadow: 0 0 40px rgb(0 0 0 / 30%) }
  .side[popover]:popover-open { display: flex }
  .side[popover]::backdrop { background: rgb(0 0 0 / 35%) }
  .side li a { min-height: 2.75rem }
  main { padding: var(--s5) var(--s4) 4rem }
  .numbers { grid-template-columns: repeat(2, minmax(0, 1fr)) }
  .numbers li:nth-child(3) { border-left: 0 }
  .numbers li:nth-child(n + 3) { border-top: 1px solid var(--line) }
  .rows li, .rows.full li, .rows.requests li, .rows.requests.full li, .rows li:has(.row-action) { grid-template-columns: minmax(0, 1fr) auto }
  .row-main { grid-column: 1 / -1; grid-row: 2 }
  .rows.full .row-side { grid-column: 1 / -1; grid-row: 3 }
  .row-action { grid-column: 1 / -1 }
  .row-action .button { padding-left: 0 }
  .rows .row-time { grid-column: 2; grid-row: 1 }
  .rows.requests .row-side { grid-column: 1 / -1; grid-row: 3; text-align: left }
  .rows .row-side:empty { display: none }
  .rows .row-main .quiet { white-space: normal }
  .behaviors .row-main { grid-template-columns: minmax(0, 1fr) }
  .row-title { white-space: normal; overflow-wrap: anywhere }
  .facts > div, .headers > div { grid-template-columns: minmax(0, 1fr); gap: 0 }
  .button, .filters a, input:not([type=checkbox]), select { min-height: 2.5rem }
  .filters a { display: inline-flex; align-items: center }
  .bar > :last-child { margin-left: 0 }
  .filter { grid-template-columns: 1fr 1fr }
  .filter > .field:first-of-type { grid-column: 1 / -1 }
  .empty { padding: var(--s5) var(--s4) }
}
@media (prefers-reduced-motion: no-preference) {
  .now .dot { animation: pulse 1.6s ease-in-out infinite alternate }
  progress::-webkit-progress-value { transition: inline-size .25s ease-out }
}
@media (prefers-reduced-motion: reduce) { .rows .fresh, tbody .fresh { animation: none } }
@keyframes pulse { to { box-shadow: 0 0 0 5px var(--busy-bg) } }
`
