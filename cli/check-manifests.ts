import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse, parseAllDocuments } from 'yaml';
import { objectsOfKinds } from '../lib/manifest-objects.ts';
import { mergeValues } from '../lib/merge.ts';
import { appliedSize, base64Length, MOST_APPLIED_BYTES } from '../lib/object-size.ts';
import { MOST_RECORD_BYTES, recordBytes } from '../lib/release-record.ts';
import { releaseProblems } from '../lib/releases.ts';
import { K3S_ADDONS } from '../platform/k3s-addons.ts';
import { names } from '../platform/names.ts';
import type { KubeObject } from '../review/side.ts';
import { isMapping, valueAt } from '../system/mapping.ts';
import { UserError } from '../system/user-error.ts';

/**
 * Refuses manifests that k3s could not keep apart or could not apply, whichever chart they come from.
 *
 * @returns the manifests, by file name
 * @throws UserError with every one of them
 */
export function checkManifests(folder: string, k3sVersion: string): ReadonlyMap<string, string> {
  const byAddon = new Map<string, string>();
  const manifests = new Map(
    readdirSync(folder)
      .sort()
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
  const problems = [
    ...[...manifests].flatMap(([file, text]) => {
      const addon = file.split('.', 1)[0] ?? '';
      const other = byAddon.get(addon);
      byAddon.set(addon, file);
      const taken = K3S_ADDONS.has(addon) ? 'a component of k3s' : other;
      return [
        ...(taken
          ? [`${file}: k3s would take it for the same AddOn, "${addon}", as ${taken}; give the chart another id`]
          : []),
        ...oversized(text).map((it) => `${file}: ${it}`),
      ];
    }),
    ...releaseProblems(manifests, k3sVersion),
    ...recordProblems(manifests),
  ];
  if (problems.length > 0) throw new UserError(`${problems.join('\n')}\nnothing was written to dist/`, { exitCode: 2 });
  return manifests;
}

/** What gzip may add to data that does not compress. */
const GZIP_BYTES = 1024;

/** What is over the limit, each in a sentence; a file that is small as a whole has nothing and is not parsed. */
function oversized(text: string): string[] {
  if (isSmall(text)) return [];
  const objects = parseAllDocuments(text).map((document) => document.toJS() as KubeObject | null);
  return objects.flatMap((it) => {
    const size = it === null ? 0 : appliedSize(it);
    if (it === null || size <= MOST_APPLIED_BYTES) return [];
    const sizes = `${inKib(size)} compressed, at most ${inKib(MOST_APPLIED_BYTES)}`;
    return [`${it.kind}/${it.metadata.name} is too large for k3s to apply (${sizes}); ${howSmaller(it)}`];
  });
}

/** By the cheapest that tells: its length, then the fastest compression, which is also the weakest. */
function isSmall(text: string): boolean {
  const fits = (bytes: number) => base64Length(bytes) <= MOST_APPLIED_BYTES;
  return fits(Buffer.byteLength(text) + GZIP_BYTES) || fits(gzipSync(text, { level: 1 }).length);
}

const inKib = (bytes: number) => `${Math.ceil(bytes / 1024)} KiB`;

/** Fewer characters of values never fill a record, and need not be read. */
const SMALL_VALUES = 192 * 1024;
const CREDENTIALS = 'hubwright-credentials.k8s.yaml';

/** Whether Helm could not keep what it installs: it would fail on the cluster, after everything else was done. */
function recordProblems(manifests: ReadonlyMap<string, string>): string[] {
  const chart = objectsOfKinds(manifests, ['HelmChart']).find(({ metadata }) => metadata.name === names.release);
  if (chart === undefined) return [];
  // The Secrets of all users are in other manifests.
  const credentials = new Map([[CREDENTIALS, manifests.get(CREDENTIALS) ?? '']]);
  const secret = objectsOfKinds(credentials, ['Secret']).find(({ metadata }) => metadata.name === names.secretValues);
  const texts = [
    valueAt(chart.object, ['spec', 'valuesContent']),
    valueAt(secret?.object, ['stringData', 'values.yaml']),
  ].map((it) => String(it ?? ''));
  if (texts.join('').length < SMALL_VALUES) return [];
  const values = texts.map((it): unknown => parse(it)).filter(isMapping);
  const size = recordBytes(values.reduce(mergeValues, {}));
  if (size <= MOST_RECORD_BYTES) return [];
  const sizes = `about ${inKib(size)} compressed, at most ${inKib(MOST_RECORD_BYTES)}`;
  return [
    `${chart.file}: Helm could not keep its record of the release ${names.release} (${sizes}), which has every file among the values three times; make servers.files, certificateAuthority and files in hub.values smaller`,
  ];
}

function howSmaller({ kind, metadata, spec }: KubeObject): string {
  if (kind !== 'HelmChart') return 'split it in two, or make what is in it smaller';
  const files = metadata.name === names.release ? 'certificateAuthority and files in hub.values' : 'its values';
  const archive = 'take the chart from a repository on your network instead of embedding its archive, or ';
  return `${isMapping(spec) && spec.chartContent !== undefined ? archive : ''}make ${files} smaller`;
}
