import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Platform } from '../platform/platform.ts';
import { hostsOf } from '../providers/hosts.ts';
import { vmsOf } from '../providers/providers.ts';
import type { Run } from '../system/exec.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../system/files/temporary-folder.ts';
import { type Host, HostError } from '../system/hosts/host.ts';
import { parseMark } from './mark.ts';
import { paths } from './node-config.ts';

const SCRIPT = readFileSync(new URL('look-for-cluster.sh', import.meta.url), 'utf8');
/** Milliseconds for all of it: a host that boots is not waited for. */
const LIMIT = 30_000;

/** What the hosts of the settings say of a cluster that this folder does not know. */
export interface ClusterSighting {
  /** Nodes that run a cluster of this name. */
  readonly running: readonly string[];
  /** Those that could not be asked, each with the reason: `s1 (the host does not answer)`. */
  readonly silent: readonly string[];
}

/**
 * Asks the hosts of the settings, all at once, whether they run a cluster of that name. Changes nothing, neither there nor
 * here: it does not remember their keys.
 */
export async function lookForCluster(
  platform: Pick<Platform, 'cluster'>,
  { directory, exec, signal }: { readonly directory: string; readonly exec?: Run; readonly signal: AbortSignal },
): Promise<ClusterSighting> {
  const temporary = makeTemporaryFolder();
  const hosts = await hostsOf(platform, { directory, exec, knownHosts: join(temporary, 'known_hosts') });
  try {
    const { off, missing } = await vmsThatAreOff(platform, exec, signal);
    const asked = hosts.filter(({ name }) => !missing.has(name) && !off.has(name));
    const answers = await Promise.all(asked.map((host) => ask(host, platform.cluster.name, signal)));
    return {
      running: answers.flatMap((it) => (it.isRunning ? it.name : [])),
      silent: [
        ...[...off].map(([name, state]) => `${name} (the VM is ${state})`),
        ...answers.flatMap((it) => (it.why === undefined ? [] : `${it.name} (${it.why})`)),
      ],
    };
  } finally {
    await Promise.all(hosts.map((it) => it.close()));
    removeTemporaryFolder(temporary);
  }
}

interface HostAnswer {
  readonly name: string;
  readonly isRunning: boolean;
  /** Why it could not be asked. */
  readonly why?: string;
}

async function ask(host: Host, cluster: string, signal: AbortSignal): Promise<HostAnswer> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(LIMIT)]);
  try {
    const { stdout } = await host.run(['sh', '-s', '--', paths.mark], { input: SCRIPT, signal: limited });
    return { name: host.name, isRunning: parseMark(stdout)?.cluster === cluster };
  } catch (error) {
    if (!(error instanceof HostError) || signal.aborted) throw error;
    return { name: host.name, isRunning: false, why: limited.aborted ? 'it takes too long' : error.what };
  }
}

/** VMs that do not exist, and those that do not run, with their state; a provider that is not installed has none. */
async function vmsThatAreOff({ cluster }: Pick<Platform, 'cluster'>, exec: Run | undefined, signal: AbortSignal) {
  const [off, missing] = [new Map<string, string>(), new Set<string>()];
  const vms = await vmsOf(cluster)?.open(exec);
  if (vms === undefined) return { off, missing };
  const found = (await vms.isInstalled()) ? await vms.list(signal) : new Map();
  for (const { name } of cluster.nodes) {
    const vm = found.get(name);
    if (vm === undefined) missing.add(name);
    else if (vm.phase !== 'running') off.set(name, vm.state);
  }
  return { off, missing };
}
