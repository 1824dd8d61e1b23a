import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { configure } from '../../bootstrap/k3s/configure.ts';
import { startDigest } from '../../bootstrap/k3s/start.ts';
import type { PlannedNode } from '../../bootstrap/plan/plan-input.ts';
import { knownOf } from '../../bootstrap/plan/run-reported.ts';
import type { Known } from '../../bootstrap/plan/step.ts';
import { bareFacts, contextOn, fakeHost } from '../../bootstrap/testing.ts';
import { k3sNodes, paths } from '../../cluster/node-config.ts';
import { load } from '../../settings/testing.ts';
import type { Host } from '../../system/hosts/host.ts';
import { sha256 } from '../../system/sha256.ts';
import { planRotation } from './rotation.ts';

const folder = mkdtempSync(join(tmpdir(), 'hubwright-rotation-'));
afterAll(() => rmSync(folder, { recursive: true }));
const host = (name: string) => ({ name, address: `${name}.example.com`, user: 'root' });
const cluster = { provider: 'ssh', servers: ['s1', 's2', 's3'].map(host), agents: ['a1', 'a2', 'a3', 'a4'].map(host) };
const { platform } = load({ cluster });
const RELEASE = platform.cluster.k3sVersion;
const [OLD, NEW] = ['old-password', '0123456789abcdef0123456789abcdef'];
const full = (password: string) => `K10${'a'.repeat(64)}::server:${password}`;
const plain = k3sNodes(platform).map((node, i): PlannedNode => ({ node, facts: bareFacts(`10.0.0.${i + 1}`) }));
const factsOf = (nodes: readonly PlannedNode[]) => new Map(nodes.map((it) => [it.node.name, it.facts]));
const known = (joinToken?: string): Known => ({ ...knownOf(factsOf(plain)), joinToken });

/** What a node notes that was started with the settings of now and this token. */
function digestOn(planned: PlannedNode, password: string): string {
  const servers = plain.filter(({ node }) => node.role === 'server');
  const { texts } = configure(planned, servers, { platform, token: password, facts: factsOf(plain) });
  return startDigest(RELEASE, texts(known(full(password))) ?? []);
}

function rotation(notes: (planned: PlannedNode) => string, written: ReadonlyMap<string, string> = new Map()) {
  const nodes = plain.map((it): PlannedNode => {
    const note = { mode: 0o600, owner: 'root:root', bytes: 64, sha256: sha256(notes(it)), isOurs: false };
    return { ...it, facts: { ...it.facts, k3s: RELEASE, written, files: new Map([[paths.started, note]]) } };
  });
  return planRotation({ platform, folder, nodes, facts: factsOf(nodes), token: OLD });
}

test('the first server rotates, then servers restart one at a time, and agents three at a time', () => {
  const steps = rotation(() => '');
  const servers = 'start/s1 start/s2 start/s3';
  expect(steps.map((it) => `${it.id} on ${it.host} < ${it.needs.join(' ')}`)).toEqual([
    'token on s1 < ',
    'start/s1 on s1 < token',
    'start/s2 on s2 < token start/s1',
    'start/s3 on s3 < token start/s2',
    ...['a1', 'a2', 'a3'].map((it) => `start/${it} on ${it} < token ${servers}`),
    `start/a4 on a4 < token ${servers} start/a1`,
    `nodes on s1 < ${servers} start/a1 start/a2 start/a3 start/a4`,
  ]);
  expect(steps[2]?.actions.map((it) => it.command)).toEqual([
    'write /etc/rancher/k3s/hubwright-token, mode 600',
    'sh -s -- k3s < start-k3s.sh: systemctl restart --no-block',
    'wait for the unit k3s to become active, at most 10 minutes',
    `wait for s2 to be ready with ${RELEASE}, at most 10 minutes`,
  ]);
  expect(steps.at(-1)?.actions.map((it) => it.command)).toEqual([
    'wait for s1, s2, s3, a1, a2, a3, a4 to be ready, at most 10 minutes',
    'rm -f /etc/rancher/k3s/hubwright-token-before',
  ]);
});

