import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readState } from '../../cluster/cluster-folder.ts';
import { Project } from '../../testbed/project.ts';
import { TestBed, whyNoTestBed } from '../../testbed/test-bed.ts';

const NODES = ['s1', 'a1'];

(whyNoTestBed() === undefined ? describe : describe.skip)('a laptop that was lost', () => {
  let bed: TestBed;
  let [lost, own]: Project[] = [];
  const hubwright = async (...words: string[]) => {
    if (own === undefined) throw new Error('There is no project');
    return own.hubwright(...words);
  };
  const folderOf = (project: Project | undefined) => join(project?.folder ?? '', '.hubwright/test');
  const fingerprint = async (name: string) => {
    const argv = ['ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub'];
    return (await bed.host(name).exec(argv)).stdout.split(' ')[1] ?? '';
  };

  beforeAll(async () => {
    bed = await TestBed.create();
    await bed.addAll(NODES);
    const [server, agent] = NODES.map((name) => ({ name, address: bed.host(name).address, user: 'ubuntu' }));
    for (const project of [new Project(bed.env), new Project(bed.env)]) {
      await project.settings({ provider: 'ssh', servers: [server], agents: [agent] });
      if (lost === undefined) lost = project;
      else own = project;
    }
    // Nor has the new one the images that were built.
    rmSync(join(own?.folder ?? '', '.hubwright'), { recursive: true });
    await lost?.succeed('up');
    renameSync(folderOf(lost), `${folderOf(lost)}.away`);
  });
  afterAll(async () => bed?.destroy());

  test('leaves a cluster that every command of the next one finds, and takes for nothing else', async () => {
    for (const words of [['status'], ['up'], ['down', '--yes', 'test'], ['doctor']]) {
      const { code, output } = await hubwright(...words);
      expect([words, code]).toEqual([words, 1]);
      expect(output).toMatch(/this folder does not know/);
      expect(output).toContain('`npx hubwright adopt`');
    }
  });

  test('is replaced by one on which nobody takes a key that was not compared', async () => {
    const keys = await Promise.all(NODES.map(fingerprint));
    const asked = await hubwright('adopt');
    expect(asked.code).toBe(2);
    for (const key of keys) expect(asked.output).toContain(key);
    const wrong = await hubwright('adopt', '--host-key', keys[0] ?? '');
    expect([wrong.code, wrong.output.includes(keys[0] ?? ''), wrong.output.includes(keys[1] ?? '')]).toEqual([
      1,
      false,
      true,
    ]);
    expect(existsSync(join(folderOf(own), 'state.json'))).toBe(false);
    const { code, output } = await hubwright('adopt', ...keys.flatMap((it) => ['--host-key', it]));
    expect(output).toMatch(/^Hosts: s1 \(server\), a1 \(agent\)\nLast change:\n.*\n +1 .* up .* done$/m);
    expect(code).toBe(0);
  });

  test('has left nothing that is not there again', async () => {
    const read = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8').trim().split('\n').sort();
    for (const name of ['token', 'join-token', 'kubeconfig', 'known_hosts']) {
      expect([name, read(folderOf(own), name)]).toEqual([name, read(`${folderOf(lost)}.away`, name)]);
      expect(statSync(join(folderOf(own), name)).mode & 0o777).toBe(0o600);
    }
    expect(readState(folderOf(own))).toEqual(readState(`${folderOf(lost)}.away`));
    expect(readdirSync(join(folderOf(own), '..'))).toEqual(['main.mjs', 'test']);
    expect((await hubwright('adopt')).output).toContain('nothing was changed');
    const { code, output } = await hubwright('up');
    expect(output).not.toMatch(/^done /m);
    expect(code).toBe(0);
    expect((await hubwright('status')).output).toContain('test is healthy');
  });

  test('is not needed for the end of the cluster either', async () => {
    await own?.succeed('down', '--node', 'a1', '--force', 'a1');
    await own?.succeed('down', '--yes', 'test');
    expect(await bed.host('s1').read('/etc/hubwright/cluster.json')).toBeUndefined();
  });
});
