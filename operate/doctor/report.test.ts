import { expect, test } from '@jest/globals';
import { made, notMade, notYet } from './check.ts';
import { jsonReport, textReport } from './report.ts';

const CHECKS = [
  notYet({ id: 'nodes', area: 'cluster', title: 'nodes' }),
  made({ id: 'tool/node', area: 'this machine', title: 'Node.js' }, [], '22.1.0'),
  notMade({ id: 'host/a1', area: 'hosts', title: 'a1' }, 'it is switched off'),
  made({ id: 'passwords', area: 'passwords', title: 'passwords' }, [
    { severity: 'note', where: 'users.yaml', message: 'some were not tried', cost: 'less is known', fix: 'Try all.' },
    { severity: 'error', where: 'ada', message: 'it is weak', cost: 'others log in', fix: 'Set another.' },
  ]),
];

test('a report for people, in the order of its parts', () => {
  expect(textReport(CHECKS)).toBe(`this machine
  well      Node.js: 22.1.0

passwords
  error     passwords
    note: users.yaml: some were not tried
      cost  less is known
      fix   Try all.
    error: ada: it is weak
      cost  others log in
      fix   Set another.

hosts
  not made  a1: it is switched off

cluster
  not yet   nodes: there is no cluster yet

4 checks: 1 well, 1 not made, 1 not yet; 1 error, 1 note`);
  expect(textReport(CHECKS.slice(1, 2))).toMatch(/^1 check: 1 well; nothing found$/m);
});

test('a report for scripts', () => {
  const report = JSON.parse(jsonReport(CHECKS));
  expect(Object.keys(report)).toEqual(['version', 'summary', 'checks']);
  expect(report.version).toBe(1);
  expect(report.summary).toEqual({ checks: 4, well: 1, notMade: 1, notYet: 1, errors: 1, warnings: 0, notes: 1 });
  expect(Object.keys(report.checks[0])).toEqual(['id', 'area', 'title', 'state', 'detail', 'findings']);
  expect(Object.keys(report.checks[3].findings[0])).toEqual(['severity', 'where', 'message', 'cost', 'fix']);
});
