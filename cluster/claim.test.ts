import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { bareFacts } from '../bootstrap/testing.ts';
import { sha256 } from '../system/sha256.ts';
import { claimOn, doubtAbout, type Identity, knownAuthorities, readIdentity } from './claim.ts';
import { clusterId, clusterToken, type RecordedHost } from './cluster-folder.ts';
import { markText, parseMark } from './mark.ts';
import type { HostFacts } from './probe.ts';

const CA = 'c'.repeat(64);
const OWN: Identity = { cluster: 'alpha', id: 'a1fa', origins: new Set([CA, sha256('token')]) };
const OLD: Identity = { ...OWN, id: undefined };
const NEW: Identity = { ...OWN, origins: new Set<string>() };
const RECORDED: RecordedHost = { name: 's1', role: 'server', provider: 'ssh', machineId: 'machine-10.0.0.1' };
const LAUNCHED: RecordedHost = { name: 's1', role: 'server', provider: 'multipass' };
const VM: RecordedHost = { ...LAUNCHED, machineId: RECORDED.machineId };

const mark = (cluster = 'alpha', id = 'a1fa', node = 's1') => ({ mark: { cluster, id, node } });
const units = new Map([['k3s', { state: 'active', isEnabled: true }]]);
const k3s = (...origins: string[]) => ({ units, hasToken: true, origins: new Set(origins) });
const other = { machineId: 'another' };
const BETA = 'it belongs to the cluster beta (be7a)';
const REINSTALLED = 'its k3s is not from this cluster: it was reinstalled';
const THERE = 'k3s is already installed, and not by this cluster';
const UNKNOWN = 'nothing shows that this cluster created this VM';
const ANOTHER = 'a different machine answers than the one that was set up';

test.each<[string, Partial<HostFacts>, RecordedHost | undefined, Identity, string, string | undefined]>([
  ['a bare host', {}, undefined, NEW, 'free', undefined],
  ['a host of this cluster', { ...mark(), ...k3s(CA) }, RECORDED, OWN, 'ours', undefined],
  ['one of which the CA was replaced', { ...mark(), ...k3s('new', sha256('token')) }, RECORDED, OWN, 'ours', undefined],
  ['one of which the token was replaced', { ...mark(), ...k3s(CA, 'new') }, RECORDED, OWN, 'ours', undefined],
  ['one before k3s first ran', { ...mark(), units }, RECORDED, OWN, 'ours', undefined],
  ['one that is marked alone', mark(), RECORDED, NEW, 'ours', undefined],
  [
    'one whose token is lost here',
    { ...mark(), ...k3s(CA) },
    RECORDED,
    { ...OWN, origins: new Set() },
    'foreign',
    THERE,
  ],
  ['one that an older Hubwright set up', k3s(CA), RECORDED, OLD, 'ours', undefined],
  ['one that an older Hubwright began with', { units }, RECORDED, OLD, 'ours', undefined],
  ['one whose k3s was removed', mark(), RECORDED, OWN, 'ours', undefined],
  ['one of an older Hubwright whose k3s was removed', {}, RECORDED, OLD, 'free', undefined],
  ['a node that was forgotten here', { ...mark(), ...k3s(CA) }, undefined, OWN, 'ours', undefined],
  ['one that an older Hubwright forgot', k3s(CA), undefined, OLD, 'ours', undefined],
  ['one with the id of another operator', { ...mark('alpha', 'b0b0'), ...k3s(CA) }, RECORDED, OLD, 'ours', undefined],
  ['k3s of somebody', k3s('theirs'), undefined, OWN, 'foreign', THERE],
  ['k3s of somebody, before the first up', k3s('theirs'), undefined, NEW, 'foreign', THERE],
  ['k3s of somebody that never ran', { units }, undefined, NEW, 'foreign', THERE],
  ['k3s that cannot be compared', k3s('theirs'), RECORDED, { ...OLD, origins: new Set() }, 'foreign', THERE],
  ['k3s that was installed again by hand', { ...mark(), ...k3s('theirs') }, RECORDED, OWN, 'foreign', REINSTALLED],
  ['the same without a mark', k3s('theirs'), RECORDED, OLD, 'foreign', REINSTALLED],
  ['a host that is now of another project', { ...mark('beta', 'be7a'), ...k3s('b') }, RECORDED, OWN, 'foreign', BETA],
  ['a host of another of our own clusters', { ...mark('beta', 'be7a'), units }, undefined, OWN, 'foreign', BETA],
  ['a host that another project has marked', mark('beta', 'be7a'), RECORDED, OWN, 'free', BETA],
  [
    'a cluster of the same name',
    { ...mark('alpha', 'be7a'), ...k3s('b') },
    undefined,
    OWN,
    'foreign',
    'it belongs to another cluster called alpha (be7a)',
  ],
  ['another machine, with k3s', { ...other, ...k3s('theirs') }, RECORDED, OWN, 'foreign', ANOTHER],
  ['another machine, a bare one', other, RECORDED, OWN, 'foreign', ANOTHER],
  [
    'another machine, of another project',
    { ...other, ...mark('beta', 'be7a'), ...k3s('b') },
    RECORDED,
    OWN,
    'foreign',
    `${ANOTHER}: ${BETA}`,
  ],
  [
    'a host whose address another one has now',
    { ...mark('alpha', 'a1fa', 's2'), ...k3s(CA) },
    undefined,
    OWN,
    'foreign',
    'it is s2 of this cluster',
  ],
  [
    'a copy of the disk of another node, machine id and all',
    { ...mark('alpha', 'a1fa', 's2'), ...k3s(CA) },
    RECORDED,
    OWN,
    'foreign',
    'it is s2 of this cluster',
  ],
  ['a VM that was launched', mark(), LAUNCHED, NEW, 'ours', undefined],
  ['a VM that a colleague made meanwhile', {}, LAUNCHED, NEW, 'foreign', UNKNOWN],
  ['the same with k3s', { units }, LAUNCHED, NEW, 'foreign', UNKNOWN],
  ['a VM of another project', mark('beta', 'be7a'), LAUNCHED, NEW, 'foreign', BETA],
  ['a VM of an older Hubwright', {}, VM, OLD, 'free', undefined],
  ['another VM', other, VM, OWN, 'foreign', 'a different VM now has this name'],
])('%s', (_, changes, recorded, identity, expected, why) => {
  const claim = claimOn({ node: 's1', facts: bareFacts('10.0.0.1', changes), recorded, identity });
  expect([claim.state, doubtAbout(claim)]).toEqual([expected, why]);
});

