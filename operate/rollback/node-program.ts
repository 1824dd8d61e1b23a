import { pythonProgram } from '../../bootstrap/snapshot/python-program.ts';
import { SNAPSHOT_MODULES } from '../../bootstrap/snapshot/snapshot-step.ts';
import type { Host, HostRunOptions } from '../../system/hosts/host.ts';

const program = pythonProgram(new URL('node_rollback.py', import.meta.url), {
  ...SNAPSHOT_MODULES,
  hubwright_looks: new URL('hubwright_looks.py', import.meta.url),
  hubwright_settings: new URL('hubwright_settings.py', import.meta.url),
});
const MINUTE = 60_000;

/** What node_rollback.py is asked to do. */
export interface NodePart {
  readonly part:
    | 'look'
    | 'content'
    | 'room'
    | 'homes'
    | 'progress'
    | 'k3s'
    | 'token'
    | 'keep'
    | 'datastore'
    | 'corrected'
    | 'database';
  /** Of the snapshot. */
  readonly name?: string;
  /** Number of the change that puts something back; 0 before there is one. */
  readonly change?: number;
  /** Names of the manifests of the cluster. */
  readonly manifests?: readonly string[];
  /** Whether the token of now stays, as the datastore does. */
  readonly keepToken?: boolean;
  /** As a node's settings have it. Secret. */
  readonly token?: string;
  readonly unit?: string;
  /** Whether the datastore goes back on this node. */
  readonly datastore?: boolean;
  /** Whether the hub's database does. */
  readonly database?: boolean;
  /** What was left on nodes, a sentence each. */
  readonly left?: readonly string[];
}

/** Runs a part on a node. @returns what it printed */
export async function onNode(
  host: Host,
  part: NodePart,
  options: Pick<HostRunOptions, 'onLine'> & { readonly signal: AbortSignal },
): Promise<string> {
  const argv = ['python3', '-', part.part];
  return (await host.run(argv, { sudo: true, input: program(part), timeout: 30 * MINUTE, ...options })).stdout;
}
