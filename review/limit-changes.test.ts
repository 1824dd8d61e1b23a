import { expect, test } from '@jest/globals';
import { HASH, load } from '../settings/testing.ts';
import { limitChanges } from './limit-changes.ts';

const USERS = { users: { ada: { password: HASH, admin: true, groups: ['ml'] } } };
const side = (limits: object | undefined) => load(limits ? { limits } : {}, USERS).platform;
type Side = ReturnType<typeof side>;
const SOON = 'Applies within about two minutes, without a restart; a time applies to running servers too.';

test.each<[object | undefined, object | undefined, string[]]>([
  [undefined, undefined, []],
  [{ all: { servers: 1 } }, { all: { servers: 1 } }, []],
  [undefined, { all: { servers: 1 } }, ['Limits of each user: servers at once 1 (was not set).']],
  [{ all: { idle: '30m' } }, undefined, ['Limits of each user: idle time not set (was 30m).']],
  [
    { groups: { ml: { memory: '2Gi', together: { gpus: 2 } } } },
    {
      groups: { ml: { memory: 'unlimited', together: { gpus: 3, processors: 8 } } },
      users: { ada: { longestRun: '1d' } },
    },
    [
      'Limits of each member of ml: memory at once unlimited (was 2Gi).',
      'Limits of all members of ml together: processors at once 8 (was not set), GPUs at once 3 (was 2).',
      'Limits of the user ada: longest run 1d (was not set).',
    ],
  ],
  [{ all: { gpuHours: 5 } }, { all: { gpuHours: 7.5 } }, ['Limits of each user: GPU hours 7.5 (was 5).']],
])('%j to %j', (before, after, texts) => {
  const changes = limitChanges(side(before), side(after));
  expect(changes).toEqual(texts.map((text) => ({ topic: 'Users', text: `${text} ${SOON}` })));
});

test('when hours begin again, and what happens to running servers', () => {
  const [old, now] = [{}, { window: 'week', whenUsedUp: 'stop' }].map((it) => side({ ...it, all: { hours: 5 } }));
  const texts = (one: typeof old, other: typeof old) => limitChanges(one as Side, other as Side).map((it) => it.text);
  expect(texts(old, now)).toEqual([
    'Hours in limits begin again each week (was month).',
    'Running servers stop when their hours are used up.',
  ]);
  expect(texts(now, old)).toEqual([
    'Hours in limits begin again each month (was week).',
    'Running servers no longer stop when their hours are used up.',
  ]);
});
