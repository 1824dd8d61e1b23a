import { readFileSync } from 'node:fs';
import { type K3sNode, paths } from '../../cluster/node-config.ts';
import { throwUnlessHostFailed } from '../../system/hosts/host.ts';
import { importTime } from '../images/ship-plan.ts';
import type { Missing } from '../plan/actions.ts';
import type { StepContext } from '../plan/step.ts';
import { lastFatal, masked } from './last-fatal.ts';

const WATCH = new URL('watch-k3s.sh', import.meta.url);

/** What a unit of k3s does. */
export interface Watched {
  /** As systemd calls it: `active`, `activating`. */
  readonly state: string;
  /** The archive of images that it imports at the moment. Its kubelet starts with the last of them. */
  readonly archive: { readonly name: string; readonly bytes: number } | undefined;
  /** What it has logged of failures in the last quarter of an hour, or since it was last started. */
  readonly lines: readonly string[];
}

export async function watch({ host, signal }: StepContext, unit: string): Promise<Watched> {
  const input = readFileSync(WATCH, 'utf8');
  const { stdout } = await host.run(['sh', '-s', '--', unit, paths.started], { sudo: true, input, signal });
  const [state = '', archive = '', ...lines] = masked(stdout).split('\n');
  const [bytes, name] = archive.split(' ', 2);
  return { state, archive: name ? { name, bytes: Number(bytes) } : undefined, lines };
}

/** The same on another node; undefined where it cannot be asked, as nothing depends on it. */
export async function watchOn({ name, unit }: K3sNode, context: StepContext): Promise<Watched | undefined> {
  const host = context.hosts.get(name);
  if (host === undefined) return undefined;
  try {
    return await watch({ ...context, host }, unit);
  } catch (error) {
    throwUnlessHostFailed(error);
    return undefined;
  }
}

/** What is missing on a node, which takes as long as the archive that its k3s imports first. */
export function importing(found: Watched | undefined, node: string, missing: string): Missing {
  if (found?.archive === undefined) return missing;
  const { name, bytes } = found.archive;
  return { missing, meanwhile: `k3s on ${node} imports ${name}`, limit: importTime(bytes) };
}

/** The same, after a look at that node, from wherever it is waited for. */
export async function whileImporting(node: K3sNode, missing: string, context: StepContext): Promise<Missing> {
  return importing(await watchOn(node, context), node.name, missing);
}

/**
 * What is missing on nodes that the cluster calls ready and whose k3s was started again. That may be of before: the cluster
 * notices only after 40 seconds or more that a kubelet does not run yet.
 */
export async function unlessImporting(nodes: readonly K3sNode[], context: StepContext): Promise<Missing> {
  const ask = (node: K3sNode) => whileImporting(node, `${node.name} to import its images`, context);
  return (await Promise.all(nodes.map(ask))).find((it) => typeof it !== 'string');
}

/** Why k3s does not answer on a host, if it has said so. */
export async function whyEnded(context: StepContext, unit: string): Promise<string | undefined> {
  return lastFatal((await watch(context, unit)).lines);
}

/** What a unit has logged of failures lately; if it has told of none, the end of its log. */
export async function lastLog(context: StepContext, unit: string): Promise<string> {
  const { lines } = await watch(context, unit);
  if (lines.length > 0) return lines.join('\n');
  const journal = ['journalctl', '--no-pager', '--output=cat', '-n', '12', '-u', unit];
  return masked((await context.host.run(journal, { sudo: true, signal: context.signal })).stdout);
}
