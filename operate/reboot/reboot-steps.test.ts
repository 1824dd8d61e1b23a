import { expect, test } from '@jest/globals';
import { knownOf, runReported } from '../../bootstrap/plan/run-reported.ts';
import { HostError } from '../../system/hosts/host.ts';
import { planReboot } from './plan-reboot.ts';
import { rebootSteps } from './reboot-steps.ts';
import { type Machine, RebootCluster } from './testing.ts';

/** Restarts these, as the command does. @returns what was reported */
async function reboot(cluster: RebootCluster, ...nodes: string[]): Promise<string[]> {
  const said: string[] = [];
  const { asked } = cluster;
  const plan = await planReboot(asked, { nodes, isNeeded: false }, new Date());
  const steps = rebootSteps({ ...plan, isHubReady: false }, asked.platform);
  const reporter = {
    begin: () => {},
    progress: (_: unknown, text: string) => void said.push(text),
    note: (_: unknown, text: string) => void said.push(text),
    end: ({ id }: { id: string }, outcome: string) => void said.push(`${outcome} ${id}`),
    finish: async () => {},
  };
  const { hosts, signal } = asked;
  await runReported(steps, { hosts, reportSteps: () => reporter, signal }, knownOf()).catch((error) => {
    said.push(error.message);
  });
  return said;
}

const of = (node: string) => [
  `annotate node ${node} hubwright/cordoned=reboot`,
  `cordon ${node}`,
  `reboot ${node}`,
  `uncordon ${node}`,
  `annotate node ${node} hubwright/cordoned-`,
];

test('each is cordoned, emptied, restarted and uncordoned before the next one', async () => {
  const cluster = new RebootCluster({ names: ['s1', 'a1'] });
  cluster.pods.set('ada', 'a1').set('bob', 's1');
  const said = await reboot(cluster);
  const [a1, s1] = [of('a1'), of('s1')];
  expect(cluster.changes).toEqual([
    ...[...a1.slice(0, 2), 'delete pod -n jupyterhub jupyter-ada', ...a1.slice(2)],
    ...[...s1.slice(0, 2), 'delete pod -n jupyterhub jupyter-bob', ...s1.slice(2)],
  ]);
  expect(said.filter((it) => it.startsWith('done'))).toHaveLength(8);
});

test("an operator's own cordon stays", async () => {
  const cluster = new RebootCluster({ names: ['s1', 'a1'] });
  cluster.at('a1').isCordoned = true;
  await reboot(cluster, 'a1');
  expect(cluster.changes).toEqual(['reboot a1']);
});

test('a machine that goes away before it has answered is waited for', async () => {
  const cluster = new RebootCluster({ names: ['s1', 'a1'] });
  const machine = cluster.at('a1');
  const { reboot: restart } = machine;
  machine.reboot = () => {
    restart();
    throw new HostError({ name: 'a1', describe: () => 'a1' }, { reason: 'cut', argv: ['systemctl', 'reboot'] });
  };
  expect(await reboot(cluster, 'a1')).toContain('done reboot/a1');
});

/** What becomes of a machine, and what is said of it; no other is touched then. */
const LOST: readonly [what: string, reboot: (machine: Machine) => void, said: RegExp][] = [
  [
    'refuses to restart',
    () => {
      const failure = { reason: 'exit', argv: ['systemctl', 'reboot'], exitCode: 1, stderr: 'Access denied' } as const;
      throw new HostError({ name: 'a1', describe: () => 'a1' }, failure);
    },
    /Access denied/,
  ],
  [
    'comes back as another one',
    (machine) => {
      machine.fails = 'host-key';
    },
    /a1 has started, and the host's key has changed/,
  ],
];
test.each(LOST)(
  'a machine that %s keeps all others from being restarted, and stays cordoned',
  async (_, does, said) => {
    const cluster = new RebootCluster({ names: ['s1', 'a1', 'a2'] });
    const machine = cluster.at('a1');
    machine.reboot = () => does(machine);
    const all = await reboot(cluster);
    expect(all.at(-1)).toMatch(said);
    expect(all).toContain('skipped cordon/a2');
    expect(cluster.changes).toEqual(of('a1').slice(0, 3));
  },
);