test('the note of what was written names the new token, and all else as it was', async () => {
  const written = new Map([
    [paths.token, sha256('old')],
    [paths.config, 'c0'],
    ['k3s', RELEASE],
  ]);
  const steps = rotation(() => '', written);
  for (const [name, text] of [
    ['s1', NEW],
    ['s2', full(NEW)],
    ['a1', full(NEW)],
  ] as const) {
    const notes = steps
      .find((it) => it.id === `start/${name}`)
      ?.actions.filter((it) => it.command.includes(paths.written));
    expect(notes?.map((it) => it.command)).toEqual(['write /etc/hubwright/written, mode 644']);
    const sent: unknown[] = [];
    const host = fakeHost(name, { write: async (file) => void sent.push(file) });
    await notes?.[0]?.run(contextOn(host, { known: known(full(NEW)) }));
    const content = `${sha256(`${text}\n`)} ${paths.token}\nc0 ${paths.config}\n${RELEASE} k3s\n`;
    expect(sent).toEqual([{ path: paths.written, mode: 0o644, content }]);
  }
});

/** Runs the rotation and the restart of a node on hosts that only answer; gives the digest that the node notes. */
async function notedBy(name: string, notes: (planned: PlannedNode) => string): Promise<string> {
  const steps = rotation(notes);
  let noted = '';
  const answering = fakeHost(name, {
    read: async (path) => (path === paths.tokenBefore ? `${full(OLD)}\n` : `${full(NEW)}\n`),
    run: async (argv) => {
      if (argv[3] === 'k3s' || argv[3] === 'k3s-agent') noted = argv[4] ?? '';
      return { exitCode: 0, stdout: '', stderr: '' };
    },
  } satisfies Partial<Host>);
  const context = contextOn(answering, { known: known() });
  await steps[0]?.actions[0]?.run(context);
  expect(context.known.joinToken).toBe(full(NEW));
  await steps.find((it) => it.id === `start/${name}`)?.actions[1]?.run(context);
  return noted;
}

test.each(['s1', 's2', 'a1'])('%s has then been started with the new token, as up would have it', async (name) => {
  const planned = plain.find(({ node }) => node.name === name) as PlannedNode;
  for (const password of [OLD, NEW]) {
    expect(await notedBy(name, (it) => digestOn(it, password))).toBe(digestOn(planned, NEW));
  }
  expect(readFileSync(join(folder, 'token'), 'utf8')).toBe(NEW);
  expect(readFileSync(join(folder, 'join-token'), 'utf8')).toBe(full(NEW));
  // What runs with other settings is restarted by the next up again.
  const other = await notedBy(name, () => 'other settings');
  expect(other).toMatch(/^[0-9a-f]{64}$/);
  expect(other).not.toBe(digestOn(planned, NEW));
});

test.each([
  ['not ready yet', false, 'a2 to be ready'],
  ['called ready, as before its restart', true, 'a2 to import its images'],
])('a node that is %s while its k3s imports images is waited for', async (_, isReady, missing) => {
  const isLate = (name: string) => name === 'a2' && !isReady;
  const items = plain.map(({ node: { name } }) => ({
    metadata: { name },
    status: {
      conditions: [{ type: 'Ready', status: isLate(name) ? 'False' : 'True' }],
      nodeInfo: { kubeletVersion: RELEASE },
    },
  }));
  const stopping = new AbortController();
  const said: string[] = [];
  const hosts = plain.map(({ node: { name } }) => {
    const log = name === 'a2' ? 'active\n5000 science.tar\n' : 'active\n\n';
    const answer = (argv: readonly string[]) => (argv.includes('nodes') ? JSON.stringify({ items }) : log);
    return fakeHost(name, { run: async (argv) => ({ exitCode: 0, stdout: answer(argv), stderr: '' }) });
  });
  const context = contextOn(hosts[0] as Host, {
    hosts: new Map(hosts.map((it) => [it.name, it])),
    signal: stopping.signal,
    progress: (text) => {
      said.push(text);
      stopping.abort();
    },
  });
  await expect(
    rotation(() => '')
      .at(-1)
      ?.actions[0]?.run(context),
  ).rejects.toThrow('aborted');
  expect(said).toEqual([`waiting: ${missing}; k3s on a2 imports science.tar`]);
});
