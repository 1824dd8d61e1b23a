import type { ChartValues } from '../imports/z2jh-values.ts';
import type { Platform } from '../platform/platform.ts';
import { fileValues, pageFiles } from './hub-files.ts';
import { joinValues } from './join-values.ts';
import { RereadMap } from './reread-map.ts';

/** The chart values of what the hub's pages look like and say, and of what the hub reads again when it changes. */
export function pageValues(platform: Pick<Platform, 'hub' | 'pageFiles'>): ChartValues {
  const { title, colors } = platform.hub.pages;
  const values: ChartValues = {
    ...((title ?? colors) !== undefined && {
      custom: { hubwright: { ...(title !== undefined && { title }), ...(colors && { colors }) } },
    }),
    // Also without an announcement or limits: those that come later need no restart.
    hub: { extraVolumes: RereadMap.volumes, extraVolumeMounts: RereadMap.mounts },
  };
  return joinValues(values, fileValues('pages', pageFiles(platform)));
}
