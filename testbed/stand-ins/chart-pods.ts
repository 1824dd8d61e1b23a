import type { KubeObject, Store } from './k3s-store.ts';

/** Containers that the chart does not call as their component. */
const CONTAINERS: Readonly<Record<string, string>> = { proxy: 'chp' };

/** A user's server as KubeSpawner makes it: the name escaped in a label and plain in an annotation, a token in `env`. */
export function putServer(store: Store, user: string, namespace: string, release: string): void {
  const escaped = user.replaceAll(/[^a-z0-9]+/g, '-');
  if (store.get('Pod', namespace, `jupyter-${escaped}`) !== undefined) return;
  const component = 'singleuser-server';
  const labels = { app: 'jupyterhub', component, release, 'hub.jupyter.org/username': escaped };
  const annotations = { 'hub.jupyter.org/username': user };
  const env = [{ name: 'JUPYTERHUB_API_TOKEN', value: 'the-token-of-a-server' }];
  const nodeName = store.list('Node')[0]?.metadata.name;
  const containerStatuses = [{ name: 'notebook', ready: true, restartCount: 0, state: { running: {} }, lastState: {} }];
  store.put({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `jupyter-${escaped}`, namespace, labels, annotations },
    spec: { nodeName, containers: [{ name: 'notebook', env }] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], containerStatuses },
    log: `[I ServerApp] Jupyter Server of ${user} is running`,
  });
}

/** The pod of a node that pulls the images of servers, of which its registry does not have one. */
export function putPuller(store: Store, hub: KubeObject['metadata'], image: string): void {
  const { namespace, labels } = hub;
  const component = 'continuous-image-puller';
  const name = `${component}-x7k2p`;
  if (store.get('Pod', namespace ?? '', name) !== undefined) return;
  const failure = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
  const message = `rpc error: code = NotFound desc = ${failure}`;
  const state = { waiting: { reason: 'ErrImagePull', message } };
  const conditions = [{ type: 'Ready', status: 'False' }];
  const initContainerStatuses = [{ name: 'image-pull-singleuser', image, ready: false, restartCount: 0, state }];
  store.put({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { ...labels, component } },
    spec: { nodeName: store.list('Node')[0]?.metadata.name },
    status: { phase: 'Pending', conditions, initContainerStatuses },
  });
}

/** A pod that runs, or whose container has ended once more. */
export function putPod(
  store: Store,
  name: string,
  namespace: string,
  labels: Record<string, string>,
  isFine: boolean,
  log: string,
): void {
  const isJob = labels['job-name'] !== undefined;
  const before = store.get('Pod', namespace, name)?.status as
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
  store.put({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, status, log });
}

/** A pod that waits for a Secret which is mounted, and the event of its kubelet about it. */
export function putHeldUp(
  store: Store,
  { name, namespace = '', labels }: KubeObject['metadata'],
  secret: string,
): void {
  if (store.get('Pod', namespace, name) !== undefined) return;
  const waiting = { reason: 'ContainerCreating' };
  const containerStatuses = [{ name: 'helm', ready: false, restartCount: 0, state: { waiting }, lastState: {} }];
  const conditions = [{ type: 'Ready', status: 'False' }];
  const status = { phase: 'Pending', conditions, containerStatuses };
  store.put({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, ...(labels && { labels }) }, status });
  const message = `MountVolume.SetUp failed for volume "values" : secret "${secret}" not found`;
  store.put({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.18ecf8034825857a`, namespace },
    involvedObject: { kind: 'Pod', namespace, name },
    ...{ type: 'Warning', reason: 'FailedMount', message, lastTimestamp: new Date().toISOString() },
  });
}
