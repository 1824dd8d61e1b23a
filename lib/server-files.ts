import type { ChartValues } from '../imports/z2jh-values.ts';
import type { Platform } from '../platform/platform.ts';

type Files = NonNullable<NonNullable<ChartValues['singleuser']>['extraFiles']>;

/** A key of the chart's Secret, another one for each path: no file of Hubwright's own begins so. */
const keyOf = (path: string) => path.replaceAll('_', '_u').replaceAll('/', '_s');

/** Where servers have the files of `servers.files`. */
export function filePlaces({ servers }: Platform): Files {
  const entries = servers.files.map(({ path, mode }): [string, Files[string]] => [
    keyOf(path),
    { mountPath: path, mode: Number.parseInt(mode, 8) },
  ]);
  return Object.fromEntries(entries);
}

/** What is in them, which only the values of a Secret have. */
export function fileContents({ serverFiles }: Platform): Files {
  const entries = Object.entries(serverFiles).map(([path, binaryData]): [string, Files[string]] => [
    keyOf(path),
    { binaryData },
  ]);
  return Object.fromEntries(entries);
}
