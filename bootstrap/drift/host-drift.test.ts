import { describe, expect, test } from '@jest/globals';
import { k3sFilesOf } from '../../cluster/k3s-files.ts';
import { k3sNodes } from '../../cluster/node-config.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import type { FoundFile } from '../../cluster/probe-answers.ts';
import { load } from '../../settings/testing.ts';
import { sha256 } from '../../system/sha256.ts';
import { bareFacts } from '../testing.ts';
import { driftProblem } from './drift.ts';
import { hostDrift } from './host-drift.ts';

const { platform } = load({ cluster: { provider: 'local', proxy: { http: 'http://proxy.example.com:3128' } } });
const [node] = k3sNodes(platform);
if (node === undefined) throw new Error('A cluster has a node');
const bare = bareFacts('10.0.0.1', { k3s: 'v1.36.5+k3s1' });
const TOKEN = '/etc/rancher/k3s/hubwright-token';
const CONFIG = '/etc/rancher/k3s/config.yaml';
const PROXY = '/etc/rancher/k3s/hubwright-proxy.env';
const DROP_IN = '/etc/systemd/system/k3s.service.d/hubwright-proxy.conf';

/** The host as an `up` leaves it. */
const files = k3sFilesOf(node, [{ node, facts: bare }], platform, new Map([[node.name, bare]]));
const all = [...files, { path: TOKEN, mode: 0o600, content: 'secret\n' }].flatMap(({ path, mode, content }) =>
  content === undefined ? [] : [{ path, mode, sum: sha256(content) }],
);
const as = ({ mode, sum }: { mode: number; sum: string }, changes: Partial<FoundFile> = {}): FoundFile => {
  return { mode, owner: 'root:root', bytes: 1, sha256: sum, isOurs: true, ...changes };
};
const UP: HostFacts = {
  ...bare,
  files: new Map(all.map((it) => [it.path, as(it)])),
  written: new Map([...all.map(({ path, sum }) => [path, sum] as const), ['k3s', 'v1.36.5+k3s1'] as const]),
};
const drift = (changes: Partial<HostFacts>) => hostDrift(platform, new Map([[node.name, { ...UP, ...changes }]]));
const lines = (changes: Partial<HostFacts>) => drift(changes).map((it) => `${it.what} [${it.step ?? 'left alone'}]`);
const changed = (path: string, changes: Partial<FoundFile>) => {
  const found = UP.files.get(path) as FoundFile;
  return { files: new Map([...UP.files, [path, { ...found, ...changes }]]) };
};

describe('a host', () => {
  test('as an `up` has left it', () => {
    expect(lines({})).toEqual([]);
  });

  test('of an older Hubwright, which has noted nothing', () => {
    expect(lines({ ...changed(CONFIG, { sha256: 'other' }), written: new Map(), k3s: 'v1.35.0+k3s1' })).toEqual([]);
  });

  test.each([CONFIG, TOKEN, PROXY, DROP_IN])('where %s was edited, deleted, or opened to others', (path) => {
    const step = `[config/${node.name}]`;
    const mode = path === DROP_IN ? '666 instead of 644' : '644 instead of 600';
    // `token rotate` gives a node another token.
    expect(lines(changed(path, { sha256: 'other' }))).toEqual(path === TOKEN ? [] : [`${path} was edited ${step}`]);
    expect(lines({ files: new Map([...UP.files].filter(([it]) => it !== path)) })).toEqual([
      `${path} was deleted ${step}`,
    ]);
    expect(lines(changed(path, { mode: Number.parseInt(mode, 8) }))).toEqual([`${path} has mode ${mode} ${step}`]);
    expect(lines(changed(path, { owner: 'eve:eve' }))).toEqual([`${path} belongs to eve:eve instead of root ${step}`]);
  });

  test('where the settings have changed since, or an `up` was cut off before it could note what it wrote', () => {
    const old = new Map([...UP.written, [CONFIG, 'before'] as const]);
    expect(lines({ ...changed(CONFIG, { sha256: 'before' }), written: old })).toEqual([]);
    expect(lines({ written: old })).toEqual([]);
  });

  test('where another k3s was installed', () => {
    expect(lines({ k3s: 'v1.36.6+k3s1' })).toEqual([
      `k3s v1.36.6+k3s1 was installed in place of v1.36.5+k3s1 [install/${node.name}]`,
    ]);
    // That of the settings is put there by an `up` that was cut off, or by the upgrade of before.
    expect(lines({ written: new Map([...UP.written, ['k3s', 'v1.35.0+k3s1'] as const]) })).toEqual([]);
  });

  test('where an upgrade was cut off between the note of a release and the release itself', () => {
    const facts = new Map([[node.name, { ...UP, k3s: 'v1.36.4+k3s1' }]]);
    expect(hostDrift(platform, facts)).toHaveLength(1);
    expect(hostDrift(platform, facts, { wasCutOff: true })).toEqual([]);
    // Of another release than either it knows nothing.
    const noted = new Map([...UP.written, ['k3s', 'v1.36.3+k3s1'] as const]);
    const other = new Map([[node.name, { ...UP, k3s: 'v1.36.4+k3s1', written: noted }]]);
    expect(hostDrift(platform, other, { wasCutOff: true })).toHaveLength(1);
  });

  test('where k3s reads more than Hubwright writes: it is left alone, and no value is told', () => {
    const own = (name: string, ...keys: string[]) => ({ path: `/etc/rancher/k3s/config.yaml.d/${name}`, keys });
    const extras = {
      configs: [own('a.yaml', 'debug'), own('b.yaml', 'tls-san', 'debug'), own('c.yaml'), own('d.yaml', 'tls-san+')],
      flags: ['--disable', '--disable', '--token'],
      variables: ['K3S_TOKEN'],
      dropIns: ['/etc/systemd/system/k3s.service.d/own.conf'],
    };
    expect(lines({ extras })).toEqual([
      '/etc/rancher/k3s/config.yaml.d/a.yaml sets debug [left alone]',
      '/etc/rancher/k3s/config.yaml.d/b.yaml replaces tls-san of Hubwright [left alone]',
      '/etc/rancher/k3s/config.yaml.d/c.yaml is there [left alone]',
      '/etc/rancher/k3s/config.yaml.d/d.yaml sets tls-san+ [left alone]',
      '/etc/systemd/system/k3s.service starts k3s with --disable, --token [left alone]',
      '/etc/systemd/system/k3s.service.env sets K3S_TOKEN [left alone]',
      '/etc/systemd/system/k3s.service.d/own.conf changes the unit k3s [left alone]',
    ]);
    expect(drift({ extras }).map((it) => driftProblem(it).severity)).toEqual([
      'note',
      'warning',
      'note',
      'note',
      ...Array(3).fill('warning'),
    ]);
  });
});

test('what is put back says so, and how to keep it', () => {
  const [found] = drift(changed(CONFIG, { sha256: 'other' }));
  expect(found && driftProblem(found)).toEqual({
    severity: 'warning',
    where: node.name,
    message: '/etc/rancher/k3s/config.yaml was edited',
    cost: 'k3s runs with it from its next start on',
    fix: '`npx hubwright up` puts it back. Settings of your own go in a file in /etc/rancher/k3s/config.yaml.d.',
  });
});
