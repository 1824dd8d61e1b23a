import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../system/sha256.ts';
import { tuning } from './about.ts';
import { putHeldUp, putPod, putPuller, putServer } from './chart-pods.ts';
import { HelmRecords, HUB, objectsOf } from './helm-records.ts';
import { SYSTEM } from './k3s-addons.ts';
import type { KubeObject, Store } from './k3s-store.ts';

const UNMANAGED = 'helmcharts.helm.cattle.io/unmanaged';
const CHARTS = '/var/lib/rancher/k3s/server/static/charts';

/** What the controller labels job and pod with. */
const labelOf = (chart: string) => ({ 'helmcharts.helm.cattle.io/chart': chart });

interface Spec {
  readonly chart?: string;
  readonly chartContent?: string;
  readonly targetNamespace?: string;
  readonly createNamespace?: boolean;
  readonly failurePolicy?: 'reinstall' | 'abort';
  readonly valuesSecrets?: readonly { readonly name: string }[];
}

/** What the controller fixes when it makes a job. */
interface JobSpec {
  readonly backoffLimit: number;
  readonly generation: number;
  /** Digest of the Secrets with values. */
  readonly values: string;
  /** The newest revision at that time, which the job is to find; undefined if there was none. */
  readonly expected: number | undefined;
}

/** How a run of the job ended: what it printed, and whether it counts as failed. */
interface Ended {
  readonly isFine: boolean;
  readonly log: string;
}

/**
 * The helm controller: one job for every generation of a HelmChart and of the Secrets that it names, which is tried until
 * it ends well.
 */
export class HelmCharts {
  /** By job: when its next run is over. */
  private readonly due = new Map<string, number>();
  private readonly records: HelmRecords;

  constructor(private readonly store: Store) {
    this.records = new HelmRecords(store);
  }

  look(): void {
    // One that names no chart is ignored.
    const charts = this.store.list('HelmChart').filter(({ spec }) => {
      const { chart = '', chartContent = '' } = spec as Spec;
      return chart !== '' || chartContent !== '';
    });
    for (const chart of charts) {
      if (UNMANAGED in (chart.metadata.annotations ?? {})) this.drop(chart);
      else this.install(chart);
    }
    const own = this.store.list('Job').filter(({ metadata }) => metadata.name.startsWith('helm-install-'));
    for (const job of own) {
      const name = job.metadata.name.replace('helm-install-', '');
      if (!charts.some((it) => it.metadata.name === name)) this.uninstall(name, job);
    }
    for (const deployment of this.store.list('Deployment')) this.deploy(deployment);
    for (const pod of this.store.list('Pod')) {
      if (pod.metadata.labels?.component !== 'hub') continue;
      this.start(pod);
      const { unpullable } = tuning();
      if (unpullable !== undefined) putPuller(this.store, pod.metadata, unpullable);
    }
  }

  /** The controller keeps nothing for a chart that it is to leave alone. */
  private drop({ metadata: { name, namespace = 'default' } }: KubeObject): void {
    const job = this.store.get('Job', namespace, `helm-install-${name}`);
    if (job !== undefined) this.store.delete(job);
  }

  /** A chart that was deleted takes its release along, except for what Helm keeps: the claim. */
  private uninstall(release: string, job: KubeObject): void {
    const ofRelease = this.store.all().filter(({ metadata: { labels } }) => labels?.release === release);
    const kept = this.store
      .list('Secret')
      .filter(({ metadata: { labels } }) => labels?.owner === 'helm' && labels.name === release);
    for (const object of [...ofRelease, ...kept, job]) {
      if (object.kind !== 'PersistentVolumeClaim') this.store.delete(object);
    }
  }

  /** Makes the pod of a deployment that has none, and ends that of one that is to have none. */
  private deploy({ metadata: { name, namespace = '', labels }, spec }: KubeObject): void {
    const pods = this.store.list('Pod', namespace).filter((it) => it.metadata.labels?.component === name);
    const isScaledDown = (spec as { readonly replicas?: number }).replicas === 0;
    if (isScaledDown) for (const pod of pods) this.store.delete(pod);
    if (isScaledDown || pods.length > 0) return;
    const { hubCrashes } = tuning();
    const isFine = name !== 'hub' || hubCrashes === undefined;
    const log = hubCrashes ?? `[I JupyterHub app:3000] The ${name} is up\n[I JupyterHub log:191] 200 GET /hub/health`;
    putPod(this.store, `${name}-6d5f7c9b8-x2x9k`, namespace, { ...labels, component: name }, isFine, log);
  }

  /** Has the hub end once more, as it does at every start. */
  private start(pod: KubeObject): void {
    const { hubCrashes } = tuning();
    const { metadata, status } = pod;
    const [container] = (status as { readonly containerStatuses: readonly { restartCount: number; state: object }[] })
      .containerStatuses;
    if (hubCrashes === undefined || container === undefined || 'running' in container.state) return;
    if (container.restartCount < 5)
      putPod(this.store, metadata.name, metadata.namespace ?? '', { ...metadata.labels }, false, hubCrashes);
  }

