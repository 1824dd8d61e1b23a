import { isBehindTraefik } from '../platform/ingress-class.ts';
import { names } from '../platform/names.ts';
import type { Platform } from '../platform/platform.ts';
import { jobName } from './found-release.ts';
import { type FoundPod, type Pod, podsElsewhere, type Surroundings } from './pods.ts';

/** Passes connections from the ports of its node on to a service. */
const SERVICE_LB = 'ServiceLB';

/** The service of k3s's or of the chart's by which requests come in. */
export type Entrance = typeof names.traefik | typeof names.proxyService;

/** Undefined where requests come in otherwise: by a port of the nodes, or by a controller of somebody else. */
export function entranceOf(hub: Platform['hub']): Entrance | undefined {
  if (isBehindTraefik(hub)) return names.traefik;
  return hub.exposure === 'loadBalancer' ? names.proxyService : undefined;
}

/** What of k3s's own a pod in its namespace is, by the labels of k3s 1.36; undefined if nothing that the hub stands on. */
function partOf(labels: Readonly<Record<string, string>> = {}, entrance?: Entrance): string | undefined {
  if (labels['k8s-app'] === 'kube-dns') return 'CoreDNS';
  if (labels.app === 'local-path-provisioner') return 'local-path-provisioner';
  if (entrance !== undefined && labels['svccontroller.k3s.cattle.io/svcname'] === entrance) return SERVICE_LB;
  if (entrance !== names.traefik) return undefined;
  if (labels['app.kubernetes.io/name'] === names.traefik) return 'Traefik';
  const job = labels['job-name'] ?? '';
  return isInstalling(job) ? job : undefined;
}

/** Whether a part is one of the jobs that install Traefik's charts. */
export const isInstalling = (part: string): boolean => part.startsWith(jobName(names.traefik));

/** Which of the parts of k3s carry requests from browsers to the hub. */
export const isOnTheWay = ({ component }: Pick<FoundPod, 'component'>): boolean =>
  component === 'Traefik' || component === SERVICE_LB || isInstalling(component);

/**
 * The parts of k3s that a hub stands on, of which each pod is one; a job that has ended well is none, nor is what a node
 * that is down would do for itself alone.
 */
export function k3sParts(pods: readonly Pod[], nodes: Surroundings['nodes'], entrance?: Entrance): FoundPod[] {
  const parts = pods.flatMap((pod): Pod[] => {
    const component = partOf(pod.metadata.labels, entrance);
    return component === undefined ? [] : [{ ...pod, metadata: { ...pod.metadata, labels: { component } } }];
  });
  const found = podsElsewhere(parts, nodes);
  return found.filter(({ component, lostWith }) => component !== SERVICE_LB || lostWith === undefined);
}
