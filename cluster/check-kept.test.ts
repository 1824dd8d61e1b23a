import { expect, test } from '@jest/globals';
import { bareFacts } from '../bootstrap/testing.ts';
import { load } from '../settings/testing.ts';
import { checkKept } from './check-kept.ts';
import { k3sNodes, paths } from './node-config.ts';
import type { Candidate } from './preflight.ts';

type Config = { readonly path: string; readonly keys: readonly string[] };

/** Three servers and an agent with these files in their config.yaml.d. */
function problems(configs: Readonly<Record<string, readonly Config[]>>) {
  const all = ['s1', 's2', 's3', 'a1'].map((name, i) => ({ name, address: `10.0.0.${i + 1}` }));
  const { platform } = load({ cluster: { provider: 'ssh', servers: all.slice(0, 3), agents: all.slice(3) } });
  const candidates = k3sNodes(platform).map((node): Candidate => {
    const facts = bareFacts('10.0.0.9');
    const extras = { ...facts.extras, configs: configs[node.name] ?? [] };
    return { node, facts: { ...facts, extras }, claim: { state: 'ours' }, bytes: 0 };
  });
  return checkKept(candidates).map(({ where, message, fix }) => [where, message, fix]);
}

const kept = { path: paths.before, keys: ['cluster-cidr', 'flannel-backend', 'snapshotter', 'kubelet-arg+'] };

test('a server that joins a cluster that was taken over needs the settings that all servers have alike', () => {
  const own = { path: '/etc/rancher/k3s/config.yaml.d/a.yaml', keys: ['flannel-backend'] };
  expect(problems({ s1: [kept], s2: [own] })).toEqual([
    ['s2', expect.stringMatching(/^cluster-cidr is set on s1/), `Copy ${paths.before} from s1 to it.`],
    ['s3', expect.stringMatching(/^cluster-cidr, flannel-backend is set on s1/), `Copy ${paths.before} from s1 to it.`],
  ]);
});

test.each<Readonly<Record<string, readonly Config[]>>>([
  {},
  { s1: [kept], s2: [kept], s3: [kept] },
  { s1: [{ path: paths.before, keys: ['snapshotter'] }] },
  { a1: [kept] },
])('%j is fine', (configs) => {
  expect(problems(configs)).toEqual([]);
});
