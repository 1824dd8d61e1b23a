import { CORDONED, type Cordoner, type FoundNode, parseNode } from '../../cluster/cluster-look.ts';
import type { Platform } from '../../platform/platform.ts';
import { few } from '../../system/few.ts';
import { type Missing, wait } from '../plan/actions.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Action, Step, StepContext, StepId } from '../plan/step.ts';
import { waitUntilUpgraded } from './upgraded.ts';

/** No look at hosts tells whether the cluster has it so. */
const AGAIN = { isDone: () => false };
/** Milliseconds that users' servers are given to stop. */
const LIMIT = 10 * 60_000;

/**
 * Before k3s is replaced on a node: no pod starts there from now on and, if asked for, the users' servers on it stop.
 *
 * @param before what of other nodes has to come first
 */
export function cordon(planned: PlannedNode, first: PlannedNode, before: readonly StepId[], input: PlanInput): Step {
  const { name } = planned.node;
  return {
    id: `cordon/${name}`,
    title: input.drains ? "Cordon the node and stop users' servers on it" : 'Cordon the node',
    host: first.node.name,
    needs: [`mark/${name}`, ...before],
    actions: [
      // While its own k3s does not run, the only API that this cluster may have is gone, and starts nothing.
      cordoned(name, 'upgrade', planned.node === first.node ? [1] : []),
      ...(input.drains ? [stopServers(name, input.platform)] : []),
    ],
  };
}

/**
 * Cordons a node with a note of why, unless an operator has cordoned it. Asks the server that it runs on.
 *
 * @param allow codes with which kubectl may end: then the node is left as it is
 */
export function cordoned(name: string, why: Cordoner, allow: readonly number[] = []): Action {
  return {
    command: `k3s kubectl annotate and cordon node/${name}, unless it is cordoned`,
    ...AGAIN,
    run: async (context) => {
      const found = await nodeNow(context, name, allow);
      if (found === undefined) return context.note(`${name} is not cordoned: Kubernetes does not have it now`);
      if (found.isUnschedulable && !(CORDONED in found.annotations)) return;
      // The note comes first: cut off after it, the next run still knows what to take back.
      await kubectl(context, ['annotate', 'node', name, `${CORDONED}=${why}`, '--overwrite']);
      await kubectl(context, ['cordon', name]);
    },
  };
}

/** After k3s was replaced on a node and is ready: pods start there again, unless an operator has cordoned it. */
export function uncordon(planned: PlannedNode, first: PlannedNode, { platform }: PlanInput): Step {
  const { name, role } = planned.node;
  return {
    id: `uncordon/${name}`,
    title: 'Uncordon the node',
    host: first.node.name,
    needs: [`start/${name}`],
    actions: [
      // Servers are waited for where they start.
      ...(role === 'agent' ? [waitUntilUpgraded(planned, platform.cluster.k3sVersion)] : []),
      uncordoned(name),
    ],
  };
}

/** Takes back what `cordoned` has done. Asks the server that it runs on. */
export function uncordoned(name: string): Action {
  return {
    command: `k3s kubectl uncordon ${name}, unless an operator has cordoned it`,
    ...AGAIN,
    run: async (context) => {
      const found = await nodeNow(context, name);
      for (const words of found === undefined ? [] : uncordoning(found)) await kubectl(context, words);
    },
  };
}

/** What to tell kubectl so that a node which is left cordoned, and by no operator, is no longer. Pure. */
export function uncordoning({ name, annotations }: Pick<FoundNode, 'name' | 'annotations'>): string[][] {
  // The note goes last, for the same reason.
  return CORDONED in annotations
    ? [
        ['uncordon', name],
        ['annotate', 'node', name, `${CORDONED}-`],
      ]
    : [];
}

/**
 * Ends the pods of users' servers as the hub itself does, and waits until they are gone: the hub then has them as stopped, and
 * their users start them again on another node, or later.
 */
export function stopServers(name: string, platform: Pick<Platform, 'hub'>): Action {
  const within = ['-n', platform.hub.namespace];
  const waiting = () => {
    const asked = new Set<string>();
    return wait({
      waitFor: `users' servers on ${name} to stop`,
      limit: LIMIT,
      look: async (context): Promise<Missing> => {
        const pods = await serversOn(context, within, name);
        const running = pods.filter((it) => !asked.has(it));
        if (running.length > 0) {
          await kubectl(context, ['delete', 'pod', ...within, '--ignore-not-found', '--wait=false', ...running]);
          for (const pod of running) asked.add(pod);
        }
        if (pods.length === 0) return undefined;
        return `${pods.length} of the users' servers on ${name} to stop: ${few(pods, 5)}; ${name} stays cordoned`;
      },
      explain: async () =>
        `k3s kubectl describe pods ${within.join(' ')} -l component=singleuser-server: why they do not end`,
    });
  };
  return {
    command: `k3s kubectl delete pod ${within.join(' ')} POD, for users' servers on ${name}; ${waiting().command}`,
    ...AGAIN,
    run: (context) => waiting().run(context),
  };
}

/** Names of the pods of users' servers on a node; never more of them, since one holds its token. */
async function serversOn(context: StepContext, within: readonly string[], node: string): Promise<string[]> {
  const columns = 'custom-columns=POD:.metadata.name,NODE:.spec.nodeName';
  const words = ['get', 'pods', ...within, '-l', 'component=singleuser-server', '--no-headers', '-o', columns];
  const lines = (await kubectl(context, words)).split('\n').map((it) => it.trim().split(/\s+/));
  return lines.flatMap(([pod = '', on]) => (on === node ? [pod] : []));
}

/** A node as Kubernetes has it; undefined if it does not, or if kubectl ends with one of the codes that are allowed. */
async function nodeNow(
  context: StepContext,
  name: string,
  allow: readonly number[] = [],
): Promise<FoundNode | undefined> {
  const text = await kubectl(context, ['get', 'node', name, '--ignore-not-found', '-o', 'json'], allow);
  return text.trim() === '' ? undefined : parseNode(text);
}

async function kubectl(
  { host, signal }: StepContext,
  words: readonly string[],
  allow: readonly number[] = [],
): Promise<string> {
  const argv = ['k3s', 'kubectl', ...words, '--request-timeout=15s'];
  const { stdout, exitCode } = await host.run(argv, { sudo: true, signal, timeout: 60_000, allow });
  return exitCode === 0 ? stdout : '';
}
