import { checkAuth } from '../../platform/auth/auth-types.ts';
import { fitOf, type Obstacle, reservedIn } from '../../platform/capacity.ts';
import { isForName } from '../../platform/certificate.ts';
import { isDatabaseOnNode } from '../../platform/database-place.ts';
import { areOnNodes } from '../../platform/home-place.ts';
import { isAddress } from '../../platform/host.ts';
import { isBehindTraefik } from '../../platform/ingress-class.ts';
import { labelObstacle } from '../../platform/nodes.ts';
import { keepingTaint } from '../../platform/placement.ts';
import type { Settings, Users } from '../../platform/schema/platform.ts';
import { chartRepository } from '../../platform/versions.ts';
import { providerOf } from '../../providers/providers.ts';
import { counted } from '../../system/counted.ts';
import { few } from '../../system/few.ts';
import { valueAt } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { checkBackup } from './backup.ts';
import { checkChoices } from './choices.ts';
import { checkCulling } from './culling.ts';
import { checkGpus, gpuFix } from './gpus.ts';
import { checkServicesAndRoles } from './hub-access.ts';
import { checkImages } from './images.ts';
import { checkIngress } from './ingress.ts';
import { checkLetsEncrypt } from './lets-encrypt.ts';
import { checkLimits } from './limits.ts';
import { repeated } from './names.ts';
import { checkServers } from './servers.ts';
import { checkStorage } from './storage.ts';
import { checkUsage } from './usage.ts';
import { checkUserLimits } from './user-limits.ts';

/** Problems between settings that are each valid on their own. Warnings do not stop a synth. */
export function checkSettings(settings: Settings, users: Users): SettingsProblem[] {
  return [
    ...checkCluster(settings),
    ...providerOf(settings.cluster).check(settings.cluster),
    ...checkExposure(settings),
    ...checkPlacement(settings),
    ...checkTaints(settings),
    ...checkPriority(settings),
    ...checkAuth(settings.auth, settings.hub),
    ...checkImages(settings),
    ...checkChoices(settings, users),
    ...checkCapacity(settings, users),
    ...checkGpus(settings),
    ...checkServers(settings),
    ...checkServicesAndRoles(settings, users),
    ...checkCulling(settings, users),
    ...checkStorage(settings),
    ...checkBackup(settings),
    ...checkAnnouncement(settings),
    ...checkUserLimits(settings, users),
    ...checkUsage(settings),
    ...repeated(
      settings.registry.credentials.map((it) => it.host),
      ['registry', 'credentials'],
      'host',
      'registry',
    ),
  ];
}

function checkCluster(settings: Settings): SettingsProblem[] {
  const { cluster, storage, hub } = settings;
  const problems: SettingsProblem[] = [];
  const report = (path: PathSegment[], message: string, fix: string) => problems.push({ path, message, fix });
  if (cluster.name === 'synth') {
    report(['cluster', 'name'], 'its folder, .hubwright/synth, is cleared by every synth', 'choose another name');
  }
  const { file, repository } = hub.chart;
  if (cluster.airgap !== undefined && file === undefined && repository === chartRepository) {
    report(
      ['cluster', 'airgap'],
      `no node downloads anything, but the chart comes from ${chartRepository}`,
      'set hub.chart.file to its archive, or hub.chart.repository to one on your network',
    );
  }
  const disabled = (component: string) => (cluster.disable as readonly string[]).indexOf(component);
  const conflict = (component: string, when: boolean, why: string, fix: string) => {
    if (when && disabled(component) >= 0)
      report(['cluster', 'disable', disabled(component)], `"${component}" is needed: ${why}`, fix);
  };
  conflict(
    'traefik',
    isBehindTraefik(hub),
    'hub.exposure is "ingress"',
    'remove it, set hub.ingress.className to the controller that you run, or hub.exposure to "loadBalancer" or "nodePort"',
  );
  conflict(
    'local-storage',
    areOnNodes(storage),
    'storage.home.class is not set',
    'remove it, or set storage.home.class to a StorageClass of your own',
  );
  conflict(
    'local-storage',
    !areOnNodes(storage) && isDatabaseOnNode(settings),
    "the hub's database is a folder on a node",
    'remove it, set hub.database.class to a StorageClass of your own, or hub.database to PostgreSQL',
  );
  conflict('coredns', true, 'the hub finds its database and servers by name', 'remove it');
  if (hub.exposure === 'loadBalancer' && disabled('servicelb') < 0 && disabled('traefik') < 0) {
    report(
      ['hub', 'exposure'],
      'Traefik holds ports 80 and 443 on every node, so a second load balancer stays pending',
      'add traefik to cluster.disable, or use "ingress"',
    );
  }
  return problems;
}

function checkAnnouncement({ announcement }: Settings): SettingsProblem[] {
  const { until } = announcement ?? {};
  if (until === undefined || Date.parse(until) > Date.now()) return [];
  const path: PathSegment[] = ['announcement', 'until'];
  return [
    { severity: 'warning', path, message: 'is over: nobody sees the announcement', fix: 'remove the announcement' },
  ];
}

