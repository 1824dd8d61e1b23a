import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { lastLog } from '../../bootstrap/k3s/watch.ts';
import { command, put, wait } from '../../bootstrap/plan/actions.ts';
import type { Action } from '../../bootstrap/plan/step.ts';
import { readmissionOf } from '../../cluster/node-refusal.ts';
import type { RestoredVolume } from '../../cluster/restore-record.ts';
import type { Host } from '../../system/hosts/host.ts';
import { nodeOf, pathOf, VOLUME } from './plan-volumes.ts';

const REMAKE = readFileSync(new URL('remake-volumes.sh', import.meta.url), 'utf8');
const NOTE_NODES = readFileSync(new URL('note-nodes.sh', import.meta.url), 'utf8');
const MINUTE = 60_000;
/** Volumes of one call. */
const AT_ONCE = 50;
/** Keeps k3s from being a node: a kubelet would start pods, on empty folders. */
const WITHOUT_AGENT = {
  path: '/etc/rancher/k3s/config.yaml.d/hubwright-restore.yaml',
  mode: 0o600,
  content: '# Written by Hubwright while a cluster is restored.\ndisable-agent: true\n',
};

/** Lets k3s be the control plane alone when it starts next. */
export const withoutAgent = (server: string): Action => put(server, WITHOUT_AGENT);

/** Starts the control plane alone, for what is to be changed in the datastore before any node has seen it. */
export function openDatastore(): Action[] {
  const answers = ['k3s', 'kubectl', 'get', 'nodes', '-o', 'name', '--request-timeout=10s'];
  return [
    command(['systemctl', 'daemon-reload'], {}),
    command(['systemctl', 'restart', '--no-block', 'k3s'], {}),
    wait({
      waitFor: 'the Kubernetes API to answer',
      limit: 10 * MINUTE,
      look: async ({ host, signal }) => {
        const { exitCode } = await host.run(answers, { sudo: true, allow: [1], signal });
        return exitCode === 0 ? undefined : 'the Kubernetes API to answer';
      },
      explain: (context) => lastLog(context, 'k3s'),
    }),
  ];
}

/** Ends it; the next start is that of a node. */
export function closeDatastore(): Action[] {
  return [
    command(['systemctl', 'stop', 'k3s'], { timeout: 5 * MINUTE }),
    command(['rm', '-f', WITHOUT_AGENT.path], {}),
  ];
}

const ITEMS = z.object({
  items: z.array(z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) })),
});

/** What of a datastore a restore has to know. */
export interface DatastoreObjects {
  /** Their names. */
  readonly nodes: readonly string[];
  /** Nodes as Kubernetes gives them. */
  readonly nodeObjects: readonly unknown[];
  /** PersistentVolumes as Kubernetes gives them. */
  readonly volumes: readonly unknown[];
}

/** Reads nodes and volumes. Changes nothing. */
export async function readDatastore(server: Host, signal: AbortSignal): Promise<DatastoreObjects> {
  const argv = ['k3s', 'kubectl', 'get', 'nodes,pv', '-o', 'json', '--request-timeout=60s'];
  const { stdout } = await server.run(argv, { sudo: true, timeout: 2 * MINUTE, signal });
  const { items } = ITEMS.parse(JSON.parse(stdout));
  const named = (kind: string) => items.filter((it) => it.kind === kind);
  const nodeObjects = named('Node');
  return { nodes: nodeObjects.map((it) => it.metadata.name), nodeObjects, volumes: named('PersistentVolume') };
}

/** Puts volumes in place of those of the same names, unless they are there already; their claims name the node. */
export async function remakeVolumes(
  server: Host,
  wanted: readonly RestoredVolume[],
  { volumes }: Pick<DatastoreObjects, 'volumes'>,
  signal: AbortSignal,
): Promise<void> {
  const found = volumes.map((it) => VOLUME.parse(it));
  const now = new Map(found.map((it) => [it.metadata.name, `${nodeOf(it)}:${pathOf(it)}`]));
  const options = { sudo: true, timeout: 15 * MINUTE, signal };
  for (const part of parts(wanted.filter((it) => now.get(it.name) !== `${it.node}:${it.path}`))) {
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: part.map((it) => it.object) });
    await server.run(['sh', '-c', REMAKE, 'remake-volumes', ...part.map((it) => it.name)], { ...options, input });
  }
  for (const part of parts(wanted)) {
    const words = part.flatMap((it) => [it.namespace, it.claim, it.node]);
    await server.run(['sh', '-c', NOTE_NODES, 'note-nodes', ...words], options);
  }
}

function parts<T>(all: readonly T[]): (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, i) => all.slice(i * AT_ONCE, (i + 1) * AT_ONCE));
}

/**
 * Takes nodes out, with what k3s knows them by: none has joined yet, and those that come have other passwords, under whatever
 * name.
 *
 * @param stay those that are the same machines still
 */
export async function removeNodes(
  server: Host,
  { nodes }: Pick<DatastoreObjects, 'nodes'>,
  signal: AbortSignal,
  stay: ReadonlySet<string> = new Set(),
): Promise<void> {
  const options = { sudo: true, timeout: 5 * MINUTE, signal };
  const gone = nodes.filter((it) => !stay.has(it));
  if (gone.length > 0) {
    await server.run(['k3s', 'kubectl', 'delete', 'node', '--ignore-not-found', '--timeout=2m', ...gone], options);
  }
  const { stdout } = await server.run(['k3s', 'kubectl', 'get', 'secrets', '-n', 'kube-system', '-o', 'name'], options);
  for (const name of stdout.split('\n')) {
    const node = /^secret\/(.*)\.node-password\.k3s$/.exec(name.trim())?.[1];
    if (node === undefined || stay.has(node)) continue;
    const [allow, remove] = readmissionOf(node);
    await server.run(allow, { ...options, allow: [1] });
    await server.run(remove, options);
  }
}
