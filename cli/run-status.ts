import { readManifests } from '../bootstrap/dist.ts';
import { readIdentity } from '../cluster/claim.ts';
import { clusterFolder, readHosts } from '../cluster/cluster-folder.ts';
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
  const status = await interruptible(
    (signal) => readStatus({ platform, hosts, recorded, identity, manifests, signal }),
    { hosts },
  );
  if (json) printData(JSON.stringify(status, undefined, 2));
  else print(statusTable(status, widthOf(process.stdout)));
  if (!status.isHealthy) process.exitCode = 1;
}
