import { describe, expect, test } from '@jest/globals';
import type { HostFacts } from '../../cluster/probe.ts';
import type { Entry } from '../../cluster/record/entry.ts';
import { load } from '../../settings/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { sha256 } from '../../system/sha256.ts';
import { chosen } from '../plan/chosen-steps.ts';
import { planUp } from '../plan/plan.ts';
import { isReplacing, type Known } from '../plan/step.ts';
import { bareFacts, fakeHost } from '../testing.ts';
import { findUpgrade, hubVersions } from './find-upgrade.ts';

const [OLD, PATCH, NEW] = ['v1.36.5+k3s1', 'v1.36.6+k3s1', 'v1.37.0+k3s1'];
const FILE = 'hubwright-hub.k8s.yaml';
const PATH = `/var/lib/rancher/k3s/server/manifests/${FILE}`;
const host = (name: string) => ({ name, address: `${name}.example.com`, user: 'root' });
const platformOf = (k3sVersion: string) =>
  load({ cluster: { provider: 'ssh', k3sVersion, servers: [host('s1')], agents: [host('a1'), host('a2')] } }).platform;

const manifest = (version: string, values = 'hub: {}') =>
  `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: jupyterhub}\n` +
  `spec: {chart: jupyterhub, version: ${version}, valuesContent: "${values}"}\n`;

/** Nodes that run these releases, the first with this manifest; one without a release is new. */
function factsOf(releases: Readonly<Record<string, string | undefined>>, text = manifest('4.4.0')) {
  const running = new Map(Object.entries(releases).flatMap(([name, it]) => (it === undefined ? [] : [[name, it]])));
  return new Map(
    Object.entries(releases).map(([name, k3s]): [string, HostFacts] => {
      const unit = name.startsWith('s') ? 'k3s' : 'k3s-agent';
      const units = new Map(k3s === undefined ? [] : [[unit, { state: 'active', isEnabled: true }]]);
      const found = { mode: 0o600, owner: 'root:root', bytes: 1, sha256: sha256(text), isOurs: false };
      const files = new Map(name === 's1' && k3s !== undefined ? [[PATH, found]] : []);
      return [name, bareFacts(name, { k3s, units, files, ...(name === 's1' ? { running: running as never } : {}) })];
    }),
  );
}

const entry = (revision: number, more: Partial<Entry> = {}): Entry => ({
  ...{ revision, change: `c${revision}`, after: [], command: 'up', operator: 'ada@laptop', from: revision },
  ...{ result: 'done', deploys: true, hubwright: '0.1.0', k3s: {}, isWhole: true, ...more },
});

interface Case {
  readonly what: string;
  readonly wanted?: string;
  readonly found: Readonly<Record<string, string | undefined>>;
  readonly entries?: readonly Entry[];
  /** What this `up` deploys, and what is there. */
  readonly now?: string;
  readonly before?: string;
  /** The nodes that are kept. */
  readonly kept: readonly string[];
}
const all = (release: string) => ({ s1: release, a1: release, a2: release });
const begun = { snapshot: '000005-c5', k3s: all(OLD) };

async function planned({ wanted = OLD, found, entries = [], now = manifest('4.4.0'), before = now }: Case) {
  const platform = platformOf(wanted);
  const facts = factsOf(found, before);
  const manifests = new Map([[FILE, now]]);
  const server = fakeHost('s1', { read: async (path) => (path === PATH ? before : undefined) });
  const upgrade = await findUpgrade({ platform, manifests, facts, entries, server });
  const base = { platform, id: 'f00d', facts, manifests, token: 't', folder: '', tars: () => [], refused: [] };
  return planUp({ ...base, airgap: undefined, kubeconfig: undefined, upgrade });
}

