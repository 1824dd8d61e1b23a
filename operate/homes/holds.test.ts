import { expect, test } from '@jest/globals';
import { describeUnfinishedHold, type Hold, messageOf } from './holds.ts';

const hold = (changes: Partial<Hold> = {}): Hold => ({
  ...{ work: 'restore', user: 'ada', server: '', claim: 'claim-ada' },
  ...{ since: '2026-11-26T14:30:59.123Z', holder: 'root@laptop' },
  ...changes,
});
const move = {
  ...{ from: { node: 'agent-1', path: '/a', volume: 'a' }, to: { node: 'agent-2', path: '/b', volume: 'b' } },
  ...{ stamp: '20261126T143059Z', objects: { volume: {}, claim: {} } },
};

test.each<[string, Partial<Hold>, string[]]>([
  [
    'a restore',
    {},
    [
      'Your home is being restored from a backup since 2026-11-26 14:30 UTC, and no server starts until that is done. Try again later, or ask your hub administrator.',
      'ada: the restore that root@laptop began at 2026-11-26 14:30 UTC is unfinished, and no server of this home starts: ' +
        '`npx hubwright restore --home ada` finishes it, `npx hubwright home release ada` gives it up.',
    ],
  ],
  [
    'the move of the home of a named server',
    { work: 'move', server: 'my gpu', move },
    [
      'Your home is being moved to another node since 2026-11-26 14:30 UTC, and no server starts until that is done. Try again later, or ask your hub administrator.',
      'ada (my gpu): the move to agent-2 that root@laptop began at 2026-11-26 14:30 UTC is unfinished, and no server of this home starts: ' +
        "`npx hubwright home move ada --server 'my gpu' --to agent-2` finishes it, `npx hubwright home release ada --server 'my gpu'` gives it up.",
    ],
  ],
  [
    'a home whose node is lost',
    { work: 'recover', move },
    [
      'Your home is being restored from a backup since 2026-11-26 14:30 UTC, and no server starts until that is done. Try again later, or ask your hub administrator.',
      'ada: the restore onto agent-2 that root@laptop began at 2026-11-26 14:30 UTC is unfinished, and no server of this home starts: ' +
        '`npx hubwright node drain agent-1 --lost` finishes it, `npx hubwright home release ada` gives it up.',
    ],
  ],
])('%s, as the user and the operator read it', (_, changes, texts) => {
  const it = hold(changes);
  expect([messageOf(it), describeUnfinishedHold(it)]).toEqual(texts);
});
