import { kubectlCells } from '../cluster/kubectl-cells.ts';
import { didYouMean } from '../system/did-you-mean.ts';
import { few } from '../system/few.ts';
import type { Host } from '../system/hosts/host.ts';
import { UserError } from '../system/user-error.ts';

/** Whose logs are wanted. */
export type LogOwner = 'hub' | 'proxy' | { readonly user: string; readonly server?: string | undefined };

/** A pod as it is asked for: never whole, since that of a notebook server holds its token. */
export interface LogPod {
  readonly name: string;
  readonly isLeaving: boolean;
  readonly isRunning: boolean;
  /** Empty while it waits for one. */
  readonly node: string;
  /** The name of a named server; empty for the default one. */
  readonly server: string;
  readonly user: string;
}

/** Columns in the order of {@link parseLogPods}. */
const LOG_COLUMNS = [
  'POD:.metadata.name',
  'LEAVES:.metadata.deletionTimestamp',
  'PHASE:.status.phase',
  'NODE:.spec.nodeName',
  // Labels of these names are escaped, annotations are not.
  'SERVER:.metadata.annotations.hub\\.jupyter\\.org/servername',
  'USER:.metadata.annotations.hub\\.jupyter\\.org/username',
].join(',');

/** Asks a server for the pods of a component: `hub`, `proxy`, `singleuser-server`. */
export async function listPods(
  server: Host,
  { namespace, component }: { readonly namespace: string; readonly component: string },
  signal: AbortSignal,
): Promise<LogPod[]> {
  const list = ['k3s', 'kubectl', 'get', 'pods', '-n', namespace, '-l', `component=${component}`];
  const argv = [...list, '--no-headers', '-o', `custom-columns=${LOG_COLUMNS}`];
  return parseLogPods((await server.run(argv, { sudo: true, signal })).stdout);
}

/** Reads what kubectl prints in these columns. */
export function parseLogPods(text: string): LogPod[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [name = '', leaves, phase, node = '', server = '', user = ''] = kubectlCells(line);
    return { name, isLeaving: leaves !== '', isRunning: phase === 'Running', node, server, user };
  });
}

/**
 * The pod whose logs are meant.
 *
 * @throws UserError when there is none, or more than one
 */
export function podOf(owner: LogOwner, pods: readonly LogPod[], namespace: string): LogPod {
  // One that is being deleted has a successor, or will have none.
  const [staying, leaving] = [pods.filter((it) => !it.isLeaving), pods.filter((it) => it.isLeaving)];
  if (typeof owner === 'object') return podOfUser(owner, [...staying, ...leaving]);
  const pod = staying.find((it) => it.isRunning) ?? staying[0] ?? leaving[0];
  if (pod !== undefined) return pod;
  throw new UserError(`the ${owner} has no pod in the namespace ${namespace}`, {
    fix: '`npx hubwright status` shows what is missing.',
  });
}

function podOfUser({ user, server }: Exclude<LogOwner, string>, pods: readonly LogPod[]): LogPod {
  const own = pods.filter((it) => it.user === user);
  const asked = server === undefined ? own : own.filter((it) => it.server === server);
  const kinds = new Set(asked.map((it) => it.server));
  const [first] = asked;
  if (first !== undefined && kinds.size === 1) return first;
  if (first !== undefined && kinds.has('')) return asked.find((it) => it.server === '') ?? first;
  if (own.length > 0) {
    const which = [...new Set(own.map((it) => it.server))].map((it) => (it === '' ? 'the default one' : `"${it}"`));
    const what = server === undefined ? `${user} has more than one server` : `${user} has no server "${server}"`;
    throw new UserError(`${what}; running: ${few(which, MOST)}`, {
      exitCode: 2,
      fix: `Name one with \`--server NAME\`.${own.some((it) => it.server === '') ? ' Without it, the default server is used.' : ''}`,
    });
  }
  const users = [...new Set(pods.map((it) => it.user))].sort();
  const meant = didYouMean(user, users);
  const others = users.length === 0 ? 'no server runs at all' : `servers run for: ${few(users, MOST)}`;
  throw new UserError(`no server runs for "${user}"${meant ? `; did you mean "${meant}"?` : ''}`, {
    fix: `Right now, ${others}. The logs of a server are gone when it stops.`,
  });
}

const MOST = 20;

/** Whether a pod's log is refused because its containers are still to be made. */
export const hasNotBegun = (refusal: string): boolean =>
  /does not have a host assigned|is waiting to start: (ContainerCreating|PodInitializing)/.test(refusal);

/**
 * What it means that a pod's log is refused, by what Kubernetes says; undefined if it does not say.
 *
 * @param heldUp what its events say; empty if they say nothing
 */
export function whyNoLog({ name }: LogPod, refusal: string, heldUp: string): UserError | undefined {
  const [, reason] = /is waiting to start: (.+)/.exec(refusal) ?? [];
  if (/previous terminated container .* not found/.test(refusal)) {
    return new UserError(`${name} has not been restarted, so there is no earlier log`, {
      fix: 'Omit --previous for the log of its only run.',
    });
  }
  if (heldUp !== '') {
    return new UserError(`${name} has no log yet: its containers cannot be made: ${heldUp}`, {
      fix: '`npx hubwright doctor` checks the nodes, their volumes and their network.',
    });
  }
  if (/does not have a host assigned/.test(refusal)) {
    return new UserError(`${name} has no log yet: it is waiting for a node with room for it`, {
      fix: '`npx hubwright status` shows the nodes and the servers on them.',
    });
  }
  if (reason === undefined) return undefined;
  const what = /image/i.test(reason)
    ? 'it is waiting for its image, which cannot be pulled'
    : reason === 'ContainerCreating'
      ? 'it is waiting for its image or its volumes'
      : 'it is waiting to start';
  return new UserError(`${name} has no log yet: ${what} (${reason})`, {
    fix: '`npx hubwright doctor` shows which images the nodes lack.',
  });
}
