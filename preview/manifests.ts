import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import defaults from '../imports/z2jh-defaults.json' with { type: 'json' };
import { mergeValues } from '../lib/merge.ts';
import { names } from '../platform/names.ts';
import { UserError } from '../system/user-error.ts';

/** Values of the chart, as far as the preview looks at them. */
export interface PreviewValues {
  readonly hub: {
    readonly baseUrl?: string | null;
    readonly extraEnv?: unknown;
    readonly extraFiles?: Readonly<Record<string, ExtraFile>> | null;
    readonly extraVolumes?: readonly Volume[] | null;
    readonly extraVolumeMounts?: readonly VolumeMount[] | null;
    readonly [name: string]: unknown;
  };
  readonly singleuser?: { readonly extraFiles?: Readonly<Record<string, ExtraFile>> | null };
  readonly [name: string]: unknown;
}

export interface ExtraFile {
  readonly mountPath: string;
  readonly stringData?: string;
  readonly binaryData?: string;
  readonly data?: unknown;
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
}

/** A Secret or a ConfigMap as a volume. */
interface FilesSource {
  readonly name?: string;
  readonly secretName?: string;
  readonly items?: readonly { readonly key: string; readonly path: string }[];
}

export interface Volume {
  readonly name: string;
  readonly secret?: FilesSource;
  readonly configMap?: FilesSource;
  readonly projected?: { readonly sources: readonly { readonly secret?: FilesSource }[] };
}

/** What `dist/` says of the hub. */
export interface HubManifests {
  /** The chart's defaults, the HelmChart's values and its secret values, merged as Helm merges them. */
  readonly values: PreviewValues;
  /** Content of every Secret by name, decoded. */
  readonly secrets: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** The same of every ConfigMap. */
  readonly configMaps: ReadonlyMap<string, Readonly<Record<string, string | Buffer>>>;
}

/** The Secrets that the variables of servers may come from, by name; those of the hub itself are not among them. */
export function serverSecrets({ secrets }: HubManifests): Record<string, Readonly<Record<string, string>>> {
  const found = secrets.get(names.serverSecrets);
  return found === undefined ? {} : { [names.serverSecrets]: found };
}

interface KubernetesObject {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
  readonly spec?: {
    readonly chart?: string;
    readonly valuesContent?: string;
    readonly valuesSecrets?: readonly { readonly name: string; readonly keys: readonly string[] }[];
  };
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

/**
 * Reads the manifests of a folder.
 *
 * @throws UserError when they are not a platform's
 */
export function readManifests(folder: string): HubManifests {
  const objects = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => readObjects(join(folder, name)));
  const ofKind = (wanted: string) => objects.filter(({ kind }) => kind === wanted);
  const nameOf = ({ metadata }: KubernetesObject) => metadata?.name ?? '';
  const secrets = new Map(ofKind('Secret').map((it) => [nameOf(it), decoded(it)]));
  const configMaps = new Map(ofKind('ConfigMap').map((it) => [nameOf(it), contentOf(it)]));
  const chart = objects.find(({ kind, metadata }) => kind === 'HelmChart' && metadata?.name === 'jupyterhub');
  if (!chart?.spec) {
    throw new UserError(`${folder}/ has no HelmChart "jupyterhub"`, { fix: 'Run `npx hubwright synth`.' });
  }
  const secretValues = (chart.spec.valuesSecrets ?? []).flatMap(({ name, keys }) =>
    keys.map((key) => secrets.get(name)?.[key] ?? ''),
  );
  const values = [chart.spec.valuesContent ?? '', ...secretValues].reduce<object>(
    (merged, text) => mergeValues(merged, (parse(text) as object | null) ?? {}),
    defaults,
  );
  return { values: values as PreviewValues, secrets, configMaps };
}

function readObjects(file: string): KubernetesObject[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).flatMap((document) => {
    if (document.errors.length > 0) {
      throw new UserError(`${file}: is not YAML`, { fix: 'Run `npx hubwright synth`.', cause: document.errors[0] });
    }
    const object = document.toJS() as KubernetesObject | null;
    return object ? [object] : [];
  });
}

/** Of a ConfigMap. */
function contentOf({ data, binaryData = {} }: KubernetesObject): Record<string, string | Buffer> {
  const bytes = Object.entries(binaryData).map(([key, value]) => [key, Buffer.from(value, 'base64')]);
  return { ...data, ...Object.fromEntries(bytes) };
}

/** Of a Secret. */
function decoded({ data, stringData }: KubernetesObject): Record<string, string> {
  const entries = Object.entries(data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]);
  return { ...Object.fromEntries(entries), ...stringData };
}
