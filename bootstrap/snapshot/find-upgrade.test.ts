import { describe, expect, test } from '@jest/globals';
import type { HostFacts } from '../../cluster/probe.ts';
import type { Entry } from '../../cluster/record/entry.ts';
import { load } from '../../settings/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { sha256 } from '../../system/sha256.ts';
import { type Choice, chosen } from '../plan/chosen-steps.ts';
import { planUp } from '../plan/plan.ts';
import type { PlanInput, Upgrade } from '../plan/plan-input.ts';
import { isReplacing } from '../plan/step.ts';
import { bareFacts, contextOn, fakeHost } from '../testing.ts';
import { findUpgrade, hubVersions } from './find-upgrade.ts';
import { aboutUpgrade, upgradePart } from './upgrade-part.ts';

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
  /** The manifest in the first server's snapshot. @default - it has no snapshot */
  readonly inSnapshot?: string;
  /** The nodes that are kept. */
  readonly kept: readonly string[];
}
const all = (release: string) => ({ s1: release, a1: release, a2: release });
const FIVE = '000005-c5';
const FOLDER = `/var/lib/hubwright/snapshots/${FIVE}`;
const begun = { snapshot: FIVE, k3s: all(OLD) };
const failed = [entry(5, { ...begun, result: 'failed' })];

async function found(it: Omit<Case, 'what' | 'kept'>): Promise<PlanInput> {
  const { wanted = OLD, found, entries = [], now = manifest('4.4.0'), before = now, inSnapshot } = it;
  const platform = platformOf(wanted);
  const facts = factsOf(found, before);
  const manifests = new Map([[FILE, now]]);
  const files = new Map([[PATH, before]]);
  if (inSnapshot !== undefined) {
    files.set(`${FOLDER}/snapshot.json`, '{}').set(`${FOLDER}/manifests/${FILE}`, inSnapshot);
  }
  const server = fakeHost('s1', { read: async (path) => files.get(path) });
  const upgrade = await findUpgrade({ platform, manifests, facts, entries, server });
  const base = { platform, id: 'f00d', facts, manifests, token: 't', folder: '', tars: () => [], refused: [] };
  return { ...base, airgap: undefined, kubeconfig: undefined, upgrade };
}
const planned = async (it: Case) => planUp(await found(it));

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
      what: 'still something of a hub that is not finished',
      found: all(OLD),
      inSnapshot: manifest('4.3.0'),
      entries: [...failed, entry(6, { isWhole: false, snapshot: FIVE })],
      kept: ['s1', 'a1', 'a2'],
    },
    {
      what: 'nothing of one that was given up before anything was replaced',
      found: all(OLD),
      inSnapshot: manifest('4.4.0'),
      entries: failed,
      kept: [],
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

  const TWO = { s1: PATCH, a1: PATCH, a2: PATCH };
  test.each<[what: string, Omit<Case, 'what' | 'kept'>, upgrade: Partial<Upgrade> | undefined]>([
    ['begins', { wanted: NEW, found: all(OLD) }, { before: all(OLD) }],
    [
      'continues once a node has the new release',
      { wanted: PATCH, found: { ...all(OLD), s1: PATCH }, entries: failed },
      { before: all(OLD), continues: FIVE, isHubBegun: false },
    ],
    [
      'continues when all have it and the hub does not',
      { wanted: PATCH, found: TWO, entries: failed, inSnapshot: manifest('4.3.0'), before: manifest('4.3.0') },
      { before: all(OLD), continues: FIVE, isHubBegun: false },
    ],
    [
      "continues once the hub's manifest is in place, of which no other database may be the first",
      { found: all(OLD), entries: failed, inSnapshot: manifest('4.3.0') },
      { before: all(OLD), continues: FIVE, isHubBegun: true },
    ],
    [
      'continues to another chart than that which failed',
      { found: all(OLD), entries: failed, inSnapshot: manifest('4.2.0'), before: manifest('4.3.0') },
      { before: all(OLD), continues: FIVE, isHubBegun: true },
    ],
    [
      'begins again if nothing was replaced since: what was kept days ago is out of date',
      { wanted: NEW, found: all(OLD), entries: failed, inSnapshot: manifest('4.4.0') },
      { before: all(OLD), replaces: FIVE },
    ],
    [
      'begins again if the first server was never kept',
      { wanted: NEW, found: all(OLD), entries: failed },
      { before: all(OLD), replaces: FIVE },
    ],
    [
      'begins anew for the next release, however the last upgrade ended',
      { wanted: NEW, found: TWO, entries: failed, inSnapshot: manifest('4.4.0') },
      { before: TWO },
    ],
    [
      'begins anew for a release after an upgrade of the hub that never ended',
      { wanted: NEW, found: all(OLD), entries: failed, inSnapshot: manifest('4.3.0') },
      { before: all(OLD) },
    ],
    ['is none if one was given up', { found: all(OLD), entries: failed, inSnapshot: manifest('4.4.0') }, undefined],
    [
      'notes no node that an earlier Hubwright has upgraded without keeping it',
      { wanted: PATCH, found: { ...all(OLD), s1: PATCH } },
      { before: { a1: OLD, a2: OLD } },
    ],
  ])('an upgrade %s', async (_, it, upgrade) => {
    const input = await found(it);
    expect(input.upgrade).toEqual(upgrade);
    const steps = planUp(input);
    const { continues } = upgrade ?? {};
    const about = continues && expect.stringContaining('continuing the upgrade of change 5: its snapshot is kept');
    expect(aboutUpgrade(steps, input)).toEqual(about);
    const { before } = upgrade ?? {};
    expect(upgradePart(steps, input, true)).toMatchObject({ isWhole: true, continues, before });
  });

  test.each<[what: string, Choice, Omit<Case, 'what' | 'kept'>, isWhole: boolean]>([
    ['that puts the hub in place and waits for it', { from: 'manifests' }, { found: TWO }, true],
    ['that does not wait for it', { only: 'manifests' }, { found: TWO }, false],
    ['that leaves a node as it was', { from: 'manifests' }, { found: { ...TWO, a2: OLD } }, false],
  ])('a part of an up %s ends the upgrade or not', async (_, choice, it, isWhole) => {
    const input = await found({ wanted: PATCH, entries: failed, ...it });
    expect(upgradePart(chosen(planUp(input), choice), input, false).isWhole).toBe(isWhole);
    // What is no upgrade is not ended either.
    const none = { ...input, upgrade: undefined };
    expect(upgradePart(chosen(planUp(none), choice), none, false).isWhole).toBe(false);
  });

  test("asks for the hub's database only while that is of before, and names the cluster", async () => {
    const text = async (it: Omit<Case, 'what' | 'kept'>) => {
      let given = '';
      const [step] = planUp(await found(it));
      const host = fakeHost('s1', {
        run: async (_, options) => {
          given += options?.input;
          return { exitCode: 0, stdout: '', stderr: '' };
        },
      });
      await step?.actions[0]?.run(contextOn(host, { known: { snapshot: FIVE } }));
      return given;
    };
    const [open, again] = [{ found: all(OLD), entries: failed, inSnapshot: manifest('4.3.0') }, { wanted: NEW }];
    expect(await text(open)).toContain('\\"cluster\\":\\"f00d\\",\\"replaces\\":null,\\"hub\\":false');
    const replacing = await text({ found: all(OLD), entries: failed, ...again });
    expect(replacing).toContain(`\\"replaces\\":\\"${FIVE}\\",\\"hub\\":true`);
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
    const context = contextOn({ ...server, run }, { known: { snapshot: '000005-c5' } });
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
