import { escapeXml as text } from '../lib/escape-xml.ts';
import type { Step } from './journey.ts';
import { REPORT_STYLE } from './report-style.ts';
import { duration, inWords, type RunSummary } from './run-summary.ts';

/** The result as one page without anything outside it: pictures are in it, and it has no script. */
export function htmlReport(summary: RunSummary): string {
  const users = [...new Set(summary.steps.map((step) => step.user))];
  const verdict = summary.steps.every((step) => step.status === 'passed') ? 'passed' : 'failed';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Acceptance: ${text(inWords(summary.steps))}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<header>
<h1>Acceptance of ${text(summary.hub)}</h1>
<p class="verdict ${verdict}">${text(capital(inWords(summary.steps)))}</p>
<p>${text(summary.begin.toISOString().slice(0, 16).replace('T', ' '))} UTC, in ${duration(summary.seconds)}, with ${text(summary.browser)}.
Choose a picture to enlarge it.</p>
</header>
<main>
${users.map((user) => section(user, summary.steps)).join('\n')}
</main>
</body>
</html>
`;
}

function section(user: string, steps: readonly Step[]): string {
  const own = steps.flatMap((step, index) => (step.user === user ? [figure(step, index)] : []));
  const result = inWords(steps.filter((step) => step.user === user));
  return `<section>\n<h2>${text(user)} <small>${text(result)}</small></h2>\n<ol>\n${own.join('\n')}\n</ol>\n</section>`;
}

function figure(step: Step, index: number): string {
  const time = step.status === 'skipped' ? '' : `<span class="time">${duration(step.seconds)}</span>`;
  return `<li class="${step.status}" id="step-${index}">
<h3><span class="status">${step.status}</span> ${text(step.name)} ${time}</h3>
${[reason(step), says(step), place(step), picture(step, index)].filter((it) => it !== '').join('\n')}
</li>`;
}

const reason = (step: Step) => (step.reason === undefined ? '' : `<pre>${text(step.reason)}</pre>`);

const says = ({ pageSays }: Step) =>
  pageSays === undefined ? '' : `<p>The page says:</p>\n<pre>${text(pageSays)}</pre>`;

const place = ({ url }: Step) => (url === undefined ? '' : `<p class="url">${text(url)}</p>`);

function picture(step: Step, index: number): string {
  if (step.picture === undefined) return '';
  const source = `data:image/jpeg;base64,${step.picture.toString('base64')}`;
  const image = `<img src="${source}" alt="The page after: ${text(step.name)}" loading="lazy">`;
  return `<a class="enlarge" href="#step-${index}">${image}</a><a class="close" href="#top">Close</a>`;
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
