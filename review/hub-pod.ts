import { isDatabaseOnNode } from '../platform/database-place.ts';
import { knownVulnerabilities } from '../platform/jupyterhub-vulnerabilities.ts';
import type { Platform } from '../platform/platform.ts';
import { counted } from '../system/counted.ts';
import type { Change } from './change.ts';
import { arrival } from './image-arrival.ts';
import type { Side } from './side.ts';

type Platforms = Pick<Side, 'platform'>;

/** The hub's image, and the JupyterHub in it. */
export function hubImage({ platform: before }: Platforms, { platform: after }: Platforms): Change[] {
  const [previous, current] = [before.hub, after.hub];
  const changes: Change[] = [];
  if (previous.reference !== current.reference) {
    const [old, now] = [previous, current].map((it) => it.reference ?? "the chart's own image");
    const comes = current.reference === undefined ? '' : `, ${arrival(current, after, 'the hub can start')}`;
    changes.push({ topic: 'Hub', text: `Hub image: ${old} → ${now}${comes}.` });
  }
  if (previous.jupyterhub !== current.jupyterhub && previous.jupyterhub && current.jupyterhub) {
    const vulnerabilities = knownVulnerabilities(current.jupyterhub);
    const open =
      vulnerabilities.length > 0
        ? `, which lacks ${counted(vulnerabilities.length, 'security fix', 'security fixes')}`
        : '';
    const text = `JupyterHub ${previous.jupyterhub} → ${current.jupyterhub}${open}.`;
    changes.push({
      topic: 'Hub',
      text,
      caution: vulnerabilities.length > knownVulnerabilities(previous.jupyterhub).length,
    });
  }
  return changes;
}

/** The nodes for hub and proxy. */
export function hubPlacement({ platform: before }: Platforms, { platform: after }: Platforms): Change[] {
  const [previous, current] = [before.hub, after.hub].map(whereOf);
  if (previous === current) return [];
  const isBound = isDatabaseOnNode(after);
  const isRequired = Object.keys(after.hub.nodeSelector).length > 0;
  const bound = !isBound
    ? ''
    : isRequired
      ? ' If its database is on another node, it stays there and the hub cannot start.'
      : ' Its database stays on its node, and so does the hub.';
  const text = `Hub and proxy run on ${current} (was ${previous}) from their next start.${bound}`;
  return [{ topic: 'Hub', text, caution: isBound && isRequired }];
}

/** What gives way to hub and proxy. */
export function hubPriority({ platform: before }: Platforms, { platform: after }: Platforms): Change[] {
  if (before.hub.priority === after.hub.priority) return [];
  return after.hub.priority === 'high'
    ? [
        {
          topic: 'Hub',
          text: 'Where no node has room for hub or proxy, Kubernetes stops servers to make room: homes are kept, what runs in those servers is lost.',
          caution: true,
        },
      ]
    : [{ topic: 'Hub', text: 'Where no node has room for hub or proxy, they wait until servers stop.' }];
}

function whereOf({ placement, nodeSelector }: Platform['hub']): string {
  const labels = Object.entries(nodeSelector).map(([key, value]) => `${key}=${value}`);
  const nodes = labels.length > 0 ? `nodes with ${labels.join(' and ')}` : 'any node';
  if (placement === 'any') return nodes;
  return labels.length > 0 ? `${nodes}, servers first` : 'servers while they have room';
}
