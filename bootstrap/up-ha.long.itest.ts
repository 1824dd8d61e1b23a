import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from '../system/exec.ts';
import { k3sBinary } from '../testbed/install-stand-ins.ts';
import { Project } from '../testbed/project.ts';
import { TestBed, whyNoTestBed } from '../testbed/test-bed.ts';

const SERVERS = ['server-1', 'server-2', 'server-3'];
const AGENTS = ['agent-1', 'agent-2', 'agent-3', 'agent-4', 'agent-5'];
const NODES = [...SERVERS, ...AGENTS];
const INSTALLER = resolve(import.meta.dirname, '../testbed/stand-ins/install.sh');

(whyNoTestBed() === undefined ? describe : describe.skip)(
  'up of three servers and five agents without internet',
  () => {
    let bed: TestBed;
    let project: Project;

    beforeAll(async () => {
      bed = await TestBed.create();
      await bed.addAll(NODES);
      project = new Project(bed.env);
      // What a download would bring is not there.
      for (const name of NODES) await bed.host(name).exec(['rm', '/usr/local/lib/hubwright-testbed/install.sh']);
      await release('v1.36.5+k3s1');
    });
    afterAll(async () => bed?.destroy());

    /** The folder of a release, as it is downloaded, and the settings that name it. */
    async function release(version: string): Promise<void> {
      const folder = join(project.folder, 'airgap');
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      copyFileSync(INSTALLER, join(folder, 'install.sh'));
      writeFileSync(join(folder, 'k3s'), k3sBinary(version));
      writeFileSync(join(folder, 'k3s-airgap-images-amd64.tar.zst'), 'images of k3s itself');
      const list = [{ Config: 'b.json', RepoTags: ['registry.example.com/pause:1'], Layers: [] }];
      writeFileSync(join(folder, 'manifest.json'), JSON.stringify(list));
      await run('tar', ['--format=ustar', '-cf', 'others.tar', 'manifest.json'], { cwd: folder, timeout: 600_000 });
      const line = (name: string) => `${sha256(join(folder, name))}  ${name}\n`;
      writeFileSync(join(folder, 'install.sh.sha256sum'), line('install.sh'));
      writeFileSync(join(folder, 'sha256sum-amd64.txt'), line('k3s') + line('k3s-airgap-images-amd64.tar.zst'));
      const host = (name: string) => ({ name, address: bed.host(name).address, user: 'ubuntu' });
      const nodes = { servers: SERVERS.map(host), agents: AGENTS.map(host) };
      const hub = { chart: { repository: 'https://charts.example.com/' } };
      await project.settings({ provider: 'ssh', k3sVersion: version, airgap: 'airgap', ...nodes }, { hub });
    }

    /** When each node's k3s was told to start, in the order of the times. */
    async function starts(): Promise<{ readonly at: number; readonly name: string }[]> {
      const noted = await Promise.all(
        NODES.map(async (name) => {
          const lines = ((await bed.host(name).read('/var/log/testbed-commands.log')) ?? '').trim().split('\n');
          const all = lines.map((line): { at: number; argv: string[] } => JSON.parse(line));
          return all
            .filter(({ argv }) => argv[0] === 'systemctl' && argv[1] === 'restart')
            .map(({ at }) => ({ at, name }));
        }),
      );
      return noted.flat().sort((a, b) => a.at - b.at);
    }

    test('a file that does not match its checksum is reported before any host is changed', async () => {
      const binary = join(project.folder, 'airgap', 'k3s');
      const whole = readFileSync(binary);
      writeFileSync(binary, whole.subarray(1));
      const { code, output } = await project.hubwright('up');
      expect(code).toBe(1);
      expect(output).toMatch(/airgap:\n {2}k3s is damaged or from another release: sha256 [0-9a-f]{64}, expected /);
      expect(await bed.host('server-1').read('/usr/local/bin/k3s')).toBeUndefined();
      writeFileSync(binary, whole);
    });

    test('from nothing: servers one after another, then the agents', async () => {
      const { code, output, milliseconds } = await project.hubwright('up');
      expect(output).toContain('The hub is at http://10.77.0.1/');
      expect(code).toBe(0);
      console.log(`8 hosts from nothing: ${milliseconds} ms`);
      const order = (await starts()).map(({ name }) => name);
      expect(order.slice(0, 3)).toEqual(SERVERS);
      expect(order.slice(3).sort()).toEqual(AGENTS);
      const nodes = await bed.host('server-3').exec(['k3s', 'kubectl', 'get', 'nodes', '-o', 'name']);
      expect(nodes.stdout.split('\n').sort()).toEqual(NODES.map((name) => `node/${name}`).sort());
      for (const name of NODES) {
        const images = await bed.host(name).exec(['ls', '/var/lib/rancher/k3s/agent/images']);
        expect(images.stdout).toMatch(/^k3s-airgap-images-amd64.tar.zst\nothers.tar\ntiny-[0-9a-f]+-amd64.tar$/);
        const fetched = (await bed.host(name).commands()).filter(([command]) => command === 'curl');
        expect(fetched).toEqual([]);
      }
    });

    test('again: nothing is changed', async () => {
      const before = await starts();
      const { code, output, milliseconds } = await project.hubwright('up');
      expect(code).toBe(0);
      console.log(`8 hosts again: ${milliseconds} ms`);
      expect(output.match(/^(done|waiting|FAILED) .*$/gm)).toBeNull();
      expect(await starts()).toEqual(before);
    });

    test('a newer release: each server when the one before is up again, then the agents', async () => {
      const before = (await starts()).length;
      await release('v1.37.0+k3s1');
      const { code, output } = await project.hubwright('up');
      expect(output).toContain('The hub is at http://10.77.0.1/');
      expect(code).toBe(0);
      for (const name of NODES) {
        const folder = (
          await bed.host(name).exec(['sh', '-c', 'cd /var/lib/hubwright/snapshots/*-*; pwd; find . -type f'])
        ).stdout;
        expect(folder.split('\n')[0]).toMatch(/\/000003-[0-9a-f]{16}$/);
        expect(folder.includes('./datastore/token')).toBe(name === 'server-1');
        const [path] = folder.split('\n');
        const old = await bed.host(name).exec([`${path}/k3s`, '--version']);
        expect(old.stdout).toContain('v1.36.5+k3s1');
        const open = await bed
          .host(name)
          .exec([...['find', '/var/lib/hubwright/snapshots', '-maxdepth', '1', '-type', 'd', '-perm', '/077']]);
        expect(open.stdout).toBe('');
      }
      const noted = (await starts()).slice(before);
      const names = noted.map(({ name }) => name);
      expect(names.slice(0, 3)).toEqual(SERVERS);
      expect(names.slice(3).sort()).toEqual(AGENTS);
      for (const [i, name] of SERVERS.entries()) {
        const show = ['systemctl', 'show', 'k3s', '--property=ActiveEnterTimestamp', '--value'];
        const active = Date.parse((await bed.host(name).exec(show)).stdout);
        expect(active).toBeGreaterThan(noted[i]?.at ?? Number.POSITIVE_INFINITY);
        expect(active).toBeLessThan(noted[i + 1]?.at ?? 0);
      }
      const status = await project.hubwright('status');
      expect(status.output.match(/v1\.37\.0\+k3s1/g)).toHaveLength(NODES.length);
      expect(status.code).toBe(0);
    });

    test('and back: the first server has the datastore of before, and the others join it again', async () => {
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'after', namespace: 'default' } };
      const create = ['k3s', 'kubectl', 'create', '-f', '-'];
      await bed.host('server-1').exec(create, { input: JSON.stringify(object) });
      const before = (await starts()).length;
      const { code, output } = await project.hubwright('rollback', '--yes');
      expect(output).toContain('Change 3 is undone.');
      expect(code).toBe(0);
      const names = (await starts()).slice(before).map(({ name }) => name);
      // First alone, without being a node, for the datastore to be corrected.
      expect(names.slice(0, 4)).toEqual(['server-1', ...SERVERS]);
      expect(names.slice(4).sort()).toEqual(AGENTS);
      const columns = 'custom-columns=N:.metadata.name,V:.status.nodeInfo.kubeletVersion';
      for (const name of SERVERS) {
        const kubectl = async (...words: string[]) => (await bed.host(name).exec(['k3s', 'kubectl', ...words])).stdout;
        const nodes = await kubectl('get', 'nodes', '--no-headers', '-o', columns);
        expect(nodes.match(/v1\.36\.5\+k3s1/g)).toHaveLength(NODES.length);
        expect(await kubectl('get', 'configmaps', '-n', 'default', '-o', 'name')).not.toContain('after');
        await bed.host(name).exec(['test', '-d', '/var/lib/rancher/k3s/server.before-rollback-4/db/etcd']);
      }
      // Settings of before: nothing is left to change.
      await release('v1.36.5+k3s1');
      const again = await project.hubwright('up');
      expect(again.code).toBe(0);
      expect(again.output).not.toMatch(/^done +(snapshot|install|config|start|manifests)/m);
    });

    test('--only and --from run a part, and an unknown name is reported', async () => {
      await bed.host('agent-3').exec(['rm', '/var/lib/rancher/k3s/agent/images/others.tar']);
      await bed.host('agent-4').exec(['rm', '/var/lib/rancher/k3s/agent/images/others.tar']);
      const one = await project.hubwright('up', '--only', 'images/agent-3');
      expect(one.code).toBe(0);
      expect(one.output).toMatch(/done +images\/agent-3/);
      expect(one.output).not.toContain('agent-4');
      expect(await bed.host('agent-4').read('/var/lib/rancher/k3s/agent/images/others.tar')).toBeUndefined();
      const all = await project.hubwright('up', '--only', 'images');
      expect(all.output).toMatch(/done +images\/agent-4/);
      const rest = await project.hubwright('up', '--from', 'nodes');
      expect(rest.code).toBe(0);
      expect(rest.output.match(/^\w+ +(\S+):/gm)?.map((line) => line.replace(/^\w+ +|:$/g, ''))).toEqual(
        expect.arrayContaining(['nodes', 'manifests', 'applied', 'release', 'hub']),
      );
      expect(rest.output).not.toContain('install/');
      const wrong = await project.hubwright('up', '--only', 'instal');
      expect(wrong.code).toBe(2);
      expect(wrong.output).toContain(
        'there is no step "instal", did you mean "install"?\n  The steps are vm, mark, images,',
      );
      const both = await project.hubwright('up', '--only', 'images', '--from', 'hub');
      expect(both.code).toBe(2);
      expect(both.output).toContain('--only and --from exclude each other');
    });

    test('a node is taken out also while the first server does not answer', async () => {
      await bed.host('agent-3').cutLink();
      await bed.host('server-1').exec(['sh', '-c', 'kill "$(cat /run/sshd.pid)"']);
      const { code, output } = await project.hubwright('down', '--node', 'agent-3', '--forget', '--yes', 'agent-3');
      expect(output).toContain('agent-3 is removed from the cluster');
      expect(code).toBe(0);
      const nodes = (await bed.host('server-2').exec(['k3s', 'kubectl', 'get', 'nodes', '-o', 'name'])).stdout;
      expect([nodes.includes('agent-3'), nodes.includes('agent-4')]).toEqual([false, true]);
    });
  },
);

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
