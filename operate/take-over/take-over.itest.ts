import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { Project } from '../../testbed/project.ts';
import { TestBed, whyNoTestBed } from '../../testbed/test-bed.ts';
import { installForeign, listForeign, TOKEN } from './foreign-k3s-testing.ts';

const KEPT = '/etc/rancher/k3s/config.yaml.d/zz-before-hubwright.yaml';

(whyNoTestBed() === undefined ? describe : describe.skip)('a k3s that something else has set up', () => {
  let bed: TestBed;
  let project: Project;
  const server = () => bed.host('s1');
  const agent = () => bed.host('a1');
  const settings = (cluster: object = {}) => listForeign(project, bed, cluster);
  const takeOver = (...words: string[]) => project.hubwright('adopt', '--take-over', ...words);
  const startsOf = async (name: string) => {
    const commands = await bed.host(name).commands();
    return commands.filter(([program, verb]) => program === 'k3s' && (verb === 'server' || verb === 'agent')).length;
  };

  beforeAll(async () => {
    bed = await TestBed.create();
    await installForeign(bed);
    project = new Project(bed.env);
  });
  afterAll(async () => bed?.destroy());

  test('is refused by `up` and by `adopt`, which say how it is taken over', async () => {
    await settings();
    for (const words of [['up'], ['adopt', '--yes']]) {
      const { code, output } = await project.hubwright(...words);
      expect([words, code]).toEqual([words, 1]);
      expect(output).toContain('npx hubwright adopt --take-over');
    }
  });

  test('is left alone while the settings would change what it must keep, with all reasons at once', async () => {
    await settings({ disable: [], agents: [{ name: 'worker', address: agent().address, user: 'ubuntu' }] });
    const { code, output } = await takeOver('--yes');
    expect(code).toBe(1);
    expect(output).toMatch(
      /s1: k3s runs without metrics-server, which `up` would deploy\n.*disable: \[metrics-server\]/,
    );
    expect(output).toMatch(/worker: it is the node a1\n {2}Set cluster\.agents\[0\]\.name to a1 in platform\.yaml\.\n/);
    expect(output).not.toContain(TOKEN);
    expect(existsSync(join(project.folder, '.hubwright/test/state.json'))).toBe(false);
  });

  test('is left alone where a variable of it is in a file that nobody would rewrite', async () => {
    await settings();
    const file = '/etc/systemd/system/k3s-agent.service.env';
    const variables = (await agent().read(file)) ?? '';
    await agent().write(file, variables.replace(/^K3S_TOKEN=.*\n/m, ''), 0o600);
    const { code, output } = await takeOver('--yes');
    await agent().write(file, variables, 0o600);
    expect(code).toBe(1);
    expect(output).toContain(`error: a1: k3s has K3S_TOKEN from elsewhere than ${file}\n`);
    expect(output).not.toContain('error: s1');
  });

  test('is shown first, and changed only after an answer', async () => {
    await settings();
    const shown = await takeOver('--dry-run', '--yes');
    expect(shown.output).toContain('Takes over the k3s of 2 nodes');
    expect(shown.output).toMatch(/keeps, in .*zz-before-hubwright.yaml: cluster-cidr, kubelet-arg, node-label$/m);
    expect(shown.output).toContain('changes write-kubeconfig-mode: 0644 → 0600');
    expect(shown.code).toBe(0);
    expect((await takeOver()).code).toBe(2);
    expect(existsSync(join(project.folder, '.hubwright/test/state.json'))).toBe(false);
    for (const name of ['s1', 'a1']) expect(await bed.host(name).read('/etc/hubwright/cluster.json')).toBeUndefined();
  });

  test('goes on as it is, with all of its settings where `up` leaves them', async () => {
    const starts = await Promise.all(['s1', 'a1'].map(startsOf));
    const { code, output } = await takeOver('--yes');
    expect(output).toContain('now has everything about the cluster test');
    expect(output).not.toContain(TOKEN);
    expect(code).toBe(0);
    expect(await Promise.all(['s1', 'a1'].map(startsOf))).toEqual(starts);
    expect(parse((await server().read(KEPT)) ?? '')).toEqual({
      'cluster-cidr': '10.50.0.0/16',
      'kubelet-arg+': ['max-pods=200'],
      'node-label': 'zone=a',
    });
    // Of the agent, everything follows from the cluster or is in a file of its own.
    expect(await agent().read(KEPT)).toBeUndefined();
    expect(await agent().read('/etc/systemd/system/k3s-agent.service')).toContain(
      'ExecStart=/usr/local/bin/k3s agent\n',
    );
    expect(await agent().read('/etc/systemd/system/k3s-agent.service.env')).toBe('');
    expect(await server().read('/var/lib/hubwright/before-take-over/config.yaml')).toContain('0644');
    expect(await server().read('/var/lib/hubwright/before-take-over/k3s.service')).toContain('--cluster-cidr');
  });

  test('is a cluster like any other from then on', async () => {
    await project.succeed('up');
    const argv = ['k3s', 'kubectl', 'get', 'node', 's1', '-o', 'json'];
    const node = JSON.parse((await server().exec(argv)).stdout);
    expect(JSON.parse(node.metadata.annotations['k3s.io/node-args'])).toEqual(
      expect.arrayContaining(['--cluster-cidr', '10.50.0.0/16', 'max-pods=200', 'pod-max-pids=4096']),
    );
    expect((await project.succeed('status')).output).toContain('test is healthy');
    expect((await project.succeed('up')).output).not.toMatch(/^done /m);
    expect((await project.succeed('history')).output).toContain('adopt --take-over');
    const again = await takeOver('--yes');
    expect([again.code, again.output]).toEqual([1, expect.stringContaining('one of Hubwright already')]);
    await project.succeed('token', 'rotate', '--yes');
    await project.succeed('status');
  });
});
