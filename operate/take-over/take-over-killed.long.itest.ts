import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { KillingSsh } from '../../testbed/killing-ssh.ts';
import { Project } from '../../testbed/project.ts';
import { TestBed, whyNoTestBed } from '../../testbed/test-bed.ts';
import { installForeign, listForeign } from './foreign-k3s-testing.ts';

const NODES = ['s1', 'a1'];
/** Milliseconds: a run for each of its commands, however busy the machine is. */
const LONG = 40 * 60_000;
/** Puts back what a take-over has replaced, and takes away what it has made. */
const UNDO = `
  before=/var/lib/hubwright/before-take-over
  rm -rf /etc/hubwright /etc/rancher/k3s/hubwright-* /etc/rancher/k3s/config.yaml
  rm -f /etc/rancher/k3s/config.yaml.d/zz-before-hubwright.yaml
  [ ! -e $before/config.yaml ] || cp -p $before/config.yaml /etc/rancher/k3s/
  cp -p $before/*.service* /etc/systemd/system/
  rm -rf /var/lib/hubwright`;

(whyNoTestBed() === undefined ? describe : describe.skip)('a take-over that is killed', () => {
  let bed: TestBed;
  let ssh: KillingSsh;
  let project: Project;
  const words = ['adopt', '--take-over', '--yes'];
  /** What is on the hosts, without ids and times. */
  const state = async () =>
    Promise.all(
      NODES.map(async (name) => {
        const files = 'cat /etc/rancher/k3s/config.yaml /etc/rancher/k3s/config.yaml.d/* /etc/systemd/system/k3s*';
        const list = 'ls -A /etc/rancher/k3s /etc/rancher/k3s/config.yaml.d /etc/hubwright /etc/systemd/system';
        return (await bed.host(name).exec(['sh', '-c', `${list}; ${files}`])).stdout;
      }),
    );

  beforeAll(async () => {
    bed = await TestBed.create();
    await installForeign(bed);
    ssh = new KillingSsh(join(bed.dir, 'killing'), `${bed.bin}/ssh`);
    project = new Project({ PATH: `${ssh.bin}:${process.env.PATH}` });
    await listForeign(project, bed);
  });
  afterAll(async () => bed?.destroy());

  test.each(['during', 'after'] as const)(
    'at any of its commands, %s it, ends as if it had not been',
    async (time) => {
      const folder = join(project.folder, '.hubwright/test');
      rmSync(folder, { recursive: true, force: true });
      ssh.takeLog();
      await project.succeed(...words, '--dry-run');
      const looking = new Set(ssh.takeLog());
      await project.succeed(...words);
      const changing = [...new Set(ssh.takeLog())].filter((key) => !looking.has(key));
      expect(changing.length).toBeGreaterThan(15);
      const clean = await state();
      for (const name of NODES) await bed.host(name).exec(['sh', '-c', UNDO]);
      rmSync(folder, { recursive: true });
      ssh.want(new Map(changing.map((key) => [key, time])));
      let kills = 0;
      for (let code: number | null = null; code === null; kills += code === null ? 1 : 0) {
        const run = project.start(...words);
        ssh.target = run.child.pid ?? 0;
        const ended = await run.ended;
        // One that was killed right after its last word has nothing left to do.
        const isDone = ended.output.includes('one of Hubwright already');
        if (ended.code !== null && ended.code !== 0 && !isDone) throw new Error(ended.output);
        code = ended.code;
      }
      expect(kills).toBeGreaterThan(5);
      ssh.stop();
      expect(await state()).toEqual(clean);
      await project.succeed('up', '--dry-run');
      for (const name of NODES) await bed.host(name).exec(['sh', '-c', UNDO]);
    },
    LONG,
  );
});
