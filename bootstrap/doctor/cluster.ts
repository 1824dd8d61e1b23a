import { podsOf, releaseOf, type Status } from '../status.ts';
import { failureOf } from '../status-table.ts';
import type { ClusterLook } from '../survey/cluster-look.ts';
import { type Check, type Found, made } from './check.ts';

/** What `status` tells, as checks: nodes, release and hub. */
export function clusterChecks(nodes: Status['nodes'], look: ClusterLook): Check[] {
  const ill = nodes.filter((it) => it.state !== 'ready');
  const tight = nodes.flatMap((it) =>
    it.disk === undefined || it.disk.level === 'enough' ? [] : [{ ...it, disk: it.disk }],
  );
  const unready = podsOf(look).filter((it) => !it.isReady);
  return [
    made(
      { id: 'nodes', area: 'cluster', title: 'nodes' },
      ill.map(({ name, state }): Found => {
        const cost = 'servers that run on it are lost or cannot be reached';
        const mend = '`npx hubwright up`; its log is `sudo journalctl -u k3s -u k3s-agent` on the host.';
        return { severity: 'error', where: name, message: state, cost, mend };
      }),
      `${nodes.length - ill.length} of ${nodes.length} ready`,
    ),
    made(
      { id: 'disk', area: 'cluster', title: 'disks of the nodes' },
      tight.map(({ name, disk }): Found => {
        const message = `${Math.floor((100 * disk.free) / disk.total)} % of its disk are free, ${(disk.free / 2 ** 30).toFixed(1)} GiB`;
        const mend = 'Make the disk that holds /var/lib/rancher larger, or delete what is not needed there.';
        const cost = 'below 15 % images are deleted and pulled again, below 5 % pods are ended';
        return { severity: disk.level === 'full' ? 'error' : 'warning', where: name, message, cost, mend };
      }),
    ),
    made({ id: 'release', area: 'cluster', title: 'release of the hub' }, released(look)),
    made({ id: 'hub', area: 'cluster', title: 'hub and proxy' }, [
      ...unready.map(({ component, problem }): Found => {
        const message = `it is not ready${problem === '' ? '' : `: ${problem}`}`;
        const mend = `See why: \`k3s kubectl get events -A\` on the first server, and its pod's log.`;
        return { severity: 'error', where: component, message, cost: 'nobody can work', mend };
      }),
      ...(look.health === 200 ? [] : [silent(look.health)]),
    ]),
  ];
}

function released(look: ClusterLook): Found[] {
  const release = releaseOf(look);
  if (release.isDeployed) return [];
  const message = `it is not deployed${failureOf(release)}`;
  const cost = 'the hub is not installed, or in an older form';
  return [{ severity: 'error', where: 'jupyterhub', message, cost, mend: '`npx hubwright up`' }];
}

function silent(http: number): Found {
  const message = http > 0 ? `it answers with HTTP ${http}` : 'it does not answer';
  return { severity: 'error', where: 'hub', message, cost: 'nobody can log in', mend: '`npx hubwright status`' };
}
