import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tuning } from './about.ts';
import { SYSTEM } from './k3s-addons.ts';
import type { KubeObject, Store } from './k3s-store.ts';

const CHARTS = '/var/lib/rancher/k3s/server/static/charts';

/** The release of the hub. */
const HUB = 'jupyterhub';

/** The objects of a chart, as far as they are of any use here: another one than that of the hub has one Deployment. */
function objectsOf(release: string): readonly (readonly [apiVersion: string, kind: string, name: string])[] {
  if (release !== HUB) return [['apps/v1', 'Deployment', release]];
  return [
    ['v1', 'PersistentVolumeClaim', 'hub-db-dir'],
    ['apps/v1', 'Deployment', 'hub'],
    ['apps/v1', 'Deployment', 'proxy'],
  ];
}

/** What the controller labels job and pod with. */
const labelOf = (chart: string) => ({ 'helmcharts.helm.cattle.io/chart': chart });

/** Containers that the chart does not call as their component. */
const CONTAINERS: Readonly<Record<string, string>> = { proxy: 'chp' };

interface Spec {
  readonly chart?: string;
  readonly chartContent?: string;
  readonly targetNamespace?: string;
  readonly createNamespace?: boolean;
  readonly failurePolicy?: 'reinstall' | 'abort';
}

/** What the controller fixes when it makes a job. */
interface JobSpec {
  readonly backoffLimit: number;
  readonly generation: number;
  /** The newest revision at that time, which the job is to find; undefined if there was none. */
  readonly expected: number | undefined;
}

/** How a run of the job ended: what it printed, and whether it counts as failed. */
interface Ended {
  readonly isFine: boolean;
  readonly log: string;
}

/** The helm controller: one job for every generation of a HelmChart, which is tried until it ends well. */
export class HelmCharts {
  /** By job: when its next run is over. */
  private readonly due = new Map<string, number>();
  constructor(private readonly store: Store) {}

  look(): void {
    // One that names no chart is ignored.
    const charts = this.store.list('HelmChart').filter(({ spec }) => {
      const { chart = '', chartContent = '' } = spec as Spec;
      return chart !== '' || chartContent !== '';
    });
    for (const chart of charts) this.install(chart);
    for (const job of this.store.list('Job')) {
      const name = job.metadata.name.replace('helm-install-', '');
      if (!charts.some((it) => it.metadata.name === name)) this.uninstall(name, job);
    }
    for (const deployment of this.store.list('Deployment')) this.deploy(deployment);
    for (const pod of this.store.list('Pod')) if (pod.metadata.labels?.component === 'hub') this.start(pod);
  }

  /** A chart that was deleted takes its release along, but for what Helm is to keep: the claim. */
  private uninstall(release: string, job: KubeObject): void {
    const ofRelease = this.store.all().filter(({ metadata: { labels } }) => labels?.release === release);
    const records = this.store
      .list('Secret')
      .filter(({ metadata: { labels } }) => labels?.owner === 'helm' && labels.name === release);
    for (const object of [...ofRelease, ...records, job]) {
      if (object.kind !== 'PersistentVolumeClaim') this.store.delete(object);
    }
  }

  /** Makes the pod of a deployment that has none. */
  private deploy({ metadata: { name, namespace = '', labels } }: KubeObject): void {
    if (this.store.list('Pod', namespace).some((it) => it.metadata.labels?.component === name)) return;
    const { hubCrashes } = tuning();
    const isFine = name !== 'hub' || hubCrashes === undefined;
    const log = hubCrashes ?? `[I JupyterHub app:3000] The ${name} is up\n[I JupyterHub log:191] 200 GET /hub/health`;
    this.putPod(`${name}-6d5f7c9b8-x2x9k`, namespace, { ...labels, component: name }, isFine, log);
  }

  /** Has the hub end once more, as it does at every start. */
  private start(pod: KubeObject): void {
    const { hubCrashes } = tuning();
    const { metadata, status } = pod;
    const [container] = (status as { readonly containerStatuses: readonly { restartCount: number; state: object }[] })
      .containerStatuses;
    if (hubCrashes === undefined || container === undefined || 'running' in container.state) return;
    if (container.restartCount < 5)
      this.putPod(metadata.name, metadata.namespace ?? '', { ...metadata.labels }, false, hubCrashes);
  }

