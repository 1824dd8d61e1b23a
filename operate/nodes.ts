import * as z from 'zod';
import { type FoundNode, parseNodes } from '../cluster/cluster-look.ts';
import type { Host } from '../system/hosts/host.ts';

/** A node as Kubernetes has it now. */
export interface NodeNow {
  readonly name: string;
  readonly isReady: boolean;
  readonly isCordoned: boolean;
}

const NODES = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({ unschedulable: z.boolean().default(false) }).optional(),
      status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) }),
    }),
  ),
});

export async function listNodes(server: Host, signal: AbortSignal): Promise<NodeNow[]> {
  const { stdout } = await server.run(['k3s', 'kubectl', 'get', 'nodes', '-o', 'json'], { sudo: true, signal });
  return NODES.parse(JSON.parse(stdout)).items.map(({ metadata, spec, status }) => ({
    name: metadata.name,
    isReady: status.conditions.some((it) => it.type === 'Ready' && it.status === 'True'),
    isCordoned: spec?.unschedulable ?? false,
  }));
}

/** All of them as Kubernetes has them now; undefined while its API does not answer, as where a server has just started. */
export async function nodesIfAnswered(server: Host, signal: AbortSignal): Promise<FoundNode[] | undefined> {
  const argv = ['k3s', 'kubectl', 'get', 'nodes', '--request-timeout=15s', '-o', 'json'];
  const { exitCode, stdout } = await server.run(argv, { sudo: true, allow: [1], timeout: 60_000, signal });
  return exitCode === 0 ? parseNodes(stdout) : undefined;
}

/** Which of these nodes are not ready, as a sentence goes on; undefined if all of them are. */
export function notReady(names: readonly string[], nodes: readonly FoundNode[] | undefined): string | undefined {
  if (nodes === undefined) return 'the Kubernetes API to answer';
  const missing = names.filter((name) => !nodes.some((it) => it.name === name && it.isReady));
  return missing.length > 0 ? `${missing.join(', ')} to be ready` : undefined;
}

/** Why no home can go to a node; undefined if one can. */
export function whyNotTo(name: string, nodes: readonly NodeNow[]): string | undefined {
  const node = nodes.find((it) => it.name === name);
  if (node === undefined) return `there is no node ${name}`;
  if (!node.isReady) return `the node ${name} is not ready`;
  return node.isCordoned ? `no server starts on ${name}: it is cordoned` : undefined;
}

/** From now on no pod starts on the node. */
export async function cordon(server: Host, node: string, signal: AbortSignal): Promise<void> {
  await server.run(['k3s', 'kubectl', 'cordon', node], { sudo: true, signal });
}
