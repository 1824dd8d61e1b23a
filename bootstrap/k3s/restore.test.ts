import { expect, test } from '@jest/globals';
import { load } from '../../settings/testing.ts';
import type { RunResult } from '../../system/exec.ts';
import { sha256 } from '../../system/sha256.ts';
import { contextOn, fakeHost, LOOK } from '../testing.ts';
import { restoreStep, toApplyAgain } from './restore.ts';

const ASKED = { release: 'jupyterhub', namespace: 'hub', url: '', resolve: '', objects: [] };
const { platform } = load({ storage: { home: { size: '20Gi' } } });
const SECRET = { apiVersion: 'v1', kind: 'Secret', namespace: 'hub', name: 'users' };
const TEXT = JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'users', namespace: 'hub' } });
const manifests = new Map([['users.k8s.yaml', TEXT]]);
const addOns = new Map([['users', sha256(TEXT)]]);
const lacking = { missing: [SECRET], leaving: [] };

/** Runs the actions on a cluster that is as the look tells; every further look tells of one that is well. */
async function restore(look: Partial<typeof LOOK>, wasThere = true): Promise<string[]> {
  const commands: string[] = [];
  const host = fakeHost('server-1', {
    run: async (argv): Promise<RunResult> => {
      commands.push(argv.join(' '));
      return { exitCode: 0, stdout: '== end\nok\n', stderr: '' };
    },
  });
  for (const action of restoreStep('server-1', ASKED, { manifests, platform }, () => wasThere).actions) {
    await action.run(contextOn(host, { known: { look: { changes: 0, found: { ...LOOK, ...look } } } }));
  }
  return commands;
}

test('nothing is done where all is there', async () => {
  expect(await restore({ addOns })).toEqual([]);
});

test('a manifest is applied again when an object of it is gone, and left to k3s when it has just been put in place', async () => {
  const again = 'sh -s -- users /var/lib/rancher/k3s/server/manifests/users.k8s.yaml';
  expect(await restore({ addOns, objects: lacking })).toEqual([again]);
  expect(await restore({ addOns: new Map() })).toEqual([again]);
  expect(await restore({ addOns, objects: lacking }, false)).toEqual([]);
  // What could not be asked is not missing.
  expect(toApplyAgain({ ...LOOK, addOns, objects: undefined }, manifests)).toEqual([]);
});

test('a volume is kept for the next claim of the name, if it is still the one that was looked at', async () => {
  const volume = {
    name: 'pvc-1',
    phase: 'Released',
    claim: 'claim-ada',
    uid: 'u-1',
    isKept: true,
    node: 'test',
    since: '2026-01-01',
  };
  const storage: typeof LOOK.storage = { ...LOOK.storage, volumes: [{ ...volume, isLeaving: false }] };
  const [patch, ...more] = await restore({ addOns, storage });
  expect(more).toEqual([]);
  expect(patch).toMatch(/^k3s kubectl patch pv pvc-1 --type=json -p /);
  expect(JSON.parse(patch?.split(' -p ')[1] ?? '')).toEqual([
    { op: 'test', path: '/status/phase', value: 'Released' },
    { op: 'test', path: '/spec/claimRef/uid', value: 'u-1' },
    { op: 'add', path: '/spec/claimRef/uid', value: '' },
    { op: 'add', path: '/spec/claimRef/resourceVersion', value: '' },
    { op: 'add', path: '/spec/capacity/storage', value: '20Gi' },
  ]);
});