  private install(chart: KubeObject): void {
    const { name, generation = 1 } = chart.metadata;
    const spec = chart.spec as Spec;
    const { namespace: own = 'default' } = chart.metadata;
    const namespace = spec.targetNamespace ?? own;
    const job = { namespace: own, name: `helm-install-${name}` };
    const made = this.store.get('Job', job.namespace, job.name);
    const jobSpec = made?.spec as JobSpec | undefined;
    if (made === undefined || jobSpec?.generation !== generation) {
      if (made !== undefined) this.store.delete(made);
      const expected = this.newest(name, namespace)?.revision;
      this.putJob(job, { backoffLimit: 1000, generation, expected }, {});
      this.due.delete(job.name);
      return;
    }
    if ((made.status as { succeeded?: number }).succeeded === 1) {
      // What Helm was killed at is taken up again, by a job that expects it.
      if (this.newest(name, namespace)?.status?.startsWith('pending-')) this.store.delete(made);
      if (name === HUB) for (const user of tuning().servers ?? []) this.putServer(user, namespace, name);
      return;
    }
    const due = this.due.get(job.name) ?? Date.now() + tuning().job;
    this.due.set(job.name, due);
    if (Date.now() < due) return;
    this.due.delete(job.name);
    const { isFine, log } = this.run(name, { ...spec, targetNamespace: namespace }, jobSpec.expected);
    this.putPod(job.name, job.namespace, { ...labelOf(name), 'job-name': job.name }, isFine, log);
    this.putJob(
      job,
      jobSpec,
      isFine ? { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] } : { failed: 1 },
    );
  }

  /** One run of the job's script: the revision that it expects, the state of the release, then Helm. */
  private run(name: string, spec: Spec, expected: number | undefined): Ended {
    const namespace = spec.targetNamespace ?? 'kube-system';
    const newest = this.newest(name, namespace);
    if (newest !== undefined && expected !== undefined && newest.revision !== expected) {
      const message = `Current release revision ${newest.revision} does not match expected revision ${expected}`;
      return { isFine: true, log: message };
    }
    if (newest?.status === 'pending-upgrade') {
      this.putRelease(name, namespace, newest.revision, 'failed', 'status forced by helm-set-status');
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
      this.putRelease(name, namespace, revision, 'pending-upgrade', 'Preparing upgrade');
      return { isFine: false, log: 'Killed' };
    }
    if (releaseFails !== undefined) {
      // The revision before stays `deployed`, as in Helm.
      this.putRelease(name, namespace, revision, 'failed', releaseFails);
      return { isFine: false, log: `Error: ${newest === undefined ? 'INSTALLATION' : 'UPGRADE'} FAILED` };
    }
    this.supersede(name, namespace);
    this.putRelease(
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
      if (this.store.get(kind, namespace, object) !== undefined) continue;
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

  /** The newest revision of a release that is on record. */
  private newest(name: string, namespace: string): { revision: number; status: string | undefined } | undefined {
    return this.records(name, namespace)
      .map(({ metadata: { labels } }) => ({ revision: Number(labels?.version), status: labels?.status }))
      .sort((a, b) => b.revision - a.revision)[0];
  }

  private records(name: string, namespace: string): KubeObject[] {
    return this.store
      .list('Secret', namespace)
      .filter(({ metadata: { labels } }) => labels?.owner === 'helm' && labels.name === name);
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
      log: `[I ServerApp] Jupyter Server of ${user} is running`,
    });
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

  private supersede(name: string, namespace: string): void {
    for (const old of this.records(name, namespace)) {
      const labels = { ...old.metadata.labels, status: 'superseded' };
      this.store.put({ ...old, metadata: { ...old.metadata, labels } });
    }
  }

  /** A record as Helm keeps it: JSON, packed and encoded twice. */
  private putRelease(name: string, namespace: string, revision: number, status: string, description: string): void {
    const labels = { owner: 'helm', name, status, version: String(revision) };
    const metadata = { name: `sh.helm.release.v1.${name}.v${revision}`, namespace, labels };
    const manifest = objectsOf(name)
      .map(
        ([apiVersion, kind, object]) =>
          `---\n# Source: ${name}/templates/${object}.yaml\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${object}\n  labels:\n    app: "${name}"\n`,
      )
      .join('');
    const config = { secret: 'the-values-of-a-release' };
    const text = JSON.stringify({
      name,
      info: { description, status },
      config,
      manifest,
      version: revision,
      namespace,
    });
    const release = Buffer.from(gzipSync(text).toString('base64')).toString('base64');
    this.store.put({ apiVersion: 'v1', kind: 'Secret', type: 'helm.sh/release.v1', metadata, data: { release } });
  }

  private putPod(name: string, namespace: string, labels: Record<string, string>, isFine: boolean, log: string): void {
    const isJob = labels['job-name'] !== undefined;
    const before = this.store.get('Pod', namespace, name)?.status as
      | { containerStatuses: { restartCount: number }[] }
      | undefined;
    const restartCount = (before?.containerStatuses[0]?.restartCount ?? 0) + (isFine ? 0 : 1);
    const waiting = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off restarting failed container' } };
    const state = isFine
      ? isJob
        ? { terminated: { exitCode: 0, reason: 'Completed', message: log } }
        : { running: {} }
      : waiting;
    const lastState = isFine ? {} : { terminated: { exitCode: 1, reason: 'Error', message: log } };
    const containerStatuses = [
      {
        name: isJob ? 'helm' : (CONTAINERS[labels.component ?? ''] ?? labels.component),
        ready: isFine && !isJob,
        restartCount,
        state,
        lastState,
      },
    ];
    const conditions = [{ type: 'Ready', status: isFine && !isJob ? 'True' : 'False' }];
    const status = { phase: isFine && isJob ? 'Succeeded' : 'Running', conditions, containerStatuses };
    this.store.put({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, status, log });
  }
}
