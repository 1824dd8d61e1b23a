import { gzipSync } from 'node:zlib';
import type { ChartValues } from '../imports/z2jh-values.ts';
import { toYaml } from '../system/yaml.ts';
import { base64Length } from './object-size.ts';

/** The most that a Secret may have, in bytes, and so Helm's record of a release. */
export const MOST_RECORD_BYTES = 1024 * 1024;
/** What a record of the hub has beside its values, in bytes: the chart, and the objects that it makes. Measured with 4.4.0. */
const BESIDE_VALUES = 120 * 1024;

/**
 * How large Helm's record of the hub's release becomes, about: its JSON, compressed, in base64.
 *
 * Values are in it as they are given and in base64, in the hub's Secret, where neither compresses the other; files of
 * `extraFiles` once more, in the Secret that has them. Source: zero-to-jupyterhub 4.4.0, `hub/secret.yaml`,
 * `singleuser/secret.yaml`.
 */
export function recordBytes(values: ChartValues): number {
  const files = [values.hub, values.singleuser].flatMap((it) => Object.values(it?.extraFiles ?? {}));
  const inSecrets = files.map((it) => it.binaryData ?? base64(it.stringData ?? toYaml(it.data ?? '')));
  const record = JSON.stringify([values, base64(toYaml(values)), inSecrets]);
  return BESIDE_VALUES + base64Length(gzipSync(record).length);
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
