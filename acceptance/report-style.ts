/** The style sheet of the HTML report. */
export const REPORT_STYLE = `
:root { color-scheme: light; --good: #1a7f4b; --bad: #c02b2b; --quiet: #68707c; --line: #dde1e7; }
* { box-sizing: border-box; }
body { margin: 0; background: #f4f5f7; color: #1c2430; font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
header, main { max-width: 1240px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 32px; }
h1 { font-size: 26px; margin: 0 0 12px; overflow-wrap: anywhere; }
h2 { font-size: 20px; margin: 32px 0 12px; }
small { font-size: 14px; font-weight: normal; color: var(--quiet); margin-left: 8px; }
.verdict { display: inline-block; margin: 0; padding: 6px 14px; border-radius: 6px; color: #fff; font-weight: 600; }
.verdict.passed { background: var(--good); }
.verdict.failed { background: var(--bad); }
ol { list-style: none; margin: 0; padding: 0; display: grid; gap: 16px; grid-template-columns: repeat(auto-fill, minmax(280px, 1fr)); }
li { background: #fff; border: 1px solid var(--line); border-top: 4px solid var(--good); border-radius: 6px; padding: 12px; min-width: 0; display: flex; flex-direction: column; }
li.failed { border-color: var(--bad); grid-column: 1 / -1; }
li.skipped { border-top-color: var(--line); color: var(--quiet); }
h3 { font-size: 15px; line-height: 1.35; margin: 0 0 8px; }
.status { display: none; }
.failed .status, .skipped .status { display: inline; text-transform: uppercase; font-size: 12px; letter-spacing: .04em; }
.failed .status { color: var(--bad); }
.time { color: var(--quiet); font-weight: normal; white-space: nowrap; }
pre { margin: 0 0 8px; padding: 8px 10px; background: #f4f5f7; border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 13px; }
.skipped pre { background: none; padding: 0; font-family: inherit; }
p { margin: 8px 0; }
li p { margin: 0 0 4px; font-size: 13px; }
.url { color: var(--quiet); overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
li:target .url, .failed .url { display: block; }
img { display: block; width: 100%; border: 1px solid var(--line); }
.enlarge { margin-top: auto; }
.failed img { max-width: 960px; }
.close { display: none; }
li:target { position: fixed; inset: 16px; z-index: 1; margin: 0; overflow: auto; box-shadow: 0 0 0 100vmax rgb(0 0 0 / .6); }
li:target .enlarge { margin-top: 0; }
li:target img { width: auto; max-width: 100%; margin: 0 auto; }
li:target .close { display: inline-block; position: absolute; top: 8px; right: 14px; color: inherit; }
@media print { body { background: #fff; } li { break-inside: avoid; } }
`;
