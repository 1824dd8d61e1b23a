import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { clusterState } from '../testbed/cluster-state.ts';
import { KillingSsh, type KillTime } from '../testbed/killing-ssh.ts';
import { Project } from '../testbed/project.ts';
import { TestBed, whyNoTestBed } from '../testbed/test-bed.ts';

const NODES = ['server-1', 'agent-1'];
/** Milliseconds: thirty runs of `up`, however busy the machine is. */
const LONG = 40 * 60_000;
/** One in so many commands has a kill: each of them with HUBWRIGHT_EVERY_KILL=1, which takes three times as long. */
const STEP = process.env.HUBWRIGHT_EVERY_KILL === '1' ? 1 : 3;

(whyNoTestBed() === undefined ? describe : describe.skip)('up that is killed', () => {
  let bed: TestBed;
  let ssh: KillingSsh;
  let project: Project;
  let clean: Awaited<ReturnType<typeof clusterState>>;
  /** Of the commands that only a first run needs, those at which it is killed. */
  let killing: ReadonlyMap<string, KillTime>;

  beforeAll(async () => {
    bed = await TestBed.create();
    await bed.addAll(NODES);
    ssh = new KillingSsh(join(bed.dir, 'killing'), `${bed.bin}/ssh`);
    project = new Project({ PATH: `${ssh.bin}:${process.env.PATH}` });
    const [server, ...agents] = NODES.map((name) => ({ name, address: bed.host(name).address, user: 'ubuntu' }));
    await project.settings({ provider: 'ssh', servers: [server], agents });
  });
  afterAll(async () => bed?.destroy());

  /** How often something was done on the hosts, by the notes that they keep themselves. */
  async function done(start: string): Promise<number> {
    const all = (await Promise.all(NODES.map((name) => bed.host(name).commands()))).flat();
    return all.filter((argv) => argv.join(' ').startsWith(start)).length;
  }

  test('a run that nothing disturbs shows what there is to disturb', async () => {
    await project.succeed('up');
    const first = ssh.takeLog();
    clean = await clusterState(bed, NODES);
    await project.succeed('up');
    const second = new Set(ssh.takeLog());
    const changing = [...new Set(first)].filter((key) => !second.has(key));
    killing = timesOf(changing);
    // Mark, images, three settings and the note of them on each node; five manifests.
    expect(changing.filter((key) => key.includes('put-file')).length).toBe(2 * 5 + 5);
    expect(changing.length).toBeGreaterThan(20);
    await project.succeed('down', '--yes', 'test');
  });

  test(
    'killed at its commands, it ends as if it had not been',
    async () => {
      const keys = [...killing.keys()];
      const during = keys.filter((key) => killing.get(key) === 'during');
      ssh.want(killing);
      let kills = 0;
      // What another branch of the plan has done meanwhile is not done again: it needs another beginning.
      for (let rounds = 0; ssh.open(keys).length > 0 && rounds < 5; rounds++) {
        const before = { installs: await done('install.sh'), restarts: await done('systemctl restart') };
        const wanted = ssh.open(during).length;
        ssh.takeLog();
        for (let code: number | null = null; code === null; kills += code === null ? 1 : 0) {
          const run = project.start('up');
          ssh.target = run.child.pid ?? 0;
          const ended = await run.ended;
          if (ended.code !== null && ended.code !== 0) throw new Error(ended.output);
          code = ended.code;
        }
        expect(await clusterState(bed, NODES)).toEqual(clean);
        const uploads = ssh.takeLog().filter((key) => key.includes('put-file'));
        const twice = uploads.length - new Set(uploads).size;
        const installs = (await done('install.sh')) - before.installs - NODES.length;
        const restarts = (await done('systemctl restart')) - before.restarts - NODES.length;
        // Killed after it was done, nothing is done again; killed under way, at most what was under way.
        expect(twice + installs + restarts).toBeLessThanOrEqual(wanted - ssh.open(during).length);
        const folder = join(project.folder, '.hubwright/test');
        expect(readdirSync(folder).sort()).toEqual(['join-token', 'known_hosts', 'kubeconfig', 'state.json', 'token']);
        for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
        // Only `up` is killed.
        const open = new Set(ssh.open(keys));
        ssh.stop();
        await project.succeed('down', '--yes', 'test');
        ssh.want(new Map([...killing].filter(([key]) => open.has(key))));
      }
      console.log(`killed ${kills} times, of ${keys.length} commands ${during.length} under way`);
      expect(ssh.open(keys)).toEqual([]);
    },
    LONG,
  );
});

/** By turns, so that a command that both nodes get is killed under way on one of them, or after it was done on the other. */
function timesOf(keys: readonly string[]): Map<string, KillTime> {
  const kind = (key: string) => key.replace(/^\S+ /, '');
  const sorted = [...keys].sort((a, b) => kind(a).localeCompare(kind(b)));
  const times = sorted.map((key, i) => [key, i % 2 === 0 ? 'after' : 'during'] as const);
  return new Map(times.filter((_, i) => i % STEP === 0));
}
