import { escapeXml } from '../lib/escape-xml.ts';
import type { Step } from './journey.ts';
import type { RunSummary } from './run-summary.ts';

/** The result as JUnit XML, which CI systems show: a suite for each user, a case for each step. */
export function junitReport(summary: RunSummary): string {
  const users = [...new Set(summary.steps.map((step) => step.user))];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name: `hubwright accept ${summary.hub}`, ...counts(summary.steps) })}>`,
    ...users.flatMap((user) => suite(user, summary)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(user: string, { steps, begin }: RunSummary): string[] {
  const own = steps.filter((step) => step.user === user);
  const timestamp = begin.toISOString().slice(0, 19);
  return [
    `  <testsuite ${attributes({ name: user, timestamp, ...counts(own) })}>`,
    ...own.flatMap(testCase),
    '  </testsuite>',
  ];
}

function testCase(step: Step): string[] {
  const open = `    <testcase ${attributes({ classname: step.user, name: step.name, time: step.seconds.toFixed(3) })}`;
  const reason = step.reason ?? '';
  if (step.status === 'passed') return [`${open}/>`];
  if (step.status === 'skipped')
    return [`${open}>`, `      <skipped ${attributes({ message: reason })}/>`, '    </testcase>'];
  const details = [reason, step.pageSays && `The page says: ${step.pageSays}`, step.url && `At: ${step.url}`];
  return [
    `${open}>`,
    `      <failure ${attributes({ message: reason })}>${escapeXml(details.filter(Boolean).join('\n'))}</failure>`,
    '    </testcase>',
  ];
}

function counts(steps: readonly Step[]) {
  const count = (status: Step['status']) => String(steps.filter((step) => step.status === status).length);
  return {
    tests: String(steps.length),
    failures: count('failed'),
    skipped: count('skipped'),
    time: steps.reduce((sum, step) => sum + step.seconds, 0).toFixed(3),
  };
}

function attributes(all: Readonly<Record<string, string>>): string {
  return Object.entries(all)
    .map(([name, value]) => `${name}="${escapeXml(value).replaceAll('\n', '&#10;')}"`)
    .join(' ');
}
