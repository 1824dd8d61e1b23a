import { dropped, type KeyMapping } from '../key-mapping.ts';

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
  dropped(['fullnameOverride', 'nameOverride'], 'renames objects that the rest of the platform refers to'),
];
