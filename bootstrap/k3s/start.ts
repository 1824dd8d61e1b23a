import { readFileSync } from 'node:fs';
import { dayOf, dueForRenewal, type FoundCertificate } from '../../cluster/certificates.ts';
import { knownProblem } from '../../cluster/known-problems.ts';
import { type K3sNode, k3sNodes, paths } from '../../cluster/node-config.ts';
import { probe } from '../../cluster/probe.ts';
import { sha256 } from '../../system/sha256.ts';
import { command, type Waiting, wait } from '../plan/actions.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Action, Known, Step, StepContext, StepId } from '../plan/step.ts';
import { StepFailure } from '../plan/step-error.ts';
import type { StartFiles } from './configure.ts';
import { lastFatal } from './last-fatal.ts';
import { upgradedFrom, waitUntilUpgraded } from './upgraded.ts';
import { importing, lastLog, watch, watchOn } from './watch.ts';

const START = new URL('start-k3s.sh', import.meta.url);

/** By what it is known with which files k3s was started. */
export function startDigest(release: string, texts: readonly string[]): string {
  return sha256(JSON.stringify([release, ...texts]));
}

/** Starts a unit that does not run with these files yet; with `renew`, also one that does. */
export function startWith(unit: string, digest: string, ...renew: 'renew'[]): Action {
  const argv = ['sh', '-s', '--', unit, digest, paths.started, ...renew];
  return command(argv, { input: readFileSync(START, 'utf8') });
}

/** Starts k3s, or starts it again if it runs with other files or its certificates end soon, and waits until it is up. */
export function start(planned: PlannedNode, files: StartFiles, before: readonly StepId[], input: PlanInput): Step {
  const { node, facts } = planned;
  const due = dueForRenewal(node, facts);
  const release = input.platform.cluster.k3sVersion;
  const digest = (known: Known) => {
    const texts = files.texts(known);
    return texts && startDigest(release, texts);
  };
  const isDone = (known: Known) => {
    const found = known.facts.get(node.name);
    const unit = found?.units.get(node.unit);
    const expected = digest(known);
    return (
      expected !== undefined &&
      due === undefined &&
      files.areThere(known) &&
      found?.files.get(paths.started)?.sha256 === sha256(expected) &&
      found.k3s === release &&
      unit?.state === 'active' &&
      unit.isEnabled
    );
  };
  const startUnit: Action = {
    command: `sh -s -- ${node.unit} < start-k3s.sh: systemctl enable, systemctl restart --no-block`,
    isDone,
    run: (context) => {
      if (facts.units.has(node.unit)) context.known.restarted.add(node.name);
      const renew = due === undefined ? [] : (['renew'] as const);
      return startWith(node.unit, digest(context.known) ?? '', ...renew).run(context);
    },
  };
  const needs: StepId[] = [`images/${node.name}`, `install/${node.name}`, files.id, ...before];
  const from = upgradedFrom(planned, input);
  const isAwaited = node.role === 'server' && (from !== undefined || due !== undefined);
  return {
    id: `start/${node.name}`,
    title: titleOf({ node, from, release, due }),
    host: node.name,
    needs,
    actions: [
      startUnit,
      { ...waitForUnit(planned, k3sNodes(input.platform)[0]), isDone },
      ...(due === undefined ? [] : [wait(renewal(planned))]),
      ...(isAwaited ? [waitUntilUpgraded(planned, release)] : []),
    ],
  };
}

interface Titled extends Pick<PlannedNode, 'node'> {
  readonly from: string | undefined;
  readonly release: string;
  readonly due: FoundCertificate | undefined;
}

function titleOf({ node, from, release, due }: Titled): string {
  if (from !== undefined) return `Upgrade k3s from ${from} to ${release}`;
  if (due !== undefined) return `Restart k3s to renew its certificates, which end on ${dayOf(due.to)}`;
  return node.role === 'server' ? 'Start k3s' : 'Start k3s and join the cluster';
}

/** How many looks a certificate is given to be renewed, two seconds apart: an agent gets it from a server. */
const LOOKS = 60;

/** Waits until k3s has written certificates that do not end soon; goes on where it does not, as it may not use that file any more. */
export function renewal({ node }: Pick<PlannedNode, 'node'>): Waiting {
  return {
    waitFor: `the certificates of ${node.name} to be renewed`,
    limit: 10 * 60_000,
    look: async ({ host, signal, note }, attempt) => {
      const due = dueForRenewal(node, await probe(host, { certificates: true }, signal));
      if (due === undefined) return undefined;
      const which = `${due.path} on ${node.name}`;
      if (attempt < LOOKS) return `${which} to be renewed (ends on ${dayOf(due.to)})`;
      note(`k3s does not renew ${which}, which ends on ${dayOf(due.to)}: see \`npx hubwright doctor\``);
      return undefined;
    },
  };
}

/**
 * Waits until systemd says that k3s has started.
 *
 * @param first the first server, which may be why an agent does not start. @default - it is not looked at
 */
export function waitForUnit({ node }: Pick<PlannedNode, 'node'>, first?: K3sNode): Action {
  return wait({
    waitFor: `the unit ${node.unit} to become active`,
    limit: 10 * 60_000,
    every: 1000,
    look: async (context) => {
      const found = await watch(context, node.unit);
      const { state, lines } = found;
      if (state === 'active') return undefined;
      const log = lines.join('\n');
      const known = knownProblem(log);
      if (known?.isFinal) throw new StepFailure(`${node.unit} cannot start`, log);
      const others = first === undefined || first.name === node.name ? '' : await afterEndOf(first, context);
      const missing = `${node.unit} on ${node.name} to start (now ${state})${afterEnd(lines)}${known === undefined ? '' : `; ${known.message}`}${others}`;
      return importing(found, node.name, missing);
    },
    explain: (context) => lastLog(context, node.unit),
  });
}

/** What a unit said when it ended last, as a sentence goes on: it is started again and again. */
function afterEnd(lines: readonly string[]): string {
  const ending = lastFatal(lines);
  return ending === undefined ? '' : `, as it has ended: ${ending}`;
}

/** The same of another node that does not run, if it can be asked. */
async function afterEndOf(node: K3sNode, context: StepContext): Promise<string> {
  const found = await watchOn(node, context);
  const ending = found === undefined || found.state === 'active' ? undefined : lastFatal(found.lines);
  return ending === undefined ? '' : `; ${node.unit} on ${node.name} has ended: ${ending}`;
}