function checkExposure(settings: Settings): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  const { hub } = settings;
  const { tls, exposure } = hub;
  if (!['none', 'secret', 'external'].includes(tls.type) && exposure !== 'ingress') {
    problems.push({
      path: ['hub', 'tls', 'type'],
      message: `"${tls.type}" needs Traefik, but hub.exposure is "${exposure}"`,
      fix: 'use hub.tls.type "secret", "external" or "none", or hub.exposure "ingress"',
    });
  }
  if (hub.clientAddresses && exposure !== 'ingress') {
    problems.push({
      path: ['hub', 'clientAddresses'],
      message: `concerns Traefik, but hub.exposure is "${exposure}"`,
      fix: 'remove it, or set hub.exposure to "ingress"',
    });
  }
  if ((isForName(tls) || tls.type === 'external') && hub.host === undefined) {
    problems.push({
      path: ['hub', 'host'],
      message: 'missing: a certificate is for a host name',
      fix: 'set hub.host to the host name of the hub',
    });
  }
  return [...problems, ...checkIngress(settings), ...checkHost(settings), ...checkLetsEncrypt(settings)];
}

function checkHost({ cluster, hub: { host, tls, exposure } }: Settings): SettingsProblem[] {
  if (host === undefined) return [];
  const path = ['hub', 'host'];
  if (isAddress(host) && exposure === 'ingress' && isForName(tls)) {
    const message = `"${host}" is an IP address, but Traefik chooses a certificate by host name`;
    const other =
      tls.type === 'secret' ? 'set hub.exposure to "nodePort" or "loadBalancer"' : 'use hub.tls.type "selfSigned"';
    return [{ path, message, fix: `give the hub a host name, or ${other}` }];
  }
  if (/(^|\.)localhost$/.test(host) && cluster.nodes.every((it) => !it.isHere)) {
    const message = `"${host}" is a different machine for every browser: its own`;
    return [{ path, severity: 'warning', message, fix: 'use a name that resolves to a node, or remove it' }];
  }
  return [];
}

function checkPlacement({ cluster, hub }: Settings): SettingsProblem[] {
  const obstacle = labelObstacle(hub.nodeSelector, cluster.nodes);
  if (obstacle === undefined) return [];
  const path = ['hub', 'nodeSelector'];
  return [{ path, message: `the hub can never start: ${obstacle}`, fix: FIXES.label }];
}

/**
 * Most pods of k3s's own tolerate few taints, and the jobs in which it runs Helm none at all.
 *
 * Source: k3s-io/helm-controller, `pkg/controllers/chart`, `job`.
 */
function checkTaints({ cluster: { nodes } }: Settings): SettingsProblem[] {
  const keeping = nodes.map((it) => ({ name: it.name, taint: keepingTaint({ tolerations: [] }, it) }));
  if (keeping.length === 0 || keeping.some(({ taint }) => taint === undefined)) return [];
  const each = keeping.map(({ name, taint }) => `${name} (${taint?.key})`);
  return [
    {
      path: ['cluster'],
      message: `every node has a taint, ${few(each, 5)}: Helm, name resolution and volumes of k3s have no node to run on`,
      fix: 'leave one node without taints, or make its taints PreferNoSchedule',
    },
  ];
}

/** The chart's own class is that of servers too, and it writes it into the pods of hub and proxy beside the one given here. */
function checkPriority({ hub }: Settings): SettingsProblem[] {
  if (hub.priority !== 'high' || valueAt(hub.values, POD_PRIORITY) !== true) return [];
  return [
    {
      path: ['hub', 'priority'],
      message: `hub.values.${POD_PRIORITY.join('.')} gives the hub and its proxy a priority too, the same as that of servers`,
      fix: 'remove one of the two',
    },
  ];
}

const POD_PRIORITY = ['scheduling', 'podPriority', 'enabled'];

const FIXES: Readonly<Record<Obstacle['kind'], string>> = {
  label: 'give a node this label in cluster, or remove it from nodeSelector',
  taint: 'add it to tolerations, or remove it from the node',
  gpus: 'set `gpus` of the nodes that have GPUs',
  room: 'make the size smaller or give a node more',
};

function checkCapacity(settings: Settings, users: Users): SettingsProblem[] {
  const { nodes } = settings.cluster;
  const problems = checkLimits(settings.hub.resources, ['hub', 'resources']);
  settings.sizes.forEach((size, i) => {
    problems.push(...checkLimits(size, ['sizes', i]));
    const { obstacle } = fitOf(size, nodes, reservedIn(settings));
    if (obstacle)
      problems.push({
        path: ['sizes', i],
        message: `size "${size.name}" can never start: ${obstacle.text}`,
        fix: size.gpus > 0 ? gpuFix(size, nodes) : FIXES[obstacle.kind],
      });
  });
  const defaultSize = settings.sizes.find((size) => size.default) ?? settings.sizes[0];
  const active = Object.values(users).filter((user) => !user.disabled).length;
  if (defaultSize && problems.length === 0) {
    const { count, uncertain } = fitOf(defaultSize, nodes, reservedIn(settings));
    if (active > count && !uncertain) {
      problems.push({
        path: ['sizes', settings.sizes.indexOf(defaultSize)],
        severity: 'warning',
        message: `${counted(active, 'user')} may log in, but the cluster holds ${counted(count, 'server')} of the size "${defaultSize.name}" at once`,
        fix: 'the others wait until a server stops: add nodes, or make the size smaller',
      });
    }
  }
  return problems;
}
