import type { ChartValues } from '../imports/z2jh-values.ts';
import type { HubFile } from '../platform/platform.ts';
import { extraFileName } from './extra-file-name.ts';

/** Chart values in two parts, which Helm merges again. */
export interface ValuesAndCode {
  /** All but the files of Hubwright's code in the hub. */
  readonly values: ChartValues;
  /** These files alone. */
  readonly code: ChartValues;
}

/**
 * Takes Hubwright's code in the hub out of the values: together with an archive of the chart, it is more than k3s can
 * apply as one object.
 */
export function withoutCode(values: ChartValues, hubFiles: readonly Pick<HubFile, 'path'>[]): ValuesAndCode {
  const ours = new Set(hubFiles.map(({ path }) => extraFileName(path)));
  const files = Object.entries(values.hub?.extraFiles ?? {});
  const those = (isOurs: boolean) => Object.fromEntries(files.filter(([name]) => ours.has(name) === isOurs));
  const { extraFiles: _, ...hub } = values.hub ?? {};
  const others = those(false);
  return {
    values: { ...values, hub: { ...hub, ...(Object.keys(others).length > 0 && { extraFiles: others }) } },
    code: { hub: { extraFiles: those(true) } },
  };
}
