import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import type { Mapping } from '../../system/mapping.ts';
import { UserError } from '../../system/user-error.ts';

/** What Helm has recorded of one revision of a release, as far as it is of use here. */
export interface HelmRecord {
  /** The values that the release was given, without the defaults of its chart. */
  readonly values: Mapping;
  readonly chart: {
    readonly name: string;
    readonly version: string;
    /** The charts within it, by the key that their values are below. */
    readonly within: readonly { readonly key: string; readonly name: string }[];
  };
  /** Whether the chart itself sets values of a chart within it, by key. */
  readonly own: Mapping;
}

/** A record is at most 1 MiB packed; Helm's own are far below this unpacked. */
const LARGEST = 200 * 2 ** 20;

const RECORD = z.object({
  config: z.record(z.string(), z.unknown()).nullish(),
  chart: z.object({
    metadata: z.object({
      name: z.string(),
      version: z.string(),
      dependencies: z.array(z.object({ name: z.string(), alias: z.string().nullish() })).nullish(),
    }),
    values: z.record(z.string(), z.unknown()).nullish(),
  }),
});

/**
 * Reads the member `release` of a Secret of the type helm.sh/release.v1: JSON, packed by gzip and encoded by Helm, then
 * encoded by Kubernetes.
 *
 * @param name Of the Secret, for messages.
 * @throws UserError if it is something else
 */
export function readHelmRecord(name: string, text: string): HelmRecord {
  const { config, chart } = parseRecord(name, text);
  const { metadata } = chart;
  return {
    values: config ?? {},
    chart: {
      name: metadata.name,
      version: metadata.version,
      within: (metadata.dependencies ?? []).map((it) => ({ key: it.alias || it.name, name: it.name })),
    },
    own: chart.values ?? {},
  };
}

function parseRecord(name: string, text: string): z.output<typeof RECORD> {
  try {
    const packed = Buffer.from(Buffer.from(text, 'base64').toString('latin1'), 'base64');
    // Helm reads records without compression as well, from before it compressed them.
    const isPacked = packed[0] === 0x1f && packed[1] === 0x8b;
    const json = isPacked ? gunzipSync(packed, { maxOutputLength: LARGEST }) : packed;
    return RECORD.parse(JSON.parse(json.toString('utf8')));
  } catch (error) {
    throw new UserError(`the Secret ${name} is not a record of Helm that can be read`, {
      fix: 'Import files instead: `helm get values RELEASE --output yaml > values.yaml`.',
      cause: error,
    });
  }
}
