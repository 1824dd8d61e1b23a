import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parseAllDocuments } from 'yaml';
import { sha256 } from '../../system/sha256.ts';
import { ifThere, log } from './about.ts';
import type { KubeObject, Store } from './k3s-store.ts';

const FOLDER = '/var/lib/rancher/k3s/server/manifests';
/** Annotations of one object together may have no more. */
const ANNOTATIONS = 256 * 1024;
/** The kinds of which it deletes what is no longer in a file. */
const OWNED = [
  ...['HelmChart', 'HelmChartConfig', 'Secret', 'ConfigMap', 'Namespace', 'StorageClass', 'NetworkPolicy', 'Role'],
  'HorizontalPodAutoscaler',
];
export const SYSTEM = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

export const MIDDLEWARE = 'traefik.io/v1alpha1, Kind=Middleware';

/** The deploy controller: applies the files of the manifest folder, one AddOn each. */
export class AddOns {
  /** By file, when it was last changed of those that were applied: one whose time is the same is not even read. */
  private readonly times = new Map<string, number>();
  /** At its start k3s applies everything again. */
  private isFirst = true;

  /** @param gone kinds that the API had when k3s started, and has no more: k3s goes on to look for objects of them */
  constructor(
    private readonly store: Store,
    private readonly gone: readonly string[],
  ) {
    mkdirSync(FOLDER, { recursive: true });
  }

  look(): void {
    const files = (ifThere(() => readdirSync(FOLDER, { recursive: true })) ?? []).map(String).sort();
    let isFine = true;
    for (const file of files) {
      const name = basename(file);
      if (!/\.(ya?ml|json)$/.test(name) || name.startsWith('.') || existsSync(join(FOLDER, `${file}.skip`))) continue;
      const path = join(FOLDER, file);
      const time = ifThere(() => statSync(path).mtimeMs);
      if (time === undefined || (!this.isFirst && this.times.get(path) === time)) continue;
      const text = ifThere(() => readFileSync(path));
      if (text === undefined) continue;
      if (this.deploy(path, text)) this.times.set(path, time);
      else isFine = false;
    }
    if (isFine) this.isFirst = false;
  }

  /** Whether it worked. */
  private deploy(path: string, text: Buffer): boolean {
    const name = basename(path).split('.')[0] ?? '';
    const checksum = sha256(text);
    const before = this.store.get('Addon', 'kube-system', name);
    const old = (before?.spec as { checksum?: string } | undefined) ?? {};
    if (!this.isFirst && old.checksum === checksum) return true;
    const recorded = before?.metadata.annotations?.[KINDS] ?? '';
    const put = (spec: object, kinds = recorded) =>
      this.store.put({
        apiVersion: 'k3s.cattle.io/v1',
        kind: 'Addon',
        metadata: { name, namespace: 'kube-system', annotations: { [KINDS]: kinds } },
        spec,
      });
    try {
      const objects = readObjects(text.toString('utf8'));
      const kinds = [...new Set(objects.map(kindOf))].sort();
      const lost = [...kinds, ...recorded.split(';')].find((it) => this.gone.includes(it));
      if (lost !== undefined) {
        throw new Error(
          `failed to list ${lost} for  kube-system/${name}: the server could not find the requested resource`,
        );
      }
      for (const object of objects) this.apply(object, name);
      for (const object of this.owned(name)) {
        if (!objects.some((o) => isSame(o, object))) this.store.delete(object);
      }
      put({ source: path, checksum }, kinds.join(';'));
      return true;
    } catch (error) {
      if (before === undefined) put({ source: path });
      log('error', `Failed to process config: failed to process ${path}: ${(error as Error).message}`);
      return false;
    }
  }

  private owned(addOn: string): KubeObject[] {
    return OWNED.flatMap((kind) => this.store.list(kind)).filter(
      (object) => object.metadata.labels?.['objectset.rio.cattle.io/hash'] === addOn,
    );
  }

  private apply(object: KubeObject, addOn: string): void {
    const { namespace, name } = object.metadata;
    const known = [...SYSTEM, ...this.store.list('Namespace').map((n) => n.metadata.name)];
    if (namespace !== undefined && !known.includes(namespace)) throw new Error(`namespaces "${namespace}" not found`);
    if (this.store.get('Namespace', undefined, namespace ?? '')?.metadata.deletionTimestamp !== undefined) {
      throw new Error(
        `${object.kind} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
      );
    }
    const before = this.store.get(object.kind, namespace, name);
    // What is there as it should be is left alone, and what is being deleted cannot be made.
    if (before?.metadata.deletionTimestamp !== undefined) return;
    const applied = gzipSync(JSON.stringify(object)).toString('base64');
    if (applied.length > ANNOTATIONS) {
      throw new Error(
        `${object.kind} "${name}" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes`,
      );
    }
    const labels = { ...object.metadata.labels, 'objectset.rio.cattle.io/hash': addOn };
    const annotations = { ...object.metadata.annotations, [APPLIED]: applied };
    const wanted = { ...object, metadata: { ...object.metadata, labels, annotations } };
    const last = before?.metadata.annotations?.[APPLIED];
    const original = last === undefined ? {} : JSON.parse(gunzipSync(Buffer.from(last, 'base64')).toString());
    this.store.put((before === undefined ? wanted : merged(original, wanted, before)) as KubeObject);
  }
}

/** The annotation with the kinds that a manifest had when it was last applied. */
const KINDS = 'addon.k3s.cattle.io/gvks';
const kindOf = ({ apiVersion, kind }: KubeObject) =>
  `${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Kind=${kind}`;

const APPLIED = 'objectset.rio.cattle.io/applied';
type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As k3s merges: what a manifest says, without what it once said, and with what others have added. */
function merged(original: unknown, wanted: unknown, live: unknown): unknown {
  if (!isFields(wanted) || !isFields(live)) return wanted;
  const before = isFields(original) ? original : {};
  const kept = Object.entries(live).filter(([key]) => key in wanted || !(key in before));
  const own = Object.entries(wanted).map(([key, value]) => [key, merged(before[key], value, live[key])] as const);
  return Object.fromEntries([...kept, ...own]);
}

function readObjects(text: string): KubeObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(`error converting YAML to JSON: ${error.message}`);
    const object = document.toJS();
    if (object === null) return [];
    if (typeof object.kind !== 'string') throw new Error("Object 'Kind' is missing");
    if (typeof object.apiVersion !== 'string') throw new Error("Object 'apiVersion' is missing");
    if (typeof object.metadata?.name !== 'string') throw new Error('resource name may not be empty');
    return [object as KubeObject];
  });
}

function isSame(a: KubeObject, b: KubeObject): boolean {
  return a.kind === b.kind && a.metadata.name === b.metadata.name && a.metadata.namespace === b.metadata.namespace;
}
