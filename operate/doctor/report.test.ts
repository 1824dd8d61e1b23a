import { expect, test } from '@jest/globals';
import { checked, noClusterYet, skipped } from './check.ts';
import { jsonReport, textReport } from './report.ts';

const CHECKS = [
  noClusterYet({ id: 'nodes', area: 'cluster', title: 'nodes' }),
  checked({ id: 'tool/node', area: 'this machine', title: 'Node.js' }, [], '22.1.0'),
  skipped({ id: 'host/a1', area: 'hosts', title: 'a1' }, 'it is switched off'),
  checked({ id: 'passwords', area: 'passwords', title: 'passwords' }, [
    { severity: 'note', where: 'users.yaml', message: 'some were not tried', cost: 'less is known', fix: 'Try all.' },
    { severity: 'error', where: 'ada', message: 'it is weak', cost: 'others log in', fix: 'Set another.' },
  ]),
];

test('a report for people, in the order of its parts', () => {
  expect(textReport(CHECKS)).toBe(`this machine
  ok              Node.js: 22.1.0

passwords
  error           passwords
    note: users.yaml: some were not tried
      cost  less is known
      fix   Try all.
    error: ada: it is weak
      cost  others log in
      fix   Set another.

hosts
  skipped         a1: it is switched off

cluster
  no cluster yet  nodes

4 checks: 1 ok, 1 skipped, 1 no cluster yet; 1 error, 1 note`);
  expect(textReport(CHECKS.slice(1, 2))).toMatch(/^1 check: 1 ok; no problems$/m);
});

test('a report for scripts', () => {
  const report = JSON.parse(jsonReport(CHECKS));
  expect(Object.keys(report)).toEqual(['version', 'summary', 'checks']);
  expect(report.version).toBe(2);
  expect(report.summary).toEqual({ checks: 4, ok: 1, skipped: 1, noClusterYet: 1, errors: 1, warnings: 0, notes: 1 });
  expect(Object.keys(report.checks[0])).toEqual(['id', 'area', 'title', 'state', 'detail', 'problems']);
  expect(Object.keys(report.checks[3].problems[0])).toEqual(['severity', 'where', 'message', 'cost', 'fix']);
});
