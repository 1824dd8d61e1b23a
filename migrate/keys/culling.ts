import { duration } from '../conversions.ts';
import { type KeyMapping, same } from '../key-mapping.ts';

/** `cull`: when servers are stopped. */
export const culling: readonly KeyMapping[] = [
  same('cull.enabled', 'hub.culling.enabled', Boolean),
  same('cull.timeout', 'hub.culling.idle', duration),
  same('cull.every', 'hub.culling.every', duration),
  same('cull.maxAge', 'hub.culling.maxAge', (value) => (Number(value) === 0 ? undefined : duration(value))),
];
