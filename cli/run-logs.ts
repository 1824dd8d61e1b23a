import type { LogOwner } from '../operate/log-pods.ts';
import { showLogs } from '../operate/logs.ts';
import { loadPlatform } from '../settings/load.ts';
import { HostError } from '../system/hosts/host.ts';
import { interruptible } from '../system/interruptible.ts';
import { printData } from '../system/terminal.ts';
import { knownCluster } from './known-cluster.ts';
import type { LogsOptions } from './logs-command.ts';

const USUAL = 200;

/** Runs `hubwright logs`. */
export async function runLogs(owner: LogOwner, options: LogsOptions): Promise<void> {
  const { follow = false, previous = false, since, tail = since === undefined ? USUAL : 'all' } = options;
  const { platform } = loadPlatform({ secrets: 'mask' });
  const cluster = await knownCluster(platform, {
    fix: `Run \`npx hubwright up\`. On a cluster you did not create with \`up\`: \`kubectl -n ${platform.hub.namespace} logs deploy/hub\`.`,
  });
  const wanted = { owner, follow, previous, since, tail: tail === 'all' ? undefined : tail };
  // A reader like `head` that has enough ends it.
  const enough = new AbortController();
  process.stdout.once('error', () => enough.abort());
  try {
    await interruptible(
      (interrupted) => {
        const signal = AbortSignal.any([interrupted, enough.signal]);
        return showLogs({ ...cluster, ...wanted, show: printData, signal });
      },
      { hosts: cluster.hosts, ...(follow && { says: '' }) },
    );
  } catch (error) {
    // Following has no other end. What still runs on this machine ends when nobody reads it any more.
    if (!(follow || enough.signal.aborted) || !(error instanceof HostError) || error.reason !== 'aborted') throw error;
    process.exit(0);
  }
}
