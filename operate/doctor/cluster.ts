import { type ClusterLook, CORDONED } from '../../cluster/cluster-look.ts';
import { isInstalling, isOnTheWay } from '../../cluster/k3s-parts.ts';
import { type FoundPod, isTroubled } from '../../cluster/pods.ts';
import { PULLER } from '../../cluster/unpulled.ts';
import { lostWith, unboundVolumes, whyDown } from '../../cluster/why-down.ts';
import { counted } from '../../system/counted.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { releaseOf } from '../release-status.ts';
import { podsOf, type Status } from '../status.ts';
import { failureOf } from '../status-table.ts';
import { type Check, checked } from './check.ts';
import { diskProblems } from './disks.ts';

export const ABOUT_NODES = { id: 'nodes', area: 'cluster', title: 'nodes' } as const;

/** What `status` tells, as checks: nodes, release and hub. */
export function clusterChecks(nodes: Status['nodes'], look: ClusterLook): Check[] {
  const unhealthy = nodes.filter((it) => it.state !== 'ready');
  const ready = nodes.filter((it) => it.state === 'ready' || isOther(it));
  const cordoned = nodes.filter((it) => it.isCordoned);
  const notReady = ({ name, state, version }: Status['nodes'][number]): ProblemAt => {
    if (isOther({ state })) {
      const wanted = state.slice('not '.length);
      const fix = `\`npx hubwright up\` goes to ${wanted}. To stay: \`cluster.k3sVersion: ${version}\` in platform.yaml.`;
      const message = `it runs k3s ${version}, and the settings say ${wanted}`;
      return { severity: 'warning', where: name, message, cost: 'the next `up` changes it', fix };
    }
    const cost = 'servers on it are lost or cannot be reached';
    if (state.startsWith('host: ')) {
      const message = 'its host could not be asked';
      // `up` changes nothing before every host answers. Why this one does not is said of the host itself.
      const fix = `Do what the check of this host says: ${comesBack(name, look)}. Then \`npx hubwright up\`.`;
      return { severity: 'error', where: name, message, cost, fix };
    }
    const fix = '`npx hubwright up`; its log is `sudo journalctl -u k3s -u k3s-agent` on the host.';
    return { severity: 'error', where: name, message: state, cost, fix };
  };
  // What cannot be pulled on many nodes is said once, of the image.
  const unready = podsOf(look).filter((it) => !it.isReady && !(it.component === PULLER && it.unpulled !== undefined));
  return [
    checked(
      ABOUT_NODES,
      [...unhealthy.map(notReady), ...cordoned.map(({ name }) => cordonedNode(name, look))],
      `${ready.length} of ${nodes.length} ready`,
    ),
    checked({ id: 'disk', area: 'cluster', title: 'disks of the nodes' }, nodes.flatMap(diskProblems)),
    checked({ id: 'release', area: 'cluster', title: 'release of the hub' }, released(look)),
    checked({ id: 'hub', area: 'cluster', title: 'hub and proxy' }, [
      ...unready.map((pod): ProblemAt => {
        const { component, problem } = pod;
        const message = `it is not ready${problem === '' ? '' : `: ${problem}`}${saidBy(pod)}`;
        if (component === PULLER) return { severity: 'warning', where: component, message, ...NOT_PULLED };
        return { severity: 'error', where: component, message, cost: 'nobody can work', fix: fixOf(pod, look) };
      }),
      ...(look.health === 200 ? [] : [silent(look)]),
    ]),
    checked(
      { id: 'k3s-parts', area: 'cluster', title: 'components of k3s' },
      look.parts.filter(isTroubled).map((it) => troubledPart(it, look)),
    ),
    checked({ id: 'volumes', area: 'cluster', title: 'volumes and their claims' }, lostVolumes(look)),
  ];
}

const NOT_PULLED = {
  cost: 'a server with that image starts late on its node, or not at all',
  fix: 'See the checks of the images.',
};

/** Whether a node is ready with another k3s than the settings want. */
const isOther = ({ state }: Pick<Status['nodes'][number], 'state'>) => state.startsWith('not v');

function cordonedNode(where: string, { nodes }: ClusterLook): ProblemAt {
  const cost = 'no server starts on it, and users whose home is there cannot start one at all';
  const found = nodes?.find((it) => it.name === where);
  if (found !== undefined && CORDONED in found.annotations) {
    const isReboot = found.annotations[CORDONED] === 'reboot';
    const message = `it is cordoned by ${isReboot ? 'a restart of its machine' : 'an upgrade'} that has not ended`;
    const fix = isReboot
      ? '`npx hubwright node reboot` goes on with it and uncordons it.'
      : '`npx hubwright up` goes on with the upgrade and uncordons it.';
    return { severity: 'warning', where, message, cost, fix };
  }
  return {
    severity: 'note',
    where,
    message: 'it is cordoned, as by `node drain`',
    cost,
    fix: `When it is to be used again: \`kubectl uncordon ${where}\`. To take it away: \`npx hubwright node drain ${where}\`.`,
  };
}

