import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { clusterState } from '../../testbed/cluster-state.ts';
import { Project } from '../../testbed/project.ts';
import { TestBed, whyNoTestBed } from '../../testbed/test-bed.ts';
import { until } from '../../testbed/until.ts';

const NODES = ['server-1', 'agent-1', 'agent-2'];

(whyNoTestBed() === undefined ? describe : describe.skip)('machines that are restarted', () => {
  let bed: TestBed;
  let project: Project;
  let clean: Awaited<ReturnType<typeof clusterState>>;
  const host = (name: string) => bed.host(name);
  const kubectl = async (words: string) =>
    (await host('server-1').exec(['k3s', 'kubectl', ...words.split(' ')])).stdout;
  const node = async (name: string) => JSON.parse(await kubectl(`get node ${name} -o json`));
  const annotations = async (name: string) => Object.keys((await node(name)).metadata.annotations ?? {});
  const restarts = async () =>
    Promise.all(
      NODES.map(
        async (name) => (await host(name).commands()).filter((it) => it.join(' ') === 'systemctl reboot').length,
      ),
    );
  const isAsked = async (name: string) => (await host(name).read('/run/testbed/reboot')) !== undefined;

  beforeAll(async () => {
    bed = await TestBed.create();
    await bed.addAll(NODES);
    project = new Project({ PATH: `${bed.bin}:${process.env.PATH}` });
    const [server, ...agents] = NODES.map((name) => ({ name, address: host(name).address, user: 'ubuntu' }));
    await project.settings({ provider: 'ssh', servers: [server], agents });
    await project.succeed('up');
    clean = await clusterState(bed, NODES);
  });
  afterAll(async () => bed?.destroy());

  test('the plan says who has a server where, and changes nothing', async () => {
    await host('server-1').tune({ servers: ['ada@example.com'] });
    const pods = () => kubectl('get pods -n jupyterhub -l component=singleuser-server -o name');
    await until(async () => (await pods()).includes('jupyter-ada'));
    await host('server-1').tune({});
    const { stdout } = await project.succeed('node', 'reboot', '--dry-run');
    expect(stdout).toContain('agent-1   agent   ada@example.com  -\n');
    expect(stdout).toMatch(/cordon\/agent-1.*reboot\/agent-1.*reboot\/agent-2.*reboot\/server-1/s);
    expect(await project.hubwright('node', 'reboot')).toMatchObject({
      code: 2,
      output: expect.stringContaining('a restart needs confirmation'),
    });
    expect(await restarts()).toEqual([0, 0, 0]);
  });

  test('killed while the first machine restarts, it goes on where it was; all are restarted once, one at a time', async () => {
    const first = project.start('node', 'reboot', '--yes');
    await until(() => isAsked('agent-1'));
    first.child.kill('SIGKILL');
    await first.ended;
    expect((await node('agent-1')).spec.unschedulable).toBe(true);
    expect(await kubectl('get pods -n jupyterhub -l component=singleuser-server -o name')).toBe('');
    expect(JSON.parse((await project.hubwright('doctor', '--json')).stdout).checks).toContainEqual(
      expect.objectContaining({
        id: 'nodes',
        problems: [expect.objectContaining({ where: 'agent-1', fix: expect.stringContaining('node reboot') })],
      }),
    );
    await host('agent-1').rebootWhenAsked();

    const { ended } = project.start('node', 'reboot', '--yes');
    await until(() => isAsked('agent-2'));
    expect(await isAsked('server-1')).toBe(false);
    await host('agent-2').rebootWhenAsked();
    await host('server-1').rebootWhenAsked();
    const { code, output } = await ended;
    expect(output).toMatch(/^Continues the restart that began at/m);
    expect(output).toMatch(/agent-1 +agent +- +is restarted already/);
    expect(output).toContain('3 nodes of test restarted and ready.');
    expect(code).toBe(0);
    expect(await restarts()).toEqual([1, 1, 1]);
    for (const name of NODES) {
      expect((await node(name)).spec.unschedulable).toBeUndefined();
      expect((await annotations(name)).filter((it) => /reboot|cordoned/.test(it))).toEqual([]);
    }
    expect((await project.succeed('history')).output).toMatch(/node reboot/);
    expect((await project.succeed('up')).output.match(/^(done|waiting|FAILED) .*$/gm)).toBeNull();
    expect(await clusterState(bed, NODES)).toEqual(clean);
  });

  test('only what asks for it, and a cordon of the operator stays', async () => {
    await kubectl('cordon agent-2');
    await host('agent-2').write('/run/reboot-required', '*** System restart required ***\n');
    await host('agent-2').write('/run/reboot-required.pkgs', 'linux-base\nlinux-image-6.8.0-110-generic\nlinux-base\n');
    const asked = 'it asks for a restart: updates of linux-base linux-image-6.8.0-110-generic';
    expect((await project.hubwright('doctor')).output).toContain(`agent-2: ${asked}`);
    const { ended } = project.start('node', 'reboot', '--needed', '--yes');
    await host('agent-2').rebootWhenAsked();
    const { code, output } = await ended;
    expect(code).toBe(0);
    expect(output).toContain('updates of linux-base linux-image-6.8.0-110-generic; it stays cordoned\n');
    expect(output).toContain('Nothing asks for a restart of agent-1, server-1.');
    expect(await restarts()).toEqual([1, 1, 2]);
    expect((await node('agent-2')).spec.unschedulable).toBe(true);
    expect((await project.succeed('node', 'reboot', '--needed')).output).toContain(
      'No machine of test has to be restarted.',
    );
  });
});
