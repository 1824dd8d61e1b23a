import { readFileSync } from 'node:fs';
import { configure } from '../../bootstrap/k3s/configure.ts';
import { startDigest, startWith, waitForUnit } from '../../bootstrap/k3s/start.ts';
import { waitUntilUpgraded } from '../../bootstrap/k3s/upgraded.ts';
import { unlessImporting, whileImporting } from '../../bootstrap/k3s/watch.ts';
import { command, put, wait } from '../../bootstrap/plan/actions.ts';
import { startsBefore } from '../../bootstrap/plan/plan.ts';
import type { PlanInput, PlannedNode } from '../../bootstrap/plan/plan-input.ts';
import type { Action, Known, Step } from '../../bootstrap/plan/step.ts';
import { StepFailure } from '../../bootstrap/plan/step-error.ts';
import { passwordOf } from '../../cluster/claim.ts';
import { saveSecret } from '../../cluster/cluster-folder.ts';
import { type K3sNode, paths } from '../../cluster/node-config.ts';
import { sha256 } from '../../system/sha256.ts';
import { nodesIfAnswered, notReady } from '../nodes.ts';
import { waitForFirst } from './first-server.ts';

const ROTATE = readFileSync(new URL('rotate-token.sh', import.meta.url), 'utf8');

export interface Rotation extends Pick<PlanInput, 'platform' | 'token' | 'facts' | 'folder'> {
  /** The nodes that answer, servers first; all servers are among them. */
  readonly nodes: readonly PlannedNode[];
}

/** The password from before the rotation, which may have begun in an earlier run. */
interface Before {
  password: string;
}

/** The steps of a rotation: a new token, then every k3s that answers starts with it, as in an upgrade. Pure. */
export function planRotation(rotation: Rotation): readonly Step[] {
  const { nodes } = rotation;
  const [first] = nodes;
  if (first === undefined) throw new Error('A cluster has at least one server');
  const servers = nodes.filter(({ node }) => node.role === 'server');
  const agents = nodes.filter(({ node }) => node.role === 'agent');
  const old: Before = { password: rotation.token };
  const starts = nodes.map((planned): Step => {
    const before = startsBefore(planned, servers, agents);
    return {
      id: `start/${planned.node.name}`,
      title: 'Restart k3s with the new token',
      host: planned.node.name,
      needs: ['token', ...before],
      actions: restart(planned, { isFirst: planned === first, servers, old }, rotation),
    };
  });
  const forget = command(['rm', '-f', paths.tokenBefore], { isDone: () => false });
  return [
    { id: 'token', title: 'Rotate the token', host: first.node.name, needs: [], actions: [rotate(rotation, old)] },
    ...starts,
    {
      id: 'nodes',
      title: 'Wait for the nodes',
      host: first.node.name,
      needs: starts.map((it) => it.id),
      // While it is there, a rotation is continued. Nodes that do not answer get the new token from `up`: the next one is anew.
      actions: [allReady(nodes.map(({ node }) => node)), forget],
    },
  ];
}

function rotate({ folder }: Rotation, old: Before): Action {
  return {
    command: 'sh -s < rotate-token.sh: k3s token rotate',
    isDone: () => false,
    run: async ({ host, known, signal }) => {
      const argv = ['sh', '-s', '--', paths.serverToken, paths.token, paths.tokenBefore];
      await host.run(argv, { sudo: true, input: ROTATE, timeout: 120_000, signal });
      const joinToken = (await host.read(paths.serverToken))?.trim() ?? '';
      if (!/^K10[0-9a-f]{64}::/.test(joinToken)) {
        throw new StepFailure(`there is no full token in ${paths.serverToken}`);
      }
      saveSecret(folder, 'join-token', joinToken);
      saveSecret(folder, 'token', passwordOf(joinToken));
      known.joinToken = joinToken;
      old.password = passwordOf((await host.read(paths.tokenBefore))?.trim() ?? joinToken);
    },
  };
}

function restart(
  planned: PlannedNode,
  { isFirst, servers, old }: { isFirst: boolean; servers: readonly PlannedNode[]; old: Before },
  rotation: Rotation,
): Action[] {
  const { node } = planned;
  const { platform, facts } = rotation;
  const release = platform.cluster.k3sVersion;
  const content = (known: Known) => (isFirst ? `${passwordOf(tokenIn(known))}\n` : `${tokenIn(known)}\n`);
  const digest = (known: Known, password: string) => {
    const joinToken = tokenIn(known).replace(/:[^:]*$/, `:${password}`);
    const { texts } = configure(planned, servers, { platform, token: password, facts });
    return startDigest(release, texts({ ...known, joinToken }) ?? []);
  };
  // What runs with other settings than those of now stays known as such: `up` restarts it again. It is told by the first token
  // that is started with: after a second rotation the note could be of neither.
  let isKnown: boolean | undefined;
  const isOfSettings = (known: Known) => {
    const noted = facts.get(node.name)?.files.get(paths.started)?.sha256;
    isKnown ??= [old.password, passwordOf(tokenIn(known))].some((it) => noted === sha256(digest(known, it)));
    return isKnown;
  };
  const start = (which: 'new' | 'before'): Action => ({
    command: `sh -s -- ${node.unit} < start-k3s.sh: systemctl restart --no-block`,
    isDone: () => false,
    run: async (context) => {
      const { known } = context;
      const now = digest(known, which === 'new' ? passwordOf(tokenIn(known)) : old.password);
      await startWith(node.unit, isOfSettings(known) ? now : sha256(`other settings, ${now}`)).run(context);
    },
  });
  const running = planned.facts.k3s ?? release;
  const withNew = [
    put(node.name, { path: paths.token, mode: 0o600, content }),
    ...noteOf(planned, content),
    start('new'),
  ];
  const retry = { startBefore: start('before'), again: [rotate(rotation, old), ...withNew] };
  return [
    ...withNew,
    isFirst ? waitForFirst(planned, running, retry) : waitForUnit(planned),
    ...(node.role === 'server' ? [waitUntilUpgraded(planned, running)] : []),
  ];
}

/** Keeps the note of what Hubwright wrote on the host right: only the line of the token differs. */
function noteOf({ node, facts: { written } }: PlannedNode, token: (known: Known) => string): Action[] {
  if (!written.has(paths.token)) return [];
  const content = (known: Known) => {
    const lines = new Map(written).set(paths.token, sha256(token(known)));
    return [...[...lines].map(([path, sum]) => `${sum} ${path}`), ''].join('\n');
  };
  return [put(node.name, { path: paths.written, mode: 0o644, content })];
}

function tokenIn({ joinToken }: Known): string {
  if (joinToken === undefined) throw new Error('The token was not read');
  return joinToken;
}

/** Waits until the nodes are ready, as the first server sees them. */
function allReady(nodes: readonly K3sNode[]): Action {
  const names = nodes.map(({ name }) => name);
  return wait({
    waitFor: `${names.join(', ')} to be ready`,
    limit: 10 * 60_000,
    look: async (context) => {
      const found = await nodesIfAnswered(context.host, context.signal);
      const missing = notReady(names, found);
      if (missing === undefined) return unlessImporting(nodes, context);
      const late = found && nodes.find(({ name }) => notReady([name], found) !== undefined);
      return late === undefined ? missing : whileImporting(late, missing, context);
    },
  });
}