describe('what is kept before an upgrade', () => {
  test.each<Case>([
    { what: 'nothing before a first up', found: { s1: undefined, a1: undefined, a2: undefined }, kept: [] },
    { what: 'nothing if nothing changes', found: all(OLD), kept: [] },
    { what: 'all before another minor', wanted: NEW, found: all(OLD), kept: ['s1', 'a1', 'a2'] },
    { what: 'all before another patch', wanted: PATCH, found: all(OLD), kept: ['s1', 'a1', 'a2'] },
    { what: 'no node that is new', wanted: NEW, found: { ...all(OLD), a2: undefined }, kept: ['s1', 'a1'] },
    { what: 'all before another chart', found: all(OLD), before: manifest('4.3.0'), kept: ['s1', 'a1', 'a2'] },
    {
      what: 'all before another image of the hub',
      found: all(OLD),
      now: manifest('4.4.0', 'hub: {image: {tag: b}}'),
      before: manifest('4.4.0', 'hub: {image: {tag: a}}'),
      kept: ['s1', 'a1', 'a2'],
    },
    { what: 'nothing before other values', found: all(OLD), before: manifest('4.4.0', 'hub: {x: 1}'), kept: [] },
    {
      what: 'of an upgrade that was cut off what is not upgraded yet',
      wanted: NEW,
      found: { s1: NEW, a1: OLD, a2: OLD },
      entries: [entry(5, { ...begun, result: 'running' })],
      kept: ['a1', 'a2'],
    },
    {
      what: 'no node that came with the new release while the upgrade was cut off',
      wanted: NEW,
      found: { s1: NEW, a1: NEW, a2: NEW },
      entries: [entry(5, { snapshot: '000005-c5', k3s: { s1: OLD, a1: OLD }, result: 'failed' })],
      kept: [],
    },
    {
      what: 'what was upgraded in part by a Hubwright that kept nothing',
      wanted: NEW,
      found: { s1: NEW, a1: OLD, a2: OLD },
      kept: ['a1', 'a2'],
    },
    { what: 'nothing of one that is finished', found: all(OLD), entries: [entry(5, begun)], kept: [] },
    {
      what: 'still something if only a part was finished',
      found: all(OLD),
      entries: [entry(5, { ...begun, result: 'failed' }), entry(6, { isWhole: false, snapshot: '000005-c5' })],
      kept: ['s1', 'a1', 'a2'],
    },
    {
      what: 'nothing after a rollback',
      found: all(OLD),
      entries: [
        entry(5, { ...begun, result: 'failed' }),
        entry(6, { isWhole: false, rollback: { snapshot: '000005-c5', isDatastore: true, isHub: false } }),
      ],
      kept: [],
    },
  ])('$what', async (it) => {
    const steps = await planned(it);
    const kept = steps.filter(({ id }) => id.startsWith('snapshot/'));
    expect(kept.map(({ host }) => host)).toEqual(it.kept);
    for (const step of steps.filter(isReplacing)) {
      expect(step.needs).toEqual(expect.arrayContaining(kept.map(({ id }) => id)));
    }
  });

  test('a part of an up keeps first what it replaces, and one that replaces nothing does not', async () => {
    const steps = await planned({ what: '', wanted: NEW, found: all(OLD), kept: [] });
    const ids = (only: string) => chosen(steps, { only }).map((it) => it.id);
    expect(ids('install/a1')).toEqual(expect.arrayContaining(['snapshot/s1', 'snapshot/a1', 'snapshot/a2']));
    expect(ids('nodes').filter((it) => it.startsWith('snapshot/'))).toEqual([]);
  });

  test('a node without Python is named before anything is changed', async () => {
    const platform = platformOf(NEW);
    const facts = new Map([...factsOf(all(OLD))].map(([name, it]) => [name, { ...it, hasPython: name === 's1' }]));
    const base = { platform, id: 'f00d', facts, manifests: new Map(), token: 't', folder: '', tars: () => [] };
    const input = { ...base, refused: [], airgap: undefined, kubeconfig: undefined, upgrade: { before: all(OLD) } };
    expect(() => planUp(input)).toThrow(
      'a1, a2: no python3 with the module sqlite3, which keeps what an upgrade replaces',
    );
  });

  test.each([
    ['room: it needs 3 GB', 'no snapshot could be made: it needs 3 GB', 'Free some space on s1, then run'],
    ['etcd: no leader', 'no snapshot could be made: no leader', 'Nothing was upgraded on s1 yet'],
  ])('that fails with "%s" says how to go on', async (stderr, message, fix) => {
    const [step] = await planned({ what: '', wanted: NEW, found: all(OLD), kept: [] });
    const server = fakeHost('s1');
    const run = async (argv: readonly string[]) => {
      throw new HostError(server, { reason: 'exit', argv, exitCode: 1, stderr });
    };
    const known: Known = { facts: new Map(), joinToken: undefined, changes: 0, look: undefined, snapshot: '000005-c5' };
    const context = { host: { ...server, run }, known, signal: new AbortController().signal, progress: () => {} };
    await expect(step?.actions[0]?.run(context)).rejects.toMatchObject({
      message,
      fix: expect.stringContaining(fix),
    });
  });
});

test('versions of the hub in a manifest', () => {
  expect(hubVersions('kind: ConfigMap\nmetadata: {name: jupyterhub}\n')).toBeUndefined();
  expect(hubVersions('')).toBeUndefined();
  expect(hubVersions(manifest('4.4.0', 'hub: {image: {tag: a}}'))).toEqual({
    chart: 'jupyterhub 4.4.0',
    image: { tag: 'a' },
  });
});
