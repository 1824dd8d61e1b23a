import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { folderWith } from '../../settings/testing.ts';
import { CommandError, run } from '../../system/exec.ts';
import { TestBed, whyNoTestBed } from '../test-bed.ts';
import { TestMultipass } from '../test-multipass.ts';

/*
 * What Hubwright relies on in Multipass. On the stand-in, or with HUBWRIGHT_CONTRACT_MULTIPASS=multipass on the real one:
 * there it makes two small VMs called hubwright-contract-…, and deletes them.
 */

const real = process.env.HUBWRIGHT_CONTRACT_MULTIPASS;
const A = 'hubwright-contract-a';
const B = 'hubwright-contract-b';
const SIZES = ['--cpus', '1', '--memory', '1G', '--disk', '5G'];
const LIMIT = { timeout: 15 * 60_000 };

(whyNoTestBed() === undefined || real !== undefined ? describe : describe.skip)('multipass', () => {
  let bed: TestBed | undefined;
  let command = real ?? '';

  beforeAll(async () => {
    if (real === undefined) {
      bed = await TestBed.create();
      await TestMultipass.install(bed);
      command = join(bed.bin, 'multipass');
    }
    const taken = (await listed()).filter(({ name }) => [A, B].includes(name));
    if (taken.length > 0) throw new Error(`there is a VM ${taken[0]?.name} already, which would be deleted`);
  });
  afterAll(async () => {
    if (real !== undefined) await multipass('delete', '--purge', A, B).catch(() => {});
    await bed?.destroy();
  });

  const multipass = (...args: string[]) => run(command, args, LIMIT);
  const launch = (name: string) => multipass('launch', '24.04', '--name', name, ...SIZES);
  const listed = async (): Promise<{ name: string; state: string; ipv4: string[] }[]> =>
    JSON.parse((await multipass('list', '--format', 'json')).stdout).list;
  const stateOf = async (name: string) => (await listed()).find((it) => it.name === name)?.state;
  /** Its code and what it says. */
  const refusal = async (...args: string[]) => {
    const error = await multipass(...args).catch((e: unknown) => e);
    if (!(error instanceof CommandError)) throw new Error(`expected a refusal of ${args.join(' ')}`);
    return `${error.exitCode} ${error.stderr || error.stdout}`;
  };

  test('version: names itself and its service', async () => {
    const found = JSON.parse((await multipass('version', '--format', 'json')).stdout);
    expect(found).toMatchObject({ multipass: expect.any(String), multipassd: expect.any(String) });
  });

  test.each([
    ['an unknown option ends with 1', ['launch', '--memmory', '1G'], /^1 Unknown option 'memmory'\.$/],
    ['an unknown command ends with 1', ['lunch'], /^1 Error: Unknown command or alias 'lunch'/],
    ['launch: no CPU at all ends with 1', ['launch', '--cpus', '0'], /^1 Error: invalid CPU count '0'/],
    [
      'launch: too little memory ends with 2',
      ['launch', '--memory', '100M'],
      /^2 launch failed: Invalid arguments supplied\n/,
    ],
    ['launch: a name that begins with a digit', ['launch', '--name', '1st'], /Invalid instance name supplied: 1st/],
    [
      'exec: of an unknown VM ends with 2',
      ['exec', 'hubwright-contract-none', '--', 'true'],
      /^2 exec failed: instance "hubwright-contract-none" does not exist$/,
    ],
    [
      'info: of an unknown VM ends with 2',
      ['info', 'hubwright-contract-none', '--format', 'json'],
      /^2 info failed: instance "hubwright-contract-none" does not exist$/,
    ],
    [
      'delete: of an unknown VM ends with 2',
      ['delete', '--purge', 'hubwright-contract-none'],
      /^2 delete failed: instance "hubwright-contract-none" does not exist$/,
    ],
  ])('%s', async (_, args, message) => {
    expect(await refusal(...args)).toMatch(message);
  });

  test('launch: a file for cloud-init that the snap cannot see is refused, before there is a VM', async () => {
    const file = join(folderWith({ 'cloud-init.yaml': '{}' }), 'cloud-init.yaml');
    expect(await refusal('launch', '--name', A, '--cloud-init', file)).toContain(
      'Please ensure that Multipass can read it.',
    );
    expect(await stateOf(A)).toBeUndefined();
  });

  test('launch: takes cloud-init from standard input, also for several VMs at once', async () => {
    const config = '#cloud-config\nwrite_files: [{path: /etc/hubwright-contract, content: written}]\n';
    const args = ['launch', '24.04', '--name', A, ...SIZES, '--cloud-init', '-'];
    await Promise.all([run(command, args, { ...LIMIT, input: config }), launch(B)]);
    expect((await multipass('exec', A, '--', 'cat', '/etc/hubwright-contract')).stdout).toBe('written');
    expect(await stateOf(B)).toBe('Running');
    expect(await refusal('launch', '--name', A)).toBe(`2 launch failed: instance "${A}" already exists`);
  });

  test('exec: runs as ubuntu, who may use sudo, hands every word on as it is, and ends with the code of the command', async () => {
    const output = await multipass('exec', A, '--', 'sh', '-c', 'id -un; hostname; sudo -n id -un; exit 0');
    expect(output.stdout).toBe(`ubuntu\n${A}\nroot`);
    expect(await refusal('exec', A, '--', 'sh', '-c', 'echo no >&2; exit 7')).toBe('7 no');
    const words = ['a b', "it's", '$HOME', '`id`', '*', 'é\n2', '', '~', '#', '\\', '"'];
    const printed = await multipass('exec', A, '--no-map-working-directory', '--', 'printf', '[%s]', ...words);
    expect(printed.stdout).toBe(words.map((word) => `[${word}]`).join(''));
  });

  test('info: the state, and sizes as texts', async () => {
    const { info } = JSON.parse((await multipass('info', A, '--format', 'json')).stdout);
    expect(info[A]).toMatchObject({
      state: 'Running',
      cpu_count: '1',
      ipv4: [expect.any(String)],
      disks: { sda1: { total: expect.stringMatching(/^\d+$/) } },
    });
  });

  test('a VM that is off is Stopped, without an address, and exec switches it on', async () => {
    await multipass('exec', A, '--', 'sh', '-c', 'echo kept >kept');
    await multipass('stop', A);
    expect((await listed()).find((it) => it.name === A)).toMatchObject({ state: 'Stopped', ipv4: [] });
    expect((await multipass('exec', A, '--', 'cat', 'kept')).stdout).toBe('kept');
    expect(await stateOf(A)).toBe('Running');
    await multipass('start', A);
  });

  test('a deleted VM is listed as Deleted and keeps its name until it is purged', async () => {
    await multipass('delete', A);
    expect(await stateOf(A)).toBe('Deleted');
    expect(await refusal('exec', A, '--', 'true')).toBe(`2 exec failed: instance "${A}" is deleted`);
    expect(await refusal('launch', '--name', A)).toContain('already exists');
    await multipass('delete', '--purge', A);
    expect(await stateOf(A)).toBeUndefined();
    expect(await stateOf(B)).toBe('Running');
  });
});