test('another machine takes the place of a lost one on purpose alone', () => {
  const question = { node: 's1', facts: bareFacts('10.0.0.1', other), recorded: RECORDED, identity: OWN };
  expect(claimOn(question)).toEqual({
    state: 'foreign',
    why: ANOTHER,
    fix:
      'Correct its address in platform.yaml, or switch on the machine that was set up. If it takes the place of that machine, ' +
      'which is lost: bring the homes back that were on it, `npx hubwright node drain s1 --lost`, take the lost one out, ' +
      '`npx hubwright down --node s1 --forget`, and run `npx hubwright up`, which sets this one up as a new node.',
    isOtherMachine: true,
  });
  expect(claimOn({ ...question, mayReplace: true })).toEqual({ state: 'free', doubt: ANOTHER });
  // Once the lost one was taken out, nothing speaks against it.
  expect(claimOn({ ...question, recorded: undefined })).toEqual({ state: 'free' });
  // It may be the same disk.
  expect(claimOn({ ...question, facts: bareFacts('10.0.0.1', { ...other, ...mark() }) })).not.toHaveProperty(
    'isOtherMachine',
  );
});

test('the identity is the id, the CA and the token, and holds no secret', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-test-'));
  expect(readIdentity(folder, 'alpha')).toEqual({ cluster: 'alpha', id: undefined, origins: new Set() });
  writeFileSync(join(folder, 'token'), 'token');
  expect(knownAuthorities(folder)).toEqual(new Set());
  writeFileSync(join(folder, 'join-token'), `K10${CA}::server:token`);
  expect(knownAuthorities(folder)).toEqual(new Set([CA]));
  expect(clusterId(folder, 'a1fa')).toBe('a1fa');
  expect(clusterId(folder)).toBe('a1fa');
  expect(readIdentity(folder, 'alpha')).toEqual({ ...OWN, origins: new Set([sha256('token'), CA]) });
});

test('a token that was brought back from a server has the same password, and the CA', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-test-'));
  for (const text of [`K10${CA}::server:token\n`, `K10${CA}::token\n`]) {
    writeFileSync(join(folder, 'token'), text);
    expect(readIdentity(folder, 'alpha').origins).toEqual(new Set([CA, sha256('token')]));
    expect([clusterToken(folder), [...knownAuthorities(folder)]]).toEqual([text.trim(), [CA]]);
  }
  writeFileSync(join(folder, 'token'), 'token\n');
  expect(readIdentity(folder, 'alpha').origins).toEqual(new Set([sha256('token')]));
});

test('a mark is read as it was written, also with more in it; what is none counts as none', () => {
  const own = { cluster: 'alpha', id: 'a1fa', node: 's1' };
  expect(parseMark(markText(own))).toEqual(own);
  expect(parseMark(JSON.stringify({ version: 2, ...own, history: [] }))).toEqual(own);
  for (const text of ['', 'no', '{}', '[]', '{"version":1,"cluster":"\\u001b[31m","id":"1","node":"s"}']) {
    expect(parseMark(text)).toBeUndefined();
  }
});
