import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Project } from '../testbed/project.ts';
import { TestBed, whyNoTestBed } from '../testbed/test-bed.ts';
import { until } from '../testbed/until.ts';

const MARK = '/etc/hubwright/cluster.json';
const HOME = '/var/lib/rancher/k3s/storage/pvc-1f0c_jupyterhub_claim-ada/notes.ipynb';

(whyNoTestBed() === undefined ? describe : describe.skip)('a host that two projects have', () => {
  let bed: TestBed;
  let [alpha, beta]: Project[] = [];
  const host = () => bed.host('s1');
  const settings = async (project: Project, name: string, server = 's1') => {
    const servers = [{ name: server, address: bed.host(server).address, user: 'ubuntu' }];
    await project.settings({ provider: 'ssh', name, servers });
    return project;
  };
  const statePath = () => join(alpha?.folder ?? '', '.hubwright/alpha/state.json');
  const mark = async () => JSON.parse((await host().read(MARK)) ?? '{}');

  beforeAll(async () => {
    bed = await TestBed.create();
    await bed.addAll(['s1', 's2']);
    alpha = await settings(new Project(bed.env), 'alpha');
    beta = await settings(new Project(bed.env), 'beta');
  });
  afterAll(async () => bed?.destroy());

  test('says whose it is, also where an older Hubwright has set it up', async () => {
    expect((await alpha?.hubwright('up'))?.code).toBe(0);
    const { id, ...state } = JSON.parse(readFileSync(statePath(), 'utf8'));
    expect(await mark()).toEqual({ version: 1, cluster: 'alpha', id, node: 's1' });
    await host().exec(['rm', MARK]);
    writeFileSync(statePath(), JSON.stringify(state));
    expect((await alpha?.hubwright('status'))?.code).toBe(0);
    const { code, output } = (await alpha?.hubwright('up')) ?? {};
    expect(output).toMatch(/^done +mark\/s1/m);
    expect(output).toMatch(/^unchanged +start\/s1/m);
    expect(code).toBe(0);
    expect((await mark()).id).toBe(JSON.parse(readFileSync(statePath(), 'utf8')).id);
  });

  test('refuses the second one while it is of the first', async () => {
    const { code, output } = (await beta?.hubwright('up')) ?? {};
    expect(code).toBe(1);
    expect(output).toMatch(/^error: s1: it belongs to the cluster alpha \([0-9a-f]{8}\)$/m);
    expect(output).toContain('Nothing was changed on any host.');
  });

  test('is not replaced as the only server by an empty one, which would begin another cluster', async () => {
    if (alpha === undefined) throw new Error('no project');
    await settings(alpha, 'alpha', 's2');
    for (const words of [['up'], ['up', '--only', 'install', '--yes'], ['up', '--dry-run'], ['doctor']]) {
      const { code, output } = await alpha.hubwright(...words);
      expect(output).toMatch(/s2: it is the first server and has no k3s, while the cluster is on s1: /);
      expect(output.replaceAll(/\s+/g, ' ')).toContain('`npx hubwright restore --cluster`');
      expect([words, code]).toEqual([words, 1]);
    }
    expect(await bed.host('s2').read(MARK)).toBeUndefined();
    await settings(alpha, 'alpha');
    expect((await alpha.hubwright('up')).code).toBe(0);
  });

  test('does not begin again unasked where its datastore is gone, nor goes on where k3s has begun again', async () => {
    if (alpha === undefined) throw new Error('no project');
    const sh = (script: string) => host().exec(['sh', '-c', script]);
    const refused = async (...words: string[]) => {
      const { code, output } = (await alpha?.hubwright(...words)) ?? {};
      expect([words, code]).toEqual([words, 1]);
      return output;
    };
    await sh('systemctl stop k3s && mv /var/lib/rancher /var/lib/away && mkdir /var/lib/rancher');
    expect(await refused('up')).toContain('s1: it was the first server of this cluster and has no k3s any more');
    await sh('systemctl start k3s');
    await until(async () => (await host().read('/var/lib/rancher/k3s/server/token')) !== undefined);
    const anew = 's1: its k3s has another certificate authority than this cluster: it has begun anew';
    for (const word of ['up', 'doctor']) expect(await refused(word)).toContain(anew);
    await sh('systemctl stop k3s && rm -r /var/lib/rancher && mv /var/lib/away /var/lib/rancher');
    expect((await alpha.hubwright('up')).output).toMatch(/^done +start\/s1/m);
  });

  test('is of the second one once k3s was uninstalled by hand, and the first one leaves it alone', async () => {
    await host().exec(['/usr/local/bin/k3s-uninstall.sh']);
    const up = await beta?.hubwright('up');
    expect(up?.output).toMatch(/^warning: s1: it belongs to the cluster alpha/m);
    expect(up?.code).toBe(0);
    await host().write(HOME, '{"cells": []}');
    const reason = /it belongs to the cluster beta \([0-9a-f]{8}\)/;
    for (const words of [['status'], ['up'], ['doctor'], ['down', '--yes', 'alpha']]) {
      const { code, output } = (await alpha?.hubwright(...words)) ?? {};
      expect([words, code]).toEqual([words, 1]);
      expect(output).toMatch(reason);
      expect(output).not.toContain('is healthy');
    }
    expect(await host().read(HOME)).toBe('{"cells": []}');
    expect((await mark()).cluster).toBe('beta');
    expect((await beta?.hubwright('status'))?.output).toContain('beta is healthy');
    const forget = ['down', '--node', 's1', '--forget'];
    const refused = await alpha?.hubwright(...forget, '--yes', 's1');
    expect(refused?.output).toContain('`npx hubwright down --node s1 --forget --force s1`');
    expect(refused?.code).toBe(2);
    await alpha?.succeed(...forget, '--force', 's1');
    expect(existsSync(statePath())).toBe(false);
  });

  test('is not taken for its own after k3s was installed again by hand, unless somebody says so', async () => {
    await host().exec(['/usr/local/bin/k3s-uninstall.sh']);
    await host().exec(['sh', '/usr/local/lib/hubwright-testbed/install.sh', 'server']);
    await host().write(HOME, '{}');
    const reason = 'its k3s is not from this cluster: it was reinstalled';
    expect((await beta?.hubwright('status'))?.output).toContain(reason);
    const { code, output } = (await beta?.hubwright('down', '--yes', 'beta')) ?? {};
    expect(output).toContain(
      `${reason}; it is left alone\n  To forget it: \`npx hubwright down --node s1 --forget\`.\n`,
    );
    expect(code).toBe(1);
    expect(await host().read(HOME)).toBe('{}');
    expect((await beta?.hubwright('down', '--force', 'alpha'))?.code).toBe(2);
    expect((await beta?.hubwright('down', '--force', 'beta'))?.code).toBe(0);
    expect([await host().read(HOME), await host().read(MARK)]).toEqual([undefined, undefined]);
  });
});
