import { describe, expect, test } from '@jest/globals';
import { bareFacts, fakeHost } from '../../bootstrap/testing.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import type { Entry } from '../../cluster/record/entry.ts';
import { chooseRollback } from './choose-rollback.ts';
import type { LookedNode } from './look-at-nodes.ts';

const [OLD, PATCH, NEW] = ['v1.36.5+k3s1', 'v1.36.6+k3s1', 'v1.37.0+k3s1'];

/** A node with snapshots of these changes, of the old release. */
function looked(name: string, now: string, changes: readonly number[], ran = now): LookedNode {
  const isServer = name.startsWith('s');
  return {
    node: { name, role: isServer ? 'server' : 'agent', unit: isServer ? 'k3s' : 'k3s-agent' } as K3sNode,
    host: fakeHost(name),
    facts: bareFacts(name, { k3s: now, running: new Map([[name, ran]]) }),
    snapshots: changes.map((it) => ({
      ...{ name: `${String(it).padStart(6, '0')}-c${it}`, time: 0, k3s: OLD, first: isServer, database: null },
      ...{ hasVolume: false, written: null, missing: [], changed: [] },
    })),
    volumes: [],
  };
}

const entry = (revision: number, more: Partial<Entry> = {}): Entry => ({
  ...{ revision, change: `c${revision}`, after: [], command: 'up', operator: 'ada@laptop', from: revision },
  ...{ result: 'done', deploys: true, hubwright: '0.1.0', k3s: {}, isWhole: true, ...more },
});
const upgrade = (revision: number, more: Partial<Entry> = {}) =>
  entry(revision, { snapshot: `${String(revision).padStart(6, '0')}-c${revision}`, ...more });
const undo = (revision: number, snapshot: string, result: Entry['result']) =>
  entry(revision, { isWhole: false, result, rollback: { snapshot, isDatastore: true, isHub: false } });
const FIVE = '000005-c5';

describe('what a rollback goes back to', () => {
  test.each<[what: string, change: number | undefined, entries: readonly Entry[], chosen: string]>([
    ['the last upgrade', undefined, [upgrade(5), upgrade(7)], '000007-c7'],
    ['the one that was named', 5, [upgrade(5), upgrade(7)], FIVE],
    ['not one that was undone', undefined, [upgrade(5), upgrade(7), undo(8, '000007-c7', 'done')], FIVE],
    ['not one after it either', undefined, [upgrade(5), upgrade(7), undo(8, FIVE, 'done'), upgrade(9)], '000009-c9'],
    ['one that was undone, if it is named', 7, [upgrade(7), undo(8, '000007-c7', 'done')], '000007-c7'],
    ['what has begun to go back', undefined, [upgrade(5), upgrade(7), undo(8, FIVE, 'failed')], FIVE],
  ])('%s', (_, change, entries, chosen) => {
    expect(chooseRollback([looked('s1', NEW, [5, 7, 9])], change, entries).snapshot).toBe(chosen);
  });

  test.each<[what: string, releases: readonly string[], ran: string, isDatastore: boolean]>([
    ['another minor', [NEW, NEW], NEW, true],
    ['another minor on one server, which may have started it', [OLD, NEW], OLD, true],
    ['the old one again, while the newer one runs', [OLD, OLD], NEW, true],
    ['another patch', [PATCH, PATCH], PATCH, false],
    ['the same', [OLD, OLD], OLD, false],
  ])('the datastore if the servers have %s', (_, [one = '', two = ''], ran, isDatastore) => {
    const nodes = [looked('s1', one, [5], ran), looked('s2', two, [5], ran)];
    expect(chooseRollback(nodes, undefined, [upgrade(5)])).toMatchObject({ release: OLD, isDatastore });
  });

  test('once it has begun, what it put back does not change what it is', () => {
    const found = chooseRollback([looked('s1', OLD, [5])], undefined, [upgrade(5), undo(6, FIVE, 'running')]);
    expect(found).toMatchObject({ isDatastore: true, open: { revision: 6, isHub: false } });
  });

  test.each<[message: string, nodes: readonly LookedNode[], change: number | undefined, entries: readonly Entry[]]>([
    ['s1 has no snapshot that was not undone yet', [looked('s1', OLD, [])], undefined, []],
    ['s1 has no snapshot that was not undone yet', [looked('s1', OLD, [5])], undefined, [entry(6)]],
    [
      's1 has no snapshot that was not undone yet',
      [looked('s1', OLD, [5, 7])],
      undefined,
      [upgrade(5), upgrade(7), undo(8, FIVE, 'done')],
    ],
    ['s1 has no snapshot of change 6', [looked('s1', OLD, [5])], 6, [upgrade(5)]],
    [
      'the rollback of change 5 has not finished',
      [looked('s1', OLD, [5, 7])],
      7,
      [upgrade(5), undo(8, FIVE, 'failed')],
    ],
    [
      'the upgrade of change 7 has not changed anything that could be undone',
      [looked('s1', OLD, [5])],
      undefined,
      [upgrade(5), upgrade(7, { result: 'failed' })],
    ],
    [
      's1 no longer has the snapshot 000005-c5, which the rollback puts back',
      [looked('s1', OLD, [])],
      undefined,
      [undo(6, FIVE, 'failed')],
    ],
    [
      'a9 (v1.37.0+k3s1) came after change 5, and would be newer than the servers with v1.36.5+k3s1',
      [looked('s1', NEW, [5]), looked('a1', NEW, [5]), looked('a9', NEW, [])],
      undefined,
      [upgrade(5)],
    ],
  ])('%s', (message, nodes, change, entries) => {
    expect(() => chooseRollback(nodes, change, entries)).toThrow(message);
  });
});
