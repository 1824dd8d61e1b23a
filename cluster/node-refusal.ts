import { type Host, HostError } from '../system/hosts/host.ts';

/**
 * k3s knows a node again by a password, of which it keeps a Secret of this name in kube-system, and forgets it with the
 * node: a machine that was taken out while it was off would join again by itself. With a Secret without any password no
 * one can. k3s deletes those that have no node some minutes after a server's start, but for the finalizer.
 *
 * Source: k3s-io/k3s, `pkg/nodepassword`.
 */
const secretOf = (node: string) => `${node}.node-password.k3s`;
const IN_SYSTEM = ['-n', 'kube-system'];
const FINALIZER = 'hubwright.io/refused';
const MINUTE = 60_000;

/** Keeps whatever machine has this node's name from joining, until {@link readmissionOf} says otherwise. */
export async function refuseNode(server: Host, node: string, signal: AbortSignal): Promise<void> {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: secretOf(node), namespace: 'kube-system', finalizers: [FINALIZER] },
  };
  // That of the node stands in the way. One of ours stays, as it has the finalizer.
  const old = ['delete', 'secret', secretOf(node), ...IN_SYSTEM, '--ignore-not-found', '--wait=false'];
  await server.run(['k3s', 'kubectl', ...old], { sudo: true, timeout: 2 * MINUTE, signal });
  const create = ['k3s', 'kubectl', 'create', '-f', '-'];
  const options = { sudo: true, timeout: 2 * MINUTE, signal, input: JSON.stringify(secret) };
  await server.run(create, options).catch((error) => {
    if (!(error instanceof HostError) || !/already exists/i.test(error.stderr)) throw error;
  });
}

/** The commands that let a node in again. The first one fails where there is nothing to undo. */
export function readmissionOf(node: string): readonly [allow: readonly string[], remove: readonly string[]] {
  const nothing = JSON.stringify({ metadata: { finalizers: null } });
  return [
    ['k3s', 'kubectl', 'patch', 'secret', secretOf(node), ...IN_SYSTEM, '--type=merge', '-p', nothing],
    ['k3s', 'kubectl', 'delete', 'secret', secretOf(node), ...IN_SYSTEM, '--ignore-not-found'],
  ];
}
