import type { ChartValues } from '../imports/z2jh-values.ts';
import { hubPaths } from '../platform/names.ts';
import type { Platform } from '../platform/platform.ts';
import { extraFileName } from './extra-file-name.ts';
import { RereadMap } from './reread-map.ts';

/** The chart values of what the hub's pages look like and say, and of what the hub reads again when it changes. */
export function pageValues({ hub, pageFiles }: Pick<Platform, 'hub' | 'pageFiles'>): ChartValues {
  const { title, colors } = hub.pages;
  const { logo, templates } = pageFiles;
  const pictures = logo === undefined ? [] : [[logo.name, { binaryData: logo.base64 }] as const];
  const texts = Object.entries(templates).map(([name, stringData]) => [`templates/${name}`, { stringData }] as const);
  const files = [...pictures, ...texts].map(([path, content]): [string, ExtraFile] => [
    `pages-${extraFileName(path)}`,
    { mountPath: `${hubPaths.pages}/${path}`, ...content },
  ]);
  return {
    ...((title ?? colors) !== undefined && {
      custom: { hubwright: { ...(title !== undefined && { title }), ...(colors && { colors }) } },
    }),
    hub: {
      // Also without an announcement or limits: those that come later need no restart.
      extraVolumes: RereadMap.volumes,
      extraVolumeMounts: RereadMap.mounts,
      ...(files.length > 0 && { extraFiles: Object.fromEntries(files) }),
    },
  };
}

type ExtraFile = NonNullable<NonNullable<ChartValues['hub']>['extraFiles']>[string];
