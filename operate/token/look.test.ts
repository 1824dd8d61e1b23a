import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { identityOf } from '../../cluster/claim.ts';
import { saveSecret } from '../../cluster/cluster-folder.ts';
import { paths } from '../../cluster/node-config.ts';
import { load } from '../../settings/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { lookForRotation, tokenHere } from './look.ts';

const folder = mkdtempSync(join(tmpdir(), 'hubwright-look-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { signal } = new AbortController();
const NODES = ['s1', 's2', 'a1'];
const at = (name: string) => ({ name, address: `${name}.example.com`, user: 'root' });
const [s1, s2, a1] = NODES.map(at);
const { platform } = load({ cluster: { provider: 'ssh', servers: [s1, s2, at('s3')], agents: [a1] } });
const identity = identityOf('hubwright', 'f00d', { token: 'secret' });
const ORIGIN = [...identity.origins][0];

/** Looks at hosts that answer so: the state of the unit, `off`, or whose k3s it is. */
function look(states: Readonly<Record<string, string>>, files = '') {
  const hosts = ['s1', 's2', 's3', 'a1'].map((name) =>
    fakeHost(name, {
      run: async (argv) => {
        const state = states[name] ?? 'active';
        if (state === 'off') throw new HostError({ name, describe: () => name }, { reason: 'unreachable', argv });
        const unit = name.startsWith('s') ? 'k3s' : 'k3s-agent';
        const origin = state === 'foreign' ? 'b'.repeat(64) : ORIGIN;
        const units = state === 'none' ? '' : `unit\t${unit} ${state === 'foreign' ? 'active' : state} enabled\n`;
        const stdout = `machine-id\t1\n${units}k3s-origin\t${origin}\n${files}end\tok\n`;
        return { exitCode: 0, stdout, stderr: '' };
      },
    }),
  );
  return lookForRotation({ platform, hosts, recorded: [], identity, signal }, folder);
}

test('agents that do not answer or run no k3s are left for later', async () => {
  expect(await look({})).toMatchObject({ left: [], hasBegun: false });
  const reasons = {
    off: [undefined, 'the host does not answer'],
    none: [undefined, 'k3s does not run on it'],
    inactive: [undefined, 'k3s does not run on it (inactive)'],
    foreign: [expect.stringContaining('copy dist/ there'), 'k3s is already installed, and not by this cluster'],
  } as const;
  for (const [state, [fix, why]] of Object.entries(reasons)) {
    const { nodes, left } = await look({ a1: state });
    expect(nodes.map((it) => it.node.name)).toEqual(['s1', 's2', 's3']);
    expect(left).toEqual([{ name: 'a1', why, fix }]);
  }
});

test('a server that does not is refused, whichever it is', async () => {
  await expect(look({ s2: 'off', s3: 'none' })).rejects.toThrow(
    expect.objectContaining({
      message: 's2: the host does not answer\ns3: k3s does not run on it',
      fix: 'All servers have to run: with the old token, k3s would not start again. Nothing was changed.',
    }),
  );
  await expect(look({ s1: 'failed' })).rejects.toThrow('s1: k3s does not run on it (failed)');
  await expect(look({ s1: 'foreign' })).rejects.toThrow(/^s1: /);
});

test('a rotation that has begun is known by the token that is kept', async () => {
  const kept = `file\t600 root:root 9 aa - ${paths.tokenBefore}\n`;
  expect((await look({}, kept)).hasBegun).toBe(true);
  // The first server may not have come up before it got the new token.
  const own = `file\t600 root:root 9 aa - ${paths.token}\ntoken\tpresent\n`;
  expect((await look({ s1: 'activating' }, kept + own)).left).toEqual([]);
});

test('a server that was stopped is refused, unless a rotation has begun', async () => {
  const own = `file\t600 root:root 9 aa - ${paths.token}\ntoken\tpresent\n`;
  for (const state of ['inactive', 'failed']) {
    await expect(look({ s2: state }, own)).rejects.toThrow(`s2: k3s does not run on it (${state})`);
    const kept = `file\t600 root:root 9 aa - ${paths.tokenBefore}\n`;
    expect(await look({ s2: state }, own + kept)).toMatchObject({ left: [], hasBegun: true });
  }
});

test('an agent that tries to start may do so for ever without the new token', async () => {
  const own = `file\t600 root:root 9 aa - ${paths.token}\n`;
  const { nodes, left } = await look({ a1: 'activating' }, own);
  expect([nodes.map((it) => it.node.name), left]).toEqual([['s1', 's2', 's3', 'a1'], []]);
  // One that was switched off stays so.
  expect((await look({ a1: 'inactive' }, own)).left).toHaveLength(1);
});

test('the token has to be known here', () => {
  expect(() => tokenHere(folder)).toThrow(
    expect.objectContaining({
      message: `${folder}/token is missing`,
      fix: 'Run `npx hubwright adopt`, which gets it from a server.',
    }),
  );
  saveSecret(folder, 'token', 'abc\n');
  expect(tokenHere(folder)).toBe('abc');
});
