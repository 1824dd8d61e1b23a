import { readIdentity } from '../cluster/claim.ts';
import { clusterFolder, readHosts } from '../cluster/cluster-folder.ts';
import type { LogOwner } from '../operate/log-pods.ts';
import { showLogs } from '../operate/logs.ts';
import { hostsOf } from '../providers/hosts.ts';
import { loadPlatform } from '../settings/load.ts';
import { HostError } from '../system/hosts/host.ts';
import { interruptible } from '../system/interruptible.ts';
import { printData } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import type { LogsOptions } from './logs-command.ts';

const USUAL = 200;

/** Runs `hubwright logs`. */
export async function runLogs(owner: LogOwner, options: LogsOptions): Promise<void> {
  const { follow = false, previous = false, since, tail = since === undefined ? USUAL : 'all' } = options;
  const { platform } = loadPlatform({ secrets: 'mask' });
  const { name } = platform.cluster;
  const folder = clusterFolder('.', name);
  const recorded = readHosts(folder);
  if (recorded.length === 0) {
    throw new UserError(`no cluster "${name}" is known in this folder`, {
      fix: `Run \`npx hubwright up\`. On a cluster you did not create with \`up\`: \`kubectl -n ${platform.hub.namespace} logs deploy/hub\`.`,
    });
  }
  const hosts = await hostsOf(platform, { directory: '.' });
  const identity = readIdentity(folder, name);
  const wanted = { owner, follow, previous, since, tail: tail === 'all' ? undefined : tail };
  // A reader like `head` that has enough ends it.
  const enough = new AbortController();
  process.stdout.once('error', () => enough.abort());
  try {
    await interruptible(
      (interrupted) => {
        const signal = AbortSignal.any([interrupted, enough.signal]);
        return showLogs({ platform, hosts, recorded, identity, ...wanted, show: printData, signal });
      },
      { hosts, ...(follow && { says: '' }) },
    );
  } catch (error) {
    // Following has no other end. What still runs on this machine ends when nobody reads it any more.
    if (!(follow || enough.signal.aborted) || !(error instanceof HostError) || error.reason !== 'aborted') throw error;
    process.exit(0);
  }
}
