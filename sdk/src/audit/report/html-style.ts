/** The look of the report: light or dark as its reader's screen is, light on paper. */
export const STYLE = `
:root { --ink: #16202a; --soft: #5b6873; --line: #d8dee4; --paper: #fff; --one: #1f6f8b; --two: #d98324; --three: #a03050; --yes: #14713d; --no: #b3261e; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebf0; --soft: #9aa7b3; --line: #313b45; --paper: #12181e; --one: #5ab4d0; --two: #f0a954; --three: #e0708f; --yes: #5fcf8f; --no: #ff8a80; }
}
@media print {
  :root { --ink: #000; --soft: #444; --line: #ccc; --paper: #fff; --one: #1f6f8b; --two: #d98324; --three: #a03050; --yes: #14713d; --no: #b3261e; }
  section { break-inside: avoid-page; } .rows { break-inside: auto; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.5rem; margin: 0 0 .75rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
dl { margin: 0; } dl div { display: flex; gap: .75rem; } dt { flex: 0 0 6rem; color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.verdict { margin: 1.25rem 0 .5rem; padding: .75rem 1rem; border: 2px solid; border-radius: .4rem; font-weight: 600; }
.yes { color: var(--yes); } .no { color: var(--no); }
.findings li, .uri { overflow-wrap: anywhere; } .aside, .uri { color: var(--soft); font-size: .85rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
.books th { width: 9rem; font-weight: normal; color: var(--soft); }
.wide { overflow-x: auto; } .rows { font-size: .82rem; margin: .75rem 0; } .rows td:nth-child(n+5):nth-child(-n+9), .rows th:nth-child(n+5):nth-child(-n+9) { text-align: right; }
.rows .voided td, .rows .cancelled td { color: var(--soft); }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--soft); font-size: 12px; }
.grid { stroke: var(--line); } .line { fill: none; stroke-width: 1.5; }
.line.one { stroke: var(--one); } .area { opacity: .3; } .one { fill: var(--one); } .two { fill: var(--two); } .three { fill: var(--three); }
.line.one { fill: none; }
.legend { display: flex; gap: 1.25rem; list-style: none; padding: 0; margin: .25rem 0; color: var(--soft); font-size: .85rem; }
.key { display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; border-radius: 2px; }
.key.one { background: var(--one); } .key.two { background: var(--two); } .key.three { background: var(--three); }
`;
