import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Command } from 'commander';
import { markText } from '../cluster/mark.ts';
import { folderWith, MINIMAL, USERS } from '../settings/testing.ts';

// It is JavaScript, without types.
const LIST: string = './commands.js';
const { COMMANDS }: { COMMANDS: readonly { name: string; load: () => Promise<Command> }[] } = await import(LIST);

/** Every command that needs a cluster that is known, and what it is given. */
const KNOWN = [
  'up',
  'up --dry-run',
  'up --only kubeconfig',
  'status',
  'status --json',
  'history',
  'history 1',
  'rollback --yes',
  'rollback 1 --dry-run',
  'logs hub',
  'home list',
  'home move ada --to a1',
  'home import --from-cluster',
  'home import ada --from ada.tar',
  'home release ada',
  'usage',
  'node drain a1',
  'token rotate',
  'kubeconfig',
  'kubeconfig --merge',
  'backup now',
  'backup list',
  'backup check',
  'restore --home ada',
  'restore --cluster',
  'down --yes lab',
  'down --node a1 --yes a1',
  'down --node a1 --forget --yes a1',
];
/** Those that need none, and `doctor`, which reports it for each host beside everything else. */
const OTHERS = ['init', 'import', 'update', 'synth', 'image', 'doctor', 'adopt', 'diff', 'user', 'preview', 'accept'];

const ssh = (root: string) => `#!/bin/sh
for line; do :; done
case " $* " in
  *" silent "*) echo 'No route to host' >&2; exit 255 ;;
  *" -M "* | *" -O "*) exit 0 ;;
esac
command=$(echo "\${line##* }" | base64 -d | sed "s#/etc/hubwright#${root}/etc/hubwright#")
sed "s#/etc/systemd#${root}/etc/systemd#" | sh -c "$command"
`;

const before = { folder: process.cwd(), path: process.env.PATH };
let root: string;
const enter = (...addresses: string[]) => {
  const servers = [{ name: 's1', address: addresses[0] }];
  const agents = addresses.slice(1).map((address, i) => ({ name: `a${i + 1}`, address }));
  const cluster = { provider: 'ssh', name: 'lab', servers, agents };
  const backup = { repository: '/mnt/backup', password: { file: 'password' } };
  const files = { 'platform.yaml': { ...MINIMAL, cluster, backup }, 'users.yaml': USERS, password: 'hunter2' };
  process.chdir(folderWith(files));
};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'hubwright-known-'));
  for (const path of ['bin', 'etc/hubwright', 'etc/systemd/system']) mkdirSync(join(root, path), { recursive: true });
  writeFileSync(join(root, 'etc/hubwright/cluster.json'), markText({ cluster: 'lab', id: 'a1fa', node: 's1' }));
  writeFileSync(join(root, 'bin/ssh'), ssh(root), { mode: 0o755 });
  process.env.PATH = `${join(root, 'bin')}:${before.path}`;
});
afterAll(() => {
  process.chdir(before.folder);
  process.env.PATH = before.path;
});

async function run(words: string): Promise<void> {
  const [name, ...rest] = words.split(' ');
  const command = await COMMANDS.find((it) => it.name === name)?.load();
  await command?.parseAsync(rest, { from: 'user' });
}

describe('where a cluster runs that this folder does not know', () => {
  beforeAll(() => {
    writeFileSync(join(root, 'etc/systemd/system/k3s.service'), '');
    enter('10.0.0.1', '10.0.0.2', 'silent');
  });

  test.each(KNOWN)('%s says so', async (words) => {
    await expect(run(words)).rejects.toMatchObject({
      message: 'the cluster lab runs on s1, a1, and this folder does not know it',
      fix: expect.stringContaining(
        'Run `npx hubwright adopt`, which gets from its servers what this folder needs, then the same command again.',
      ),
      exitCode: 1,
    });
    expect(readdirSync('.').sort()).toEqual(['password', 'platform.yaml', 'users.yaml']);
  });

  test('no command is missing here', () => {
    const named = new Set([...KNOWN.map((it) => it.split(' ')[0]), ...OTHERS]);
    expect([...named].sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
  });
});

describe('where none runs, as far as can be seen', () => {
  const unasked = 'These could not be asked: a1 (the host does not answer). If they run it, `npx hubwright adopt`.';
  beforeAll(() => {
    rmSync(join(root, 'etc/systemd/system/k3s.service'));
    enter('10.0.0.1', 'silent');
  });

  test('a command that needs one names the hosts that could not be asked', async () => {
    await expect(run('status')).rejects.toMatchObject({
      message: 'no cluster "lab" is known in this folder',
      fix: `Run \`npx hubwright up\`. A k3s that something else has set up: \`npx hubwright adopt --take-over\`, or ask it with kubectl, docs/deploy.md.\n  ${unasked}`,
    });
  });

  test('`down` has nothing to do, and names them too', async () => {
    const said = jest.spyOn(console, 'error').mockImplementation(() => {});
    const printed = jest.spyOn(console, 'log').mockImplementation(() => {});
    await run('down --yes lab');
    expect([...printed.mock.calls, ...said.mock.calls].flat()).toEqual([
      'Nothing to delete: .hubwright/lab has no hosts of the cluster lab.',
      unasked,
    ]);
    jest.restoreAllMocks();
  });
});
