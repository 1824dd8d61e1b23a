import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { folderWith } from '../settings/testing.ts';
import { CommandError } from '../system/exec.ts';
import { TestBed, whyNoTestBed } from './test-bed.ts';
import { TestMultipass } from './test-multipass.ts';

(whyNoTestBed() === undefined ? describe : describe.skip)('the stand-in keeps the contract of Multipass', () => {
  let bed: TestBed;
  let multipass: TestMultipass;

  beforeAll(async () => {
    bed = await TestBed.create();
    multipass = await TestMultipass.install(bed);
  });
  afterAll(async () => bed?.destroy());

  /** Its code and what it says. */
  const refusal = async (...args: string[]) => {
    const error = await multipass.run(...args).catch((e: unknown) => e);
    if (!(error instanceof CommandError)) throw new Error(`expected a refusal of ${args.join(' ')}`);
    return `${error.exitCode} ${error.stderr || error.stdout}`;
  };
  const listed = async () =>
    JSON.parse((await multipass.run('list', '--format', 'json')).stdout).list.map(
      (it: { name: string; state: string; ipv4: string[] }) => `${it.name} ${it.state} ${it.ipv4}`,
    );

  test('refuses what Multipass refuses', async () => {
    const file = join(folderWith({ 'cloud-init.yaml': '{}' }), 'cloud-init.yaml');
    expect(await refusal('launch', '--memmory', '1G')).toBe("1 Unknown option 'memmory'.");
    expect(await refusal('lunch')).toContain("1 Error: Unknown command or alias 'lunch'");
    expect(await refusal('launch', '--cpus', '0')).toContain("1 Error: invalid CPU count '0'");
    expect(await refusal('launch', '--memory', '100M')).toContain('2 launch failed: Invalid arguments supplied\n');
    expect(await refusal('launch', '--name', '1st')).toContain('Invalid instance name supplied: 1st');
    expect(await refusal('launch', '--cloud-init', file)).toContain('Please ensure that Multipass can read it.');
    expect(await refusal('exec', 'none', '--', 'true')).toBe('2 exec failed: instance "none" does not exist');
    expect(await listed()).toEqual([]);
  });

  test('launches VMs at once, runs commands in them as ubuntu, and tells of them', async () => {
    await Promise.all(['a', 'b'].map((name) => multipass.run('launch', '24.04', '--name', name, '--memory', '2G')));
    // Which of them is first gets the first address.
    const found: string[] = await listed();
    expect(found.map((line) => line.slice(0, 2)).sort()).toEqual(['a ', 'b ']);
    expect(found.map((line) => line.slice(2)).sort()).toEqual(['Running 10.77.0.1', 'Running 10.77.0.2']);
    const told = await multipass.run('exec', 'a', '--', 'sh', '-c', 'id -un; hostname; sudo -n id -un; exit 0');
    expect(told.stdout).toBe('ubuntu\na\nroot');
    expect(await refusal('exec', 'a', '--', 'sh', '-c', 'echo no >&2; exit 7')).toBe('7 no');
    const words = ['a b', "it's", '$HOME', '`id`', '*', 'é\n2', '', '~', '#', '\\', '"'];
    const printed = await multipass.run('exec', 'a', '--', 'printf', '[%s]', ...words);
    expect(printed.stdout).toBe(words.map((word) => `[${word}]`).join(''));
    const { info } = JSON.parse((await multipass.run('info', 'a', '--format', 'json')).stdout);
    expect(info.a).toMatchObject({ state: 'Running', cpu_count: '1', disks: { sda1: { total: '5368709120' } } });
    expect(await refusal('launch', '--name', 'a')).toBe('2 launch failed: instance "a" already exists');
  });

  test('a VM that is stopped comes back, by exec too; a deleted one keeps its name until it is purged', async () => {
    await multipass.run('exec', 'a', '--', 'sh', '-c', 'echo kept >kept');
    await multipass.run('stop', 'a');
    expect(await listed()).toContain('a Stopped ');
    await multipass.tune({ nextNumber: { a: 40 } });
    expect((await multipass.run('exec', 'a', '--', 'cat', 'kept')).stdout).toBe('kept');
    expect(await listed()).toContain('a Running 10.77.0.40');
    await multipass.run('delete', 'a');
    expect(await refusal('exec', 'a', '--', 'true')).toBe('2 exec failed: instance "a" is deleted');
    expect(await refusal('launch', '--name', 'a')).toContain('already exists');
    await multipass.run('delete', '--purge', 'a');
    expect(await listed()).toEqual([expect.stringMatching(/^b Running 10\.77\.0\.[12]$/)]);
  });
});
