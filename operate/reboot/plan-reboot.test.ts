import { expect, test } from '@jest/globals';
import { continued } from './continue.ts';
import { describeReboot } from './describe-reboot.ts';
import { planReboot, type RebootRequest } from './plan-reboot.ts';
import { RebootCluster } from './testing.ts';

const NOW = new Date('2026-11-29T12:00:00Z');
const ALL: RebootRequest = { nodes: [], isNeeded: false };
const plan = (cluster: RebootCluster, request: Partial<RebootRequest> = {}) =>
  planReboot(cluster.asked, { ...ALL, ...request }, NOW);
const names = ({ nodes }: { nodes: readonly { node: { name: string } }[] }) => nodes.map((it) => it.node.name);
const note = (boots: object, since: string) => ({ 'hubwright/reboot': JSON.stringify({ boots, since }) });

test('agents come first, the first server last; the plan says who has a server where', async () => {
  const cluster = new RebootCluster();
  cluster.pods.set('bob', 'a1').set('ada', 'a1').set('cy', 's2');
  cluster.at('a2').asks = 'updates of linux-base';
  cluster.at('s2').isCordoned = true;
  const made = await plan(cluster);
  expect(names(made)).toEqual(['a1', 'a2', 's3', 's2', 's1']);
  expect(describeReboot(made, { name: 'lab' }).split('\n')).toEqual([
    'Restarts 5 machines of lab, one after another:',
    '  NODE  ROLE    SERVERS OF  ASKS FOR IT',
    '  a1    agent   ada, bob    -',
    '  a2    agent   -           updates of linux-base',
    '  s3    server  -           -',
    '  s2    server  cy          -; it stays cordoned',
    '  s1    server  -           -',
    expect.stringContaining('what they have not saved is lost'),
    expect.stringContaining('nobody reaches the hub'),
  ]);
  expect(cluster.changes).toEqual([]);
});

test('with --needed only those whose system asks for it, and those that a run before has begun with', async () => {
  const cluster = new RebootCluster();
  cluster.at('a2').asks = 'updates of its system';
  const since = '2026-11-29T11:00:00Z';
  cluster.at('s1').annotations = note({ s3: 's3-0' }, since);
  const made = await plan(cluster, { isNeeded: true });
  expect(names(made)).toEqual(['a2', 's3']);
  expect(made).toMatchObject({ content: ['a1', 's2', 's1'], note: { since: new Date(since) } });
  expect([continued(made), continued({ ...made, nodes: made.nodes.slice(0, 1) })]).toEqual([
    new Date(since),
    undefined,
  ]);
  expect((await plan(cluster, { isNeeded: true, nodes: ['a1'] })).nodes).toEqual([]);
});

test.each<[what: string, boot: string, since: string, isRebooted: boolean | undefined]>([
  ['restarted since', 'a1-0', '2026-11-29T11:00:00Z', true],
  ['not yet restarted', 'a1-1', '2026-11-29T11:00:00Z', false],
  ['of more than a day ago', 'a1-0', '2026-11-28T11:59:00Z', undefined],
  ['of no time', 'a1-0', 'yesterday', undefined],
])('what a run before has noted: %s', async (_, boot, since, isRebooted) => {
  const cluster = new RebootCluster();
  cluster.at('s1').annotations = note({ a1: boot }, since);
  const made = await plan(cluster);
  const [first] = made.nodes;
  expect(first?.isRebooted).toBe(isRebooted ?? false);
  expect(continued(made) === undefined).toBe(isRebooted === undefined);
});

test('all that speaks against it at once', async () => {
  const cluster = new RebootCluster();
  cluster.at('a1').fails = 'unreachable';
  cluster.at('a2').fails = 'denied';
  cluster.at('s2').isReady = false;
  await expect(plan(cluster)).rejects.toMatchObject({
    message: expect.stringMatching(
      /^a1 \(root@a1 over SSH\): .*does not answer\na2 .*refuses the login\ns2: it is not ready, and with another server restarted, the cluster would stand still$/,
    ),
    fix: expect.stringMatching(/Start s2 first.*No machine was restarted\.$/s),
  });
  await expect(plan(cluster, { nodes: ['a3', 'nobody'] })).rejects.toMatchObject({
    message: 'there is no node "a3"\nthere is no node "nobody"',
    exitCode: 2,
  });
  // The one that is not ready, or an agent, may be.
  cluster.at('a1').fails = undefined;
  expect(names(await plan(cluster, { nodes: ['s2', 'a1'] }))).toEqual(['a1', 's2']);
});

test('the machine of the command itself is left out, or refused where it was named', async () => {
  const cluster = new RebootCluster({ here: 'a1' });
  const made = await plan(cluster);
  expect([names(made), made.own]).toEqual([['a2', 's3', 's2', 's1'], 'a1']);
  expect(describeReboot(made, { name: 'lab' })).toContain('a1 is left out, since this command runs on it');
  await expect(plan(cluster, { nodes: ['a1', 'a2'] })).rejects.toThrow(
    'a1: it is the machine that this command runs on',
  );
  expect(names(await plan(cluster, { nodes: ['a2'] }))).toEqual(['a2']);
});
