import { describe, expect, jest, test } from '@jest/globals';
import { k3sNodes } from '../../cluster/node-config.ts';
import { load } from '../../settings/testing.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Step } from '../plan/step.ts';
import { bareFacts, contextOn, fakeHost } from '../testing.ts';
import { cordon, uncordon } from './cordon.ts';

const at = (name: string) => ({ name, address: `${name}.example.com`, user: 'root' });
const { platform } = load({ cluster: { provider: 'ssh', servers: [at('s1')], agents: [at('a1')] } });
const [first, agent] = k3sNodes(platform).map((node) => ({ node, facts: bareFacts(node.name) })) as [
  PlannedNode,
  PlannedNode,
];
const OURS = { 'hubwright/cordoned': 'upgrade' };

interface Cluster {
  /** What the node has; undefined if Kubernetes has no such node. */
  readonly node?: { readonly annotations?: object; readonly unschedulable?: boolean } | undefined;
  /** Pods of users' servers, each with its node. */
  readonly pods?: Map<string, string>;
  readonly isDown?: boolean;
  /** Whether pods do not end. @default false */
  readonly isStuck?: boolean;
}

/** Does a step. @returns what it changed with kubectl, and what it said */
async function done({ actions }: Step, { node, pods = new Map(), isDown = false, isStuck = false }: Cluster) {
  const changes: string[] = [];
  const said: string[] = [];
  const say = (it: string) => void said.push(it);
  const run = async (argv: readonly string[], { allow = [] }: { allow?: readonly number[] } = {}) => {
    const words = argv.slice(2, -1);
    const answer = (stdout: string, exitCode = 0) => ({ stdout, stderr: '', exitCode });
    if (isDown) {
      if (allow.includes(1)) return answer('', 1);
      throw new Error('refused');
    }
    if (words[0] !== 'get') changes.push(words.join(' '));
    if (words[0] === 'delete' && !isStuck) for (const pod of words) pods.delete(pod);
    if (words[1] === 'pods') return answer([...pods].map(([pod, on]) => `${pod}   ${on}\n`).join(''));
    if (words[0] !== 'get' || node === undefined) return answer('');
    const { annotations = {}, unschedulable } = node;
    const conditions = [{ type: 'Ready', status: 'True' }];
    const status = { conditions, nodeInfo: { kubeletVersion: platform.cluster.k3sVersion } };
    return answer(JSON.stringify({ metadata: { name: 'a1', annotations }, spec: { unschedulable }, status }));
  };
  const host = fakeHost('s1', { run });
  const context = contextOn(host, { progress: say, note: say });
  for (const action of actions) await action.run(context);
  return { changes, said };
}

const input = { platform } as PlanInput;
const cordoning = (more: Partial<PlanInput> = {}) => cordon(agent, first, [], { ...input, ...more });

describe('before k3s is replaced', () => {
  const both = ['annotate node a1 hubwright/cordoned=upgrade --overwrite', 'cordon a1'];
  test.each<[what: string, node: Cluster['node'], changes: readonly string[]]>([
    ['a node is cordoned, and the note comes first', {}, both],
    ['one that an operator has cordoned stays as it is', { unschedulable: true }, []],
    ['one that an earlier run has cordoned is ours', { unschedulable: true, annotations: OURS }, both],
    ['one that Kubernetes does not have is left out', undefined, []],
  ])('%s', async (_, node, changes) => {
    expect((await done(cordoning(), { node })).changes).toEqual(changes);
  });

  test('the first server is not, while its own k3s does not run; of another node that is an error', async () => {
    const { changes, said } = await done(cordon(first, first, [], input), { isDown: true });
    expect(changes).toEqual([]);
    expect(said).toEqual(['s1 is not cordoned: Kubernetes does not have it now']);
    await expect(done(cordoning(), { isDown: true })).rejects.toThrow('refused');
  });

  test("users' servers on the node stop if that is asked for, and those elsewhere do not", async () => {
    const pods = new Map([
      ['jupyter-ada', 'a1'],
      ['jupyter-bob', 's1'],
      ['jupyter-eve', '<none>'],
    ]);
    const step = cordoning({ drains: true });
    const limit = "wait for users' servers on a1 to stop, at most 10 minutes";
    expect(step.actions.at(-1)?.command).toBe(
      `k3s kubectl delete pod -n jupyterhub POD, for users' servers on a1; ${limit}`,
    );
    const { changes, said } = await done(step, { node: {}, pods });
    expect(changes).toEqual([...both, 'delete pod -n jupyterhub --ignore-not-found --wait=false jupyter-ada']);
    expect(said).toEqual(["waiting: 1 of the users' servers on a1 to stop: jupyter-ada; a1 stays cordoned"]);
    expect([...pods.keys()]).toEqual(['jupyter-bob', 'jupyter-eve']);
  });

  test('servers that do not stop are named, with the node, which is not uncordoned', async () => {
    const pods = new Map(['ada', 'bob'].map((it) => [`jupyter-${it}`, 'a1']));
    const clock = jest.spyOn(Date, 'now');
    // Each look at the clock is the limit later.
    for (let at = 0; at < 4; at++) clock.mockReturnValueOnce(at * 600_000);
    const step = cordoning({ drains: true });
    const stuck = done(step, { node: {}, pods, isStuck: true }).finally(() => clock.mockRestore());
    await expect(stuck).rejects.toMatchObject({
      message:
        "timed out after 10 minutes waiting for 2 of the users' servers on a1 to stop: jupyter-ada, jupyter-bob; a1 stays cordoned",
      output: 'k3s kubectl describe pods -n jupyterhub -l component=singleuser-server: why they do not end',
    });
  });
});

describe('after k3s is replaced', () => {
  test.each<[what: string, node: Cluster['node'], changes: readonly string[]]>([
    [
      'what the upgrade has cordoned starts pods again, and the note goes last',
      { unschedulable: true, annotations: OURS },
      ['uncordon a1', 'annotate node a1 hubwright/cordoned-'],
    ],
    ["an operator's own cordon stays", { unschedulable: true }, []],
  ])('%s', async (_, node, changes) => {
    expect((await done(uncordon(agent, first, input), { node })).changes).toEqual(changes);
  });

  test('an agent is waited for, a server has been', () => {
    expect(uncordon(agent, first, input).actions.map((it) => it.command)).toEqual([
      'wait for a1 to be ready with v1.36.5+k3s1, at most 10 minutes',
      'k3s kubectl uncordon a1, unless an operator has cordoned it',
    ]);
    expect(uncordon(first, first, input).actions).toHaveLength(1);
  });
});
