import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseAllDocuments } from 'yaml';
import { log, tuning } from './about.ts';
import type { KubeObject, Store } from './k3s-store.ts';

const FOLDER = '/var/lib/rancher/k3s/server/manifests';
const CHARTS = '/var/lib/rancher/k3s/server/static/charts';
/** Annotations of one object together may have no more. */
const ANNOTATIONS = 256 * 1024;
const SYSTEM = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** The deploy controller: applies the files of the manifest folder, one AddOn each. */
export class AddOns {
  constructor(private readonly store: Store) {
    mkdirSync(FOLDER, { recursive: true });
  }

  look(): void {
    const files = readdirSync(FOLDER, { recursive: true }).map(String).sort();
    for (const file of files) {
      const name = basename(file);
      if (!/\.(ya?ml|json)$/.test(name) || name.startsWith('.') || existsSync(join(FOLDER, `${file}.skip`))) continue;
      this.deploy(join(FOLDER, file));
    }
  }

  private deploy(path: string): void {
    const name = basename(path).split('.')[0] ?? '';
    const text = readFileSync(path);
    const checksum = createHash('sha256').update(text).digest('hex');
    const before = this.store.get('Addon', 'kube-system', name);
    const old = (before?.spec as { checksum?: string } | undefined) ?? {};
    if (old.checksum === checksum) return;
    const put = (spec: object) =>
      this.store.put({
        apiVersion: 'k3s.cattle.io/v1',
        kind: 'Addon',
        metadata: { name, namespace: 'kube-system' },
        spec,
      });
    try {
      const objects = readObjects(text.toString('utf8'));
      for (const object of objects) this.apply(object, name);
      for (const object of this.owned(name)) {
        if (!objects.some((o) => isSame(o, object))) this.store.delete(object);
      }
      put({ source: path, checksum });
    } catch (error) {
      if (before === undefined) put({ source: path });
      log('error', `Failed to process config: failed to process ${path}: ${(error as Error).message}`);
    }
  }

  private owned(addOn: string): KubeObject[] {
    return ['HelmChart', 'HelmChartConfig', 'Secret', 'ConfigMap', 'Namespace', 'StorageClass', 'NetworkPolicy', 'Role']
      .flatMap((kind) => this.store.list(kind))
      .filter((object) => object.metadata.labels?.['objectset.rio.cattle.io/hash'] === addOn);
  }

  private apply(object: KubeObject, addOn: string): void {
    const { namespace, name } = object.metadata;
    const known = [...SYSTEM, ...this.store.list('Namespace').map((n) => n.metadata.name)];
    if (namespace !== undefined && !known.includes(namespace)) throw new Error(`namespaces "${namespace}" not found`);
    const applied = gzipSync(JSON.stringify(object)).toString('base64').length;
    if (applied > ANNOTATIONS) {
      throw new Error(
        `${object.kind} "${name}" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes`,
      );
    }
    const labels = { ...object.metadata.labels, 'objectset.rio.cattle.io/hash': addOn };
    this.store.put({ ...object, metadata: { ...object.metadata, labels } });
  }
}

/** The helm controller: one job for every generation of a HelmChart, then a release. */
export class HelmCharts {
  /** By chart and generation: when its job is done. */
  private readonly due = new Map<string, number>();
  constructor(private readonly store: Store) {}

  look(): void {
    for (const chart of this.store.list('HelmChart')) this.install(chart);
  }

