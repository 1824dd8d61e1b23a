import { expect, test } from '@jest/globals';
import { bareFacts } from '../../bootstrap/testing.ts';
import { hostChecks } from './hosts.ts';
import { reportOf } from './testing.ts';

const NODES = [{ name: 's1' }, { name: 'a1' }];
const facts = new Map([['s1', bareFacts('10.0.0.1')]]);
const checks = (...given: Parameters<typeof hostChecks>) =>
  given && hostChecks(...given).map((it) => [it.id, ...reportOf(it)]);

test('problems of the preflight, by host', () => {
  expect(
    checks(NODES, facts, [
      { severity: 'error', where: 'a1', message: 'the host refuses the login', fix: 'Use `ssh-copy-id`.' },
      {
        severity: 'warning',
        where: 's1',
        message: 'the firewall ufw is active',
        cost: 'agents cannot join',
        fix: 'Open it.',
      },
      { severity: 'error', where: 's1, a1', message: 'both are the same machine', fix: 'Take another.' },
    ]),
  ).toEqual([
    [
      'host/s1',
      'problems: Ubuntu 24.04.3 LTS, amd64',
      'warning: s1: the firewall ufw is active | agents cannot join | Open it.',
    ],
    [
      'host/a1',
      'problems: it cannot be reached',
      'error: a1: the host refuses the login | `up` does not start on any host until it is fixed | Use `ssh-copy-id`.',
    ],
    [
      'hosts',
      'problems: ',
      'error: s1, a1: both are the same machine | `up` does not start on any host until it is fixed | Take another.',
    ],
  ]);
});

test('hosts of which none answers are not compared', () => {
  expect(checks([{ name: 's1' }], new Map(), []).at(-1)).toEqual(['hosts', 'skipped: no host can be reached']);
});
