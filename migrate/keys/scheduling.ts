import { isDeepStrictEqual } from 'node:util';
import { nodePurposes } from '../../settings/raw-values/places.ts';
import type { ChartSource } from '../chart-source.ts';
import type { Draft } from '../draft.ts';
import { dropped, type KeyMapping } from '../key-mapping.ts';

const OF_PROXY = 'proxy.chp.nodeSelector';

/** What only saves nodes in a cloud, or is tied to one version of the chart. */
export const scheduling: readonly KeyMapping[] = [
  dropped(
    ['scheduling.userScheduler'],
    'packs servers onto few nodes, so that a cloud can remove the others; on hardware of your own they are spread',
  ),
  dropped(['scheduling.userPlaceholder'], 'reserves room for an autoscaler, which hardware of your own does not have'),
  dropped(['scheduling.podPriority'], 'is for placeholders, which reserve room for an autoscaler'),
  dropped(['prePuller'], 'images are on every node before servers need them'),
  dropped(['singleuser.cloudMetadata'], 'blocks an address that exists only in clouds'),
  dropped(['singleuser.networkTools'], 'is the container that blocks an address that exists only in clouds'),
  dropped(['proxy.chp.image'], "the chart's own image belongs to its version"),
  ...nodePurposes.map(purpose),
  { from: [OF_PROXY], to: ['hub.nodeSelector'], move: moveProxy },
  dropped(['fullnameOverride', 'nameOverride'], 'renames objects that the rest of the platform refers to'),
];

/** The value stays raw; the label is one that nodes of a cloud were created with. */
function purpose({ path, whose, label }: (typeof nodePurposes)[number]): KeyMapping {
  const key = path.join('.');
  const labels = Object.entries(label).map((it) => it.join(': '));
  return {
    from: [key],
    to: [],
    move(source, draft) {
      if (source.get(key) !== 'require') return;
      draft.raw([key], 'keeps nodes for the hub and nodes for servers apart');
      draft.decide(
        [key],
        `${whose} only run on nodes with the label ${labels}: give it to nodes in cluster, or remove this from hub.values`,
      );
    },
  };
}

/** Other nodes for the proxy than for the hub stay as they are. */
function moveProxy(source: ChartSource, draft: Draft): void {
  const labels = source.get(OF_PROXY);
  if (labels === undefined || !isDeepStrictEqual(labels, draft.get(['hub', 'nodeSelector']))) return;
  source.take(OF_PROXY);
  draft.dropped([OF_PROXY], 'hub.nodeSelector is for the proxy as well');
}
