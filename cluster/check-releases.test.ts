import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { checkReleases, releasesOn } from './check-releases.ts';
import { k3sNodes } from './node-config.ts';

const host = (name: string) => ({ name, address: `${name}.example.com` });
const { platform } = load({ cluster: { provider: 'ssh', servers: [host('s1')], agents: [host('a1')] } });

interface Found {
  /** What is installed on the server and the agent. */
  readonly s1?: string;
  readonly a1?: string;
  /** What the API says that they run. @default - it does not answer */
  readonly running?: Readonly<Record<string, string>>;
}

function problems({ s1, a1, running = {} }: Found, k3sVersion = 'v1.36.5+k3s1') {
  const facts = new Map([
    ['s1', { k3s: s1, running: new Map(Object.entries(running)) }],
    ['a1', { k3s: a1, running: new Map<string, string>() }],
  ]);
  const { cluster } = platform;
  return checkReleases(k3sNodes(platform), facts, { cluster: { ...cluster, k3sVersion } as typeof cluster });
}

test.each<[string, Found]>([
  ['nothing installed yet', {}],
  ['the same release', { s1: 'v1.36.5+k3s1', a1: 'v1.36.5+k3s1' }],
  ['patches', { s1: 'v1.36.1+k3s1', a1: 'v1.36.0+k3s2' }],
  ['an older patch', { s1: 'v1.36.9+k3s1' }],
  ['the next minor version', { s1: 'v1.35.9+k3s1', a1: 'v1.35.9+k3s1' }],
  ['an agent that was left behind', { s1: 'v1.35.9+k3s1', a1: 'v1.33.1+k3s1' }],
  ['an upgrade that was cut off', { s1: 'v1.36.5+k3s1', running: { s1: 'v1.35.9+k3s1', a1: 'v1.35.9+k3s1' } }],
  [
    'an agent that has a newer release and has not run it',
    { s1: 'v1.36.5+k3s1', a1: 'v1.37.0+k3s1', running: { a1: 'v1.36.1+k3s1' } },
  ],
])('an upgrade can go on from here: %s', (_, found) => {
  expect(problems(found)).toEqual([]);
});

const VERSION = 'Set `cluster.k3sVersion` to a release of';
test.each<[string, Found, string, string]>([
  [
    'a server that skips a minor version',
    { s1: 'v1.34.9+k3s1' },
    's1: from v1.34.9+k3s1 to v1.36.5+k3s1 is more than one minor version',
    `${VERSION} v1.35 first, run \`up\`, and continue from there.`,
  ],
  [
    'a server that does not yet run what is installed',
    { s1: 'v1.35.2+k3s1', running: { s1: 'v1.34.9+k3s1' } },
    's1: from v1.34.9+k3s1 to v1.36.5+k3s1 is more than one minor version',
    `${VERSION} v1.35 first, run \`up\`, and continue from there.`,
  ],
  [
    'an agent that is much older',
    { s1: 'v1.36.5+k3s1', a1: 'v1.31.2+k3s1' },
    'a1: from v1.31.2+k3s1 to v1.36.5+k3s1 is more than 3 minor versions',
    `${VERSION} v1.34 first, run \`up\`, and continue from there.`,
  ],
  [
    'a downgrade',
    { s1: 'v1.37.2+k3s1', running: { s1: 'v1.37.2+k3s1' } },
    's1: it runs v1.37.2+k3s1, and k3s cannot go back to v1.36.5+k3s1, which does not read the newer datastore',
    'Set `cluster.k3sVersion: v1.37.2+k3s1` again. The way back is the snapshot from before the upgrade: `npx hubwright rollback`.',
  ],
  [
    'a downgrade of a server that does not answer',
    { s1: 'v1.37.2+k3s1' },
    's1: it has v1.37.2+k3s1 installed and may have started it, and k3s cannot go back to v1.36.5+k3s1, which does not read the newer datastore',
    'Set `cluster.k3sVersion: v1.37.2+k3s1` again. The way back is the snapshot from before the upgrade: `npx hubwright rollback`.',
  ],
  [
    'a downgrade after an upgrade that was cut off',
    { s1: 'v1.37.2+k3s1', running: { s1: 'v1.36.5+k3s1' } },
    's1: it has v1.37.2+k3s1 installed and may have started it, and k3s cannot go back to v1.36.5+k3s1, which does not read the newer datastore',
    'Set `cluster.k3sVersion: v1.37.2+k3s1` again. The way back is the snapshot from before the upgrade: `npx hubwright rollback`.',
  ],
  [
    'an agent that is newer than its servers',
    { s1: 'v1.36.5+k3s1', a1: 'v1.37.0+k3s1', running: { a1: 'v1.37.0+k3s1' } },
    'a1: it runs v1.37.0+k3s1, and an agent must not be newer than its servers, which get v1.36.5+k3s1',
    `${VERSION} v1.37, which upgrades the servers first.`,
  ],
  [
    'an agent that may be newer than its servers',
    { s1: 'v1.36.5+k3s1', a1: 'v1.37.0+k3s1' },
    'a1: it has v1.37.0+k3s1 installed, and an agent must not be newer than its servers, which get v1.36.5+k3s1',
    `${VERSION} v1.37, which upgrades the servers first.`,
  ],
])('is refused: %s', (_, found, message, fix) => {
  const told = problems(found).map((it) => [it.severity, `${it.where}: ${it.message}`, it.fix]);
  expect(told).toEqual([['error', message, fix]]);
});

test('every server may say what a node runs', () => {
  const server = (k3s: string, running: Record<string, string>) => ({ k3s, running: new Map(Object.entries(running)) });
  const facts = new Map([
    ['s1', server('v1.36.5+k3s1', {})],
    ['s2', server('v1.36.5+k3s1', { s1: 'v1.35.1+k3s1', s2: 'v1.36.5+k3s1' })],
  ]);
  expect([releasesOn('s1', facts), releasesOn('s2', facts), releasesOn('gone', facts)]).toEqual([
    ['v1.35.1+k3s1', 'v1.36.5+k3s1'],
    ['v1.36.5+k3s1'],
    [],
  ]);
});