  private install(chart: KubeObject): unknown {
    const { name, generation = 1 } = chart.metadata;
    const spec = chart.spec as { chart?: string; targetNamespace?: string; createNamespace?: boolean };
    const target = spec.targetNamespace ?? 'kube-system';
    const done = this.store.get('Secret', target, `sh.helm.release.v1.${name}.v${generation}`);
    if (done?.metadata.labels?.status === 'deployed') {
      for (const user of tuning().servers ?? []) this.putServer(user, target, name);
      return undefined;
    }
    const key = `${name}/${generation}`;
    const due = this.due.get(key) ?? Date.now() + tuning().job;
    this.due.set(key, due);
    const job = { namespace: 'kube-system', name: `helm-install-${name}` };
    if (Date.now() < due) return this.putJob(job, {});
    const problem = this.problemOf(spec, target);
    if (problem !== undefined) {
      this.putPod(job.name, job.namespace, { 'job-name': job.name }, false, problem);
      return this.putJob(job, { failed: 1 });
    }
    if (spec.createNamespace === true) this.putNamespace(target);
    this.putPod(job.name, job.namespace, { 'job-name': job.name }, true, 'deployed');
    this.putJob(job, { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] });
    this.putRelease(name, target, generation);
    for (const component of ['hub', 'proxy']) {
      this.putPod(`${component}-6d5f7c9b8-x2x9k`, target, { app: 'jupyterhub', component, release: name }, true, '');
    }
    return undefined;
  }

  /** A user's server as KubeSpawner makes it: the name escaped in a label and plain in an annotation, a token in `env`. */
  private putServer(user: string, namespace: string, release: string): void {
    const escaped = user.replaceAll(/[^a-z0-9]+/g, '-');
    if (this.store.get('Pod', namespace, `jupyter-${escaped}`) !== undefined) return;
    const component = 'singleuser-server';
    const labels = { app: 'jupyterhub', component, release, 'hub.jupyter.org/username': escaped };
    const annotations = { 'hub.jupyter.org/username': user };
    const env = [{ name: 'JUPYTERHUB_API_TOKEN', value: 'the-token-of-a-server' }];
    const nodeName = this.store.list('Node')[0]?.metadata.name;
    const containerStatuses = [
      { name: 'notebook', ready: true, restartCount: 0, state: { running: {} }, lastState: {} },
    ];
    this.store.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `jupyter-${escaped}`, namespace, labels, annotations },
      spec: { nodeName, containers: [{ name: 'notebook', env }] },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], containerStatuses },
    });
  }

  private problemOf(spec: { chart?: string; createNamespace?: boolean }, target: string): string | undefined {
    const { chartFails } = tuning();
    if (chartFails !== undefined) return chartFails;
    const file = /%\{KUBERNETES_API\}%\/static\/charts\/(.+)$/.exec(spec.chart ?? '')?.[1];
    if (file !== undefined && !existsSync(join(CHARTS, file))) {
      return `Error: INSTALLATION FAILED: failed to fetch https://10.43.0.1:443/static/charts/${file} : 404 Not Found`;
    }
    const isThere = SYSTEM.includes(target) || this.store.get('Namespace', undefined, target) !== undefined;
    if (!isThere && spec.createNamespace !== true) {
      return `Error: INSTALLATION FAILED: create: failed to create: namespaces "${target}" not found`;
    }
    return undefined;
  }

  private putJob(job: { name: string; namespace: string }, status: object): void {
    this.store.put({ apiVersion: 'batch/v1', kind: 'Job', metadata: job, spec: { backoffLimit: 1000 }, status });
  }

  private putNamespace(name: string): void {
    this.store.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name }, status: { phase: 'Active' } });
  }

  private putRelease(name: string, namespace: string, version: number): void {
    for (const old of this.store.list('Secret', namespace)) {
      const { labels } = old.metadata;
      if (labels?.owner !== 'helm' || labels.name !== name) continue;
      this.store.put({ ...old, metadata: { ...old.metadata, labels: { ...labels, status: 'superseded' } } });
    }
    const labels = { owner: 'helm', name, status: 'deployed', version: String(version) };
    const metadata = { name: `sh.helm.release.v1.${name}.v${version}`, namespace, labels };
    this.store.put({ apiVersion: 'v1', kind: 'Secret', type: 'helm.sh/release.v1', metadata, data: {} });
  }

  private putPod(name: string, namespace: string, labels: Record<string, string>, isFine: boolean, said: string): void {
    const isJob = labels['job-name'] !== undefined;
    const before = this.store.get('Pod', namespace, name)?.status as
      | { containerStatuses: { restartCount: number }[] }
      | undefined;
    const restartCount = (before?.containerStatuses[0]?.restartCount ?? 0) + (isFine ? 0 : 1);
    const waiting = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off restarting failed container' } };
    const state = isFine ? (isJob ? { terminated: { exitCode: 0, reason: 'Completed' } } : { running: {} }) : waiting;
    const lastState = isFine ? {} : { terminated: { exitCode: 1, reason: 'Error', message: said } };
    const containerStatuses = [
      { name: isJob ? 'helm' : labels.component, ready: isFine && !isJob, restartCount, state, lastState },
    ];
    const conditions = [{ type: 'Ready', status: isFine && !isJob ? 'True' : 'False' }];
    const status = { phase: isFine && isJob ? 'Succeeded' : 'Running', conditions, containerStatuses };
    this.store.put({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, status, log: said });
  }
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
