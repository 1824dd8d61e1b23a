import { readManifests } from '../bootstrap/dist.ts';
import { readIdentity } from '../cluster/claim.ts';
import { clusterFolder, readHosts } from '../cluster/cluster-folder.ts';
import { type AskedCluster, askServer } from '../operate/ask-server.ts';
import { findHomes, type Home } from '../operate/homes/find-homes.ts';
import { readStatus } from '../operate/status.ts';
import { statusTable } from '../operate/status-table.ts';
import { hostsOf } from '../providers/hosts.ts';
import { loadPlatform } from '../settings/load.ts';
import { interruptible } from '../system/interruptible.ts';
import { print, printData, widthOf } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';

/** Runs `hubwright status`. */
export async function runStatus({ json = false }: { json?: boolean }): Promise<void> {
  const { platform } = loadPlatform({ secrets: 'mask' });
  const folder = clusterFolder('.', platform.cluster.name);
  const recorded = readHosts(folder);
  if (recorded.length === 0) {
    throw new UserError(`no cluster "${platform.cluster.name}" is known in this folder`, {
      fix: 'Run `npx hubwright up`.',
    });
  }
  const hosts = await hostsOf(platform, { directory: '.' });
  const manifests = readManifests('dist');
  const identity = readIdentity(folder, platform.cluster.name);
  const [status, homes] = await interruptible(
    (signal) => {
      const cluster = { platform, hosts, recorded, identity, signal };
      return Promise.all([readStatus({ ...cluster, manifests }), json ? homesIn(cluster) : undefined]);
    },
    { hosts },
  );
  if (json) printData(JSON.stringify({ ...status, homes }, undefined, 2));
  else print(statusTable(status, widthOf(process.stdout)));
  if (!status.isHealthy) process.exitCode = 1;
}

/** Where homes are, without their sizes, which take long to measure; null if no server answers. */
async function homesIn(cluster: AskedCluster): Promise<readonly Home[] | null> {
  const { platform, signal } = cluster;
  const question = { namespace: platform.hub.namespace, users: Object.keys(platform.users) };
  return askServer(cluster, async (server) => (await findHomes(server, question, signal)).homes).catch((error) => {
    if (!(error instanceof UserError) || signal.aborted) throw error;
    return null;
  });
}
