import { expect, test } from '@jest/globals';
import { bareFacts, fakeHost } from '../../bootstrap/testing.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import type { RollbackNode } from './look-at-nodes.ts';
import { requireRoom } from './require-room.ts';

const SAID = 'it needs up to 70 MB, and 20 MB of 4.0 GB are free in /usr/local/bin';

/** Asks nodes of which some lack room. @returns what each was asked for */
async function ask(lacking: Readonly<Record<string, readonly string[]>>, holder?: string, isDatastore = true) {
  const asked: string[] = [];
  const nodes = ['s1', 's2', 'a1'].map((name): RollbackNode => {
    const host = fakeHost(name, {
      run: async (_, { input = '' } = {}) => {
        const [, text = '{}'] = /sys\.argv\.append\((".*")\)/.exec(String(input)) ?? [];
        const { datastore, database } = JSON.parse(JSON.parse(text));
        asked.push([name, ...(datastore ? ['datastore'] : []), ...(database ? ['database'] : [])].join(' '));
        return { exitCode: 0, stdout: JSON.stringify(lacking[name] ?? []), stderr: '' };
      },
    });
    const node = { name, role: name.startsWith('s') ? 'server' : 'agent' } as K3sNode;
    return { node, host, facts: bareFacts(name), snapshot: undefined, volumes: [] };
  });
  const { signal } = new AbortController();
  await requireRoom({ nodes, snapshot: '000005-c5', begun: undefined, isDatastore, holder }, signal);
  return asked;
}

test('every node is asked for what goes back on it', async () => {
  expect(await ask({}, 'a1')).toEqual(['s1 datastore', 's2 datastore', 'a1 database']);
  expect(await ask({}, undefined, false)).toEqual(['s1', 's2', 'a1']);
});

test('all disks with too little room are named at once, before anything is changed', async () => {
  await expect(ask({ s1: [SAID], a1: [SAID, 'it needs more'] })).rejects.toMatchObject({
    message: `the rollback has no room for what it puts back:\n  s1: ${SAID}\n  a1: ${SAID}\n  a1: it needs more`,
    fix: 'Free some space there, for example by deleting what earlier rollbacks have kept (docs/rollback.md). Nothing was changed.',
  });
});
