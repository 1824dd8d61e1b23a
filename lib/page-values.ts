import type { ChartValues } from '../imports/z2jh-values.ts';
import type { Platform } from '../platform/platform.ts';
import { RereadMap } from './reread-map.ts';

/** The chart values of what the hub's pages say, and of what the hub reads again when it changes. */
export function pageValues({ hub: { pages } }: Pick<Platform, 'hub'>): ChartValues {
  const { title, colors } = pages;
  return {
    ...((title ?? colors) !== undefined && {
      custom: { hubwright: { ...(title !== undefined && { title }), ...(colors && { colors }) } },
    }),
    // Also without an announcement or limits: those that come later need no restart.
    hub: { extraVolumes: RereadMap.volumes, extraVolumeMounts: RereadMap.mounts },
  };
}