  private install(chart: KubeObject): void {
    const { name, generation = 1 } = chart.metadata;
    const spec = chart.spec as Spec;
    const { namespace: own = 'default' } = chart.metadata;
    const namespace = spec.targetNamespace ?? own;
    const job = { namespace: own, name: `helm-install-${name}` };
    const made = this.store.get('Job', job.namespace, job.name);
    const jobSpec = made?.spec as JobSpec | undefined;
    const secrets = (spec.valuesSecrets ?? []).map((it) => this.store.get('Secret', own, it.name));
    const values = sha256(JSON.stringify(secrets.map((it) => [it?.data, it?.stringData])));
    if (made === undefined || jobSpec?.generation !== generation || jobSpec.values !== values) {
      if (made !== undefined) this.store.delete(made);
      const expected = this.records.newest(name, namespace)?.revision;
      this.putJob(job, { backoffLimit: 1000, generation, values, expected }, {});
      this.due.delete(job.name);
      return;
    }
    if ((made.status as { succeeded?: number }).succeeded === 1) {
      // What Helm was killed at is taken up again, by a job that expects it.
      if (this.records.newest(name, namespace)?.status?.startsWith('pending-')) this.store.delete(made);
      if (name === HUB) for (const user of tuning().servers ?? []) putServer(this.store, user, namespace, name);
      return;
    }
    // A Secret that is not there is a volume that cannot be mounted: the pod waits for it.
    const lost = (spec.valuesSecrets ?? []).find((_, i) => secrets[i] === undefined);
    if (lost !== undefined) {
      const labels = { ...labelOf(name), 'job-name': job.name };
      putHeldUp(this.store, { ...job, labels }, lost.name);
      return;
    }
    const due = this.due.get(job.name) ?? Date.now() + tuning().job;
    this.due.set(job.name, due);
    if (Date.now() < due) return;
    this.due.delete(job.name);
    const { isFine, log } = this.run(name, { ...spec, targetNamespace: namespace }, jobSpec.expected);
    const ended = new Date(Date.now() + (tuning().jobClock ?? 0));
    putPod(this.store, job.name, job.namespace, { ...labelOf(name), 'job-name': job.name }, isFine, log);
    this.putJob(
      job,
      jobSpec,
      isFine
        ? { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }], completionTime: ended.toISOString() }
        : { failed: 1 },
    );
  }

  /** One run of the job's script: the revision that it expects, the state of the release, then Helm. */
  private run(name: string, spec: Spec, expected: number | undefined): Ended {
    const namespace = spec.targetNamespace ?? 'kube-system';
    const newest = this.records.newest(name, namespace);
    if (newest !== undefined && expected !== undefined && newest.revision !== expected) {
      const message = `Current release revision ${newest.revision} does not match expected revision ${expected}`;
      return { isFine: true, log: message };
    }
    if (newest?.status === 'pending-upgrade') {
      this.records.put(name, namespace, newest.revision, 'failed', 'status forced by helm-set-status');
    } else if (newest?.status === 'failed') {
      if (spec.failurePolicy !== 'abort') throw new Error('The stand-in for the helm controller does not reinstall');
      const message = "Release status is 'failed' and failure policy is 'abort'; waiting for operator intervention";
      return { isFine: false, log: message };
    }
    const problem = this.problemOf(spec, namespace);
    if (problem !== undefined) return { isFine: false, log: problem };
    if (spec.createNamespace === true) this.putNamespace(namespace);
    const revision = (newest?.revision ?? 0) + 1;
    const { releaseFails, helmKilled } = tuning();
    if (helmKilled === true && newest?.status !== 'pending-upgrade') {
      this.records.put(name, namespace, revision, 'pending-upgrade', 'Preparing upgrade');
      return { isFine: false, log: 'Killed' };
    }
    if (releaseFails !== undefined) {
      // The revision before stays `deployed`, as in Helm.
      this.records.put(name, namespace, revision, 'failed', releaseFails);
      return { isFine: false, log: `Error: ${newest === undefined ? 'INSTALLATION' : 'UPGRADE'} FAILED` };
    }
    this.records.supersede(name, namespace);
    this.records.put(
      name,
      namespace,
      revision,
      'deployed',
      newest === undefined ? 'Install complete' : 'Upgrade complete',
    );
    for (const [apiVersion, kind, object] of objectsOf(name)) {
      // As Helm marks what it makes, beside what charts do.
      const marks = { 'app.kubernetes.io/managed-by': 'Helm', 'app.kubernetes.io/instance': name };
      const labels = { app: name, release: name, ...marks };
      const annotations = { 'meta.helm.sh/release-name': name, 'meta.helm.sh/release-namespace': namespace };
      const metadata = { name: object, namespace, labels, annotations };
      // As with any apply, what is there keeps what others have set in it.
      const before = this.store.get(kind, namespace, object);
      if (before !== undefined && kind === 'Deployment') this.store.put({ ...before, spec: { replicas: 1 } });
      if (before !== undefined) continue;
      const status = { replicas: 1, readyReplicas: 1, updatedReplicas: 1, observedGeneration: 1 };
      const rest =
        kind === 'Deployment' ? { spec: { replicas: 1 }, status } : { spec: { storageClassName: 'hubwright-home' } };
      this.store.put({ apiVersion, kind, metadata, ...rest });
    }
    const parts = objectsOf(name).map(([, , object]) => object);
    const pods = this.store.list('Pod', namespace).filter((it) => parts.includes(it.metadata.labels?.component ?? ''));
    for (const pod of pods) this.store.delete(pod);
    for (const deployment of this.store.list('Deployment', namespace)) this.deploy(deployment);
    return { isFine: true, log: 'deployed' };
  }

  private problemOf(spec: Spec, target: string): string | undefined {
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

  private putJob(metadata: { name: string; namespace: string }, spec: JobSpec, status: object): void {
    const labels = labelOf(metadata.name.replace('helm-install-', ''));
    this.store.put({ apiVersion: 'batch/v1', kind: 'Job', metadata: { ...metadata, labels }, spec, status });
  }

  private putNamespace(name: string): void {
    this.store.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name }, status: { phase: 'Active' } });
  }
}
