import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeWhole } from './about.ts';

/** The datastore of a server, as a test may look into it. */
export const STORE = '/var/lib/rancher/k3s/server/db/state.json';

/** An object of Kubernetes, of which the stand-in knows only what it needs. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly uid?: string;
  };
  readonly [field: string]: unknown;
}

/** The objects of a cluster, kept in a file; by kind, namespace and name. */
export class Store {
  /** What the bootstrap data is encrypted with: the token's password. */
  password: string;
  /** The k3s that wrote it last; empty before the first. */
  release: string;
  /** Whether the kinds of Traefik are there, which come and go with it. */
  hasTraefik: boolean;
  private readonly objects: Map<string, KubeObject>;
  /** By node: what it proved itself with when it first joined. */
  readonly nodePasswords: Map<string, string>;

  constructor(password: string) {
    const kept = existsSync(STORE) ? JSON.parse(readFileSync(STORE, 'utf8')) : {};
    this.password = kept.password ?? password;
    this.release = kept.release ?? '';
    this.hasTraefik = kept.hasTraefik ?? false;
    this.objects = new Map(Object.entries(kept.objects ?? {}));
    this.nodePasswords = new Map(Object.entries(kept.nodePasswords ?? {}));
  }

  get(kind: string, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.objects.get(keyOf(kind, namespace, name));
  }

  all(): KubeObject[] {
    return [...this.objects.values()];
  }

  /** The objects of a kind, in one namespace or in all, in the order of their names. */
  list(kind: string, namespace?: string): KubeObject[] {
    const found = [...this.objects.values()].filter((o) => o.kind === kind);
    const within = found.filter((o) => namespace === undefined || o.metadata.namespace === namespace);
    return within.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }

  /** Stores an object; its generation rises when its spec has changed. */
  put(object: KubeObject): KubeObject {
    const { kind, metadata } = object;
    const before = this.get(kind, metadata.namespace, metadata.name);
    const isSame = JSON.stringify(before?.spec) === JSON.stringify(object.spec);
    const generation = (before?.metadata.generation ?? 0) + (before !== undefined && isSame ? 0 : 1);
    const creationTimestamp = before?.metadata.creationTimestamp ?? new Date().toISOString();
    const uid = before?.metadata.uid ?? randomUUID();
    const stored = { ...object, metadata: { ...metadata, generation, creationTimestamp, uid } };
    this.objects.set(keyOf(kind, metadata.namespace, metadata.name), stored);
    this.save();
    return stored;
  }

  /** Deletes an object, and with a job its pods. */
  delete({ kind, metadata }: KubeObject): void {
    this.objects.delete(keyOf(kind, metadata.namespace, metadata.name));
    for (const pod of kind === 'Job' ? this.list('Pod', metadata.namespace) : []) {
      if (pod.metadata.labels?.['job-name'] === metadata.name) this.delete(pod);
    }
    this.save();
  }

  save(): void {
    const kept = {
      password: this.password,
      release: this.release,
      hasTraefik: this.hasTraefik,
      nodePasswords: this.nodePasswords,
      objects: this.objects,
    };
    const text = JSON.stringify(kept, (_, value) => (value instanceof Map ? Object.fromEntries(value) : value), 1);
    mkdirSync(dirname(STORE), { recursive: true });
    writeWhole(STORE, text);
  }
}

function keyOf(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? ''}/${name}`;
}