/** What a node brings back with it. */
function comesBack(node: string, look: ClusterLook): string {
  const lost = lostWith(look).find((it) => it.node === node)?.lost ?? [];
  const what = [...(lost.length > 0 ? [`the ${lost.join(' and the ')}`] : []), 'the homes on it'];
  return `${what.join(' and ')} come back with it`;
}

/** What a pod that crashes has said, as a sentence goes on. */
function saidBy({ crash }: FoundPod): string {
  if (crash === undefined || crash.lastLines.length === 0) return '';
  return `; it crashed ${counted(crash.restarts, 'time')} and its last log lines are:${crash.lastLines.map((line) => `\n  ${line}`).join('')}`;
}

/** What does not work without a part of k3s; all else is on the way from browsers to the hub. */
const STANDS_ON: Readonly<Record<string, string>> = {
  CoreDNS: 'pods do not find each other by name: servers do not start',
  'local-path-provisioner': 'no home can be made, so that new users cannot start a server',
};

function troubledPart(pod: FoundPod, look: ClusterLook): ProblemAt {
  const { component: where, problem } = pod;
  const spared = look.parts.some((it) => it.component === where && it.isReady)
    ? 'another one does its work; if that is lost too, nothing does'
    : isOnTheWay(pod) && look.health === 200
      ? 'the hub answers all the same; what else needs it does not'
      : undefined;
  return {
    severity: spared === undefined ? 'error' : 'warning',
    where,
    message: `it is not ready${problem === '' ? '' : `: ${problem}`}${saidBy(pod)}`,
    cost: spared ?? STANDS_ON[where] ?? 'nobody reaches the hub from outside',
    fix: fixOfPart(pod),
  };
}

function fixOfPart({ component, lostWith: node }: FoundPod): string {
  if (node !== undefined) {
    return `Switch ${node} on. If it stays off, Kubernetes starts ${component} on another node, mostly within five minutes.`;
  }
  if (isInstalling(component)) {
    return 'Its values are those of k3s and of the HelmChartConfig `traefik`, if there is one: `k3s kubectl get helmchartconfig -n kube-system -o yaml` on the first server.';
  }
  return 'See why: `k3s kubectl describe pods -n kube-system` on the first server, and the log of its pod.';
}

function fixOf({ component, crash, lostWith: node }: FoundPod, { nodes = [] }: ClusterLook): string {
  if (node !== undefined && nodes.some((it) => it.name === node)) {
    return `Switch ${node} on, or see why it is not ready: \`sudo journalctl -u k3s -u k3s-agent\` on it.`;
  }
  if (node !== undefined) {
    return `Bring ${node} back. If it is lost for good, so is that volume: delete its claim on the first server, \`k3s kubectl delete pvc CLAIM -n NAMESPACE\`, and \`npx hubwright up\` makes an empty one.`;
  }
  if (crash !== undefined && component === 'hub') {
    return 'Fix what it says in platform.yaml (mostly `hub.values`), then `npx hubwright up`.';
  }
  return "See why: `k3s kubectl get events -A` on the first server, and its pod's log.";
}

/** Volumes that wait for their claims, and such as do not come back to them by themselves. */
function lostVolumes(look: ClusterLook): ProblemAt[] {
  return unboundVolumes(look).map(({ volume, claim, node, why }): ProblemAt => {
    const message = `its claim ${claim} is gone${node === undefined ? '' : `, its data is on ${node}`}${why === undefined ? '' : `; ${why}`}`;
    return why === undefined
      ? {
          severity: 'warning',
          where: volume,
          message,
          cost: 'its user gets an empty one at the next start',
          fix: `\`npx hubwright up\` binds it again. If it is no longer needed: \`k3s kubectl delete pv ${volume}\` on the first server.`,
        }
      : {
          severity: 'note',
          where: volume,
          message,
          cost: 'its data uses space, and no user can see it',
          fix: `Keep it as long as needed, then \`k3s kubectl delete pv ${volume}\` on the first server and its folder on the node.`,
        };
  });
}

function released(look: ClusterLook): ProblemAt[] {
  const release = releaseOf(look);
  if (release.isDeployed) return [];
  const message = `it is not deployed${failureOf(release)}`;
  const cost = 'the hub is not installed, or is an older version';
  return [{ severity: 'error', where: 'jupyterhub', message, cost, fix: '`npx hubwright up`' }];
}

function silent(look: ClusterLook): ProblemAt {
  const { because } = whyDown(look);
  const message = because ?? (look.health > 0 ? `it answers with HTTP ${look.health}` : 'it does not answer');
  const nodes = lostWith(look).map((it) => it.node);
  const isBroken = look.parts.some((it) => isOnTheWay(it) && isTroubled(it));
  const elsewhere = isBroken ? 'See components of k3s.' : '`npx hubwright status`';
  const fix = nodes.length > 0 ? `Get ${nodes.join(' and ')} running again.` : elsewhere;
  return {
    severity: 'error',
    where: 'hub',
    message: because === undefined ? message : `it ${message}`,
    cost: 'nobody can log in',
    fix,
  };
}
