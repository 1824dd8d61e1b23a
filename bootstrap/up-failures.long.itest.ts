import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Ended, Project } from '../testbed/project.ts';
import { SSH_WORDS } from '../testbed/ssh-words.ts';
import { TestBed, whyNoTestBed } from '../testbed/test-bed.ts';

const NODES = ['server-1', 'agent-1', 'agent-2'];

(whyNoTestBed() === undefined ? describe : describe.skip)('up on hosts that fail under way', () => {
  let bed: TestBed;
  let project: Project;

  beforeAll(async () => {
    bed = await TestBed.create();
    await bed.addAll(NODES);
    const bin = join(bed.dir, 'damaging');
    project = new Project({ PATH: `${bin}:${process.env.PATH}` });
    // Adds to what is uploaded as an image while there is a file that says so.
    const isDamaged = `[ -e ${project.folder}/damage ] && case $(ssh_words "$@") in *put-file*/agent/images/*) true ;; *) false ;; esac`;
    const damage = `if ${isDamaged}; then (cat && echo more) | ${bed.bin}/ssh "$@"; exit; fi`;
    mkdirSync(bin);
    writeFileSync(join(bin, 'ssh'), `#!/bin/sh\n${SSH_WORDS}${damage}\nexec ${bed.bin}/ssh "$@"\n`, { mode: 0o755 });
  });
  afterAll(async () => bed?.destroy());

  /** Settings in which the agents have a taint, so that another one has them started again. */
  async function taint(value: string): Promise<void> {
    const host = (name: string) => ({ name, address: bed.host(name).address, user: 'ubuntu' });
    const [server = '', ...agents] = NODES;
    const taints = [{ key: 'run', value, effect: 'PreferNoSchedule' }];
    const tainted = agents.map((name) => ({ ...host(name), taints }));
    await project.settings({ provider: 'ssh', servers: [host(server)], agents: tainted });
  }

  /** Runs `up`, and does something once each when its output shows a sign for the first time, and something when all that is done. */
  async function upWith(
    events: readonly (readonly [RegExp, () => Promise<unknown>])[],
    last?: () => Promise<unknown>,
  ): Promise<Ended> {
    const { child, ended } = project.start('up');
    const open = new Set(events);
    const done: Promise<unknown>[] = [];
    let text = '';
    const look = (part: Buffer) => {
      text += part;
      for (const event of open) {
        if (!event[0].test(text)) continue;
        open.delete(event);
        done.push(event[1]());
        if (open.size === 0) done.push(Promise.all(done).then(last));
      }
    };
    child.stderr?.on('data', look);
    const result = await ended;
    expect([...open]).toEqual([]);
    await Promise.all(done);
    return result;
  }

  async function expectHealed(): Promise<void> {
    const { code, output } = await project.hubwright('up');
    expect(output).toContain('The hub is at http://10.77.0.1/');
    expect(code).toBe(0);
    const again = await project.hubwright('up');
    expect(again.output.match(/^(done|waiting|FAILED) .*$/gm)).toBeNull();
    for (const name of NODES) {
      const left = await bed.host(name).exec(['find', '/etc/rancher', '/var/lib/rancher', '-name', '*.hubwright']);
      expect(left.stdout).toBe('');
    }
  }

  test('one host is lost and the disk of another is full: both are reported, and a second run fixes them', async () => {
    await taint('one');
    // What the agents do next waits for its token: by then it has happened to them.
    await bed.host('server-1').tune({ startHeld: true });
    const { code, output } = await upWith(
      [
        [/done +install\/agent-1/, () => bed.host('agent-1').cutLink()],
        [/done +install\/agent-2/, () => bed.host('agent-2').fillDisk(0)],
      ],
      () => bed.host('server-1').tune({}),
    );
    expect(code).toBe(1);
    expect(output).toContain(
      'agent-1 (ubuntu@10.77.0.2 over SSH): Write the settings of k3s: the host does not answer\n' +
        '  step     config/agent-1\n',
    );
    expect(output).toContain('agent-2 (ubuntu@10.77.0.3 over SSH): Write the settings of k3s: exit code ');
    expect(output).toMatch(/\| .*No space left on device\n {2}likely {3}the host's disk is full\n {2}fix {6}/);
    expect(output).toMatch(/done +start\/server-1/);
    await bed.host('agent-1').restoreLink();
    await bed.host('agent-2').emptyDisk();
    await expectHealed();
  });

  test('a host stands still for a minute, and another takes the key no longer', async () => {
    await taint('two');
    // It happens to them while they start.
    for (const name of ['agent-1', 'agent-2']) await bed.host(name).tune({ startHeld: true });
    const { code, output } = await upWith([
      [
        /done +config\/agent-1/,
        async () => {
          await bed.host('agent-1').rejectKey();
          // Its open connections as well.
          await bed.host('agent-1').exec(['pkill', '-f', '^sshd: ubuntu']);
        },
      ],
      [/done +config\/agent-2/, () => bed.host('agent-2').freeze()],
      [/FAILED +start\/agent-2/, () => bed.host('agent-2').thaw()],
    ]);
    expect(code).toBe(1);
    // A command that has begun ends with the connection.
    expect(output).toMatch(
      /^agent-1 .*: Start k3s and join the cluster: (the host refuses the login|the host does not answer|it ended before it finished)$/m,
    );
    expect(output).toMatch(
      /^agent-2 .*: Start k3s and join the cluster: (the host does not answer|it ended before it finished)$/m,
    );
    const refused = await project.hubwright('up');
    expect(refused.output).toContain('error: agent-1: ubuntu@10.77.0.2 over SSH: the host refuses the login');
    expect(refused.output).toContain('Nothing was changed on any host.');
    await bed.host('agent-1').acceptKey();
    for (const name of ['agent-1', 'agent-2']) await bed.host(name).tune({});
    await expectHealed();
  });

  test('an upload that is damaged on its way is reported and thrown away', async () => {
    const tar = (await bed.host('agent-1').exec(['ls', '/var/lib/rancher/k3s/agent/images'])).stdout;
    await bed.host('agent-1').exec(['rm', `/var/lib/rancher/k3s/agent/images/${tar}`]);
    project.write('damage', '');
    const { code, output } = await project.hubwright('up');
    expect(code).toBe(1);
    expect(output).toContain('agent-1 (ubuntu@10.77.0.2 over SSH): Copy the images: exit code 65\n');
    expect(output).toMatch(
      new RegExp(`what arrived for .*/${tar} is not what was sent: sha256 [0-9a-f]{64}, expected`),
    );
    expect(await bed.host('agent-1').read(`/var/lib/rancher/k3s/agent/images/${tar}`)).toBeUndefined();
    rmSync(join(project.folder, 'damage'));
    await expectHealed();
  });

  test('an agent that cannot reach the server: the wait says so, and can be ended', async () => {
    await taint('three');
    await bed.host('agent-1').exec(['ip', 'route', 'add', 'unreachable', '10.77.0.1/32']);
    const started = project.start('up');
    const wanted =
      /waiting +start\/agent-1: .* \(now activating\).*; the host cannot reach port 6443 of the first server/;
    let text = '';
    started.child.stderr?.on('data', (part) => {
      text += part;
      if (wanted.test(text) && !started.child.killed) started.child.kill('SIGINT');
    });
    const { code, output } = await started.ended;
    expect(output).toMatch(wanted);
    expect(output).toContain('Run the same command again to continue where it stopped.');
    expect(code).toBe(1);
    await bed.host('agent-1').exec(['ip', 'route', 'del', 'unreachable', '10.77.0.1/32']);
    await expectHealed();
    const config = readFileSync(bed.host('agent-1').path('/etc/rancher/k3s/config.yaml'), 'utf8');
    expect(config).toContain('run=three');
  });
});
