import type { Mapping } from '../system/mapping.ts';
import type { Remark } from './draft.ts';

/** Values of the chart, wherever they are read: from a file of them, a release in a cluster, or the settings of TLJH. */
export interface ValuesSource {
  /** What the person knows it by, such as its path as it was written. */
  readonly name: string;
  readonly values: Mapping;
  /** The line, counted from 1, of a key of the values; undefined where the source has no such key, or no lines. */
  lineOf(path: readonly string[]): number | undefined;
  /**
   * What the source calls a key of the values, dotted; undefined where nothing in it stands for the key.
   *
   * @default - it has the chart's own keys
   */
  readonly ownKey?: (path: readonly string[]) => string | undefined;
  /** What is to be said of the source beside its values. */
  readonly remarks: readonly Remark[];
  /** What there is beside the values, such as homes; a line each. */
  readonly data: readonly string[];
}
