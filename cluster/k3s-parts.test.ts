import { expect, test } from '@jest/globals';
import { parseLook } from './cluster-look.ts';
import { type Entrance, isOnTheWay } from './k3s-parts.ts';
import { whyDown } from './why-down.ts';

const NODES = {
  items: ['s1', 'a1'].map((name) => ({
    metadata: { name },
    status: {
      conditions: [{ type: 'Ready', status: name === 's1' ? 'True' : 'Unknown' }],
      nodeInfo: { kubeletVersion: 'v1.36.5+k3s1' },
    },
  })),
};
const READY = { conditions: [{ type: 'Ready', status: 'True' }] };
const CRASHES = {
  conditions: [{ type: 'Ready', status: 'False' }],
  containerStatuses: [
    {
      ...{ name: 'helm', restartCount: 4, lastState: { terminated: { exitCode: 1 } } },
      state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
    },
  ],
};
const TAKEN = {
  conditions: [
    { type: 'PodScheduled', status: 'False', message: "0/2 nodes are available: 1 node(s) didn't have free ports" },
  ],
};

/** What is found where these are the pods of `kube-system`: labels, state and node of each. */
function lookAt(
  entrance: Entrance | undefined,
  ...pods: readonly (readonly [labels: Record<string, string>, status: object, node?: string])[]
) {
  const items = pods.map(([labels, status, nodeName = 's1'], i) => ({
    ...{ metadata: { name: `pod-${i}`, namespace: 'kube-system', labels }, spec: { nodeName }, status },
  }));
  const text = `== nodes\n${JSON.stringify(NODES)}\n\n== k3s-pods\n${JSON.stringify({ items })}\n\n== health\n000\n== end\nok\n`;
  return parseLook(text, [], [], entrance);
}

test.each<[string | undefined, Record<string, string>, isOnTheWay: boolean, entrance: Entrance | undefined]>([
  ['CoreDNS', { 'k8s-app': 'kube-dns', 'pod-template-hash': 'x' }, false, undefined],
  ['local-path-provisioner', { app: 'local-path-provisioner' }, false, undefined],
  [
    'Traefik',
    { 'app.kubernetes.io/name': 'traefik', 'app.kubernetes.io/instance': 'traefik-kube-system' },
    true,
    'traefik',
  ],
  ['ServiceLB', { app: 'svclb-traefik-1', 'svccontroller.k3s.cattle.io/svcname': 'traefik' }, true, 'traefik'],
  ['ServiceLB', { app: 'svclb-x', 'svccontroller.k3s.cattle.io/svcname': 'proxy-public' }, true, 'proxy-public'],
  ['helm-install-traefik', { 'job-name': 'helm-install-traefik' }, true, 'traefik'],
  ['helm-install-traefik-crd', { 'job-name': 'helm-install-traefik-crd' }, true, 'traefik'],
  // Of others, and of the hub.
  [undefined, { 'job-name': 'helm-install-jupyterhub' }, false, 'traefik'],
  [undefined, { 'k8s-app': 'metrics-server' }, false, 'traefik'],
  [undefined, { 'svccontroller.k3s.cattle.io/svcname': 'grafana' }, false, 'traefik'],
  [undefined, {}, false, 'traefik'],
  // Where requests do not come in by it.
  [undefined, { 'app.kubernetes.io/name': 'traefik' }, false, 'proxy-public'],
  [undefined, { 'job-name': 'helm-install-traefik' }, false, undefined],
  [undefined, { 'svccontroller.k3s.cattle.io/svcname': 'traefik' }, false, undefined],
  [undefined, {}, false, undefined],
])('%s is known by its labels: %j', (component, labels, onTheWay, entrance) => {
  const { parts } = lookAt(entrance, [labels, CRASHES]);
  expect(parts.map((it) => it.component)).toEqual(component === undefined ? [] : [component]);
  expect(parts.map(isOnTheWay)).toEqual(component === undefined ? [] : [onTheWay]);
});

const TRAEFIK = { 'app.kubernetes.io/name': 'traefik' };
const LOAD_BALANCER = { 'svccontroller.k3s.cattle.io/svcname': 'traefik' };

test.each<[string, ReturnType<typeof lookAt>, because: string | undefined]>([
  ['all is well', lookAt('traefik', [TRAEFIK, READY], [LOAD_BALANCER, READY]), undefined],
  ['it has just begun', lookAt('traefik', [TRAEFIK, { conditions: [{ type: 'Ready', status: 'False' }] }]), undefined],
  [
    'a job that has ended',
    lookAt('traefik', [{ 'job-name': 'helm-install-traefik' }, { ...CRASHES, phase: 'Succeeded' }]),
    undefined,
  ],
  [
    'its chart cannot be installed',
    lookAt('traefik', [{ 'job-name': 'helm-install-traefik' }, CRASHES]),
    'helm-install-traefik crashes: CrashLoopBackOff: back-off 5m0s',
  ],
  [
    'its ports are taken',
    lookAt('traefik', [TRAEFIK, READY], [LOAD_BALANCER, TAKEN]),
    `ServiceLB is not ready: ${TAKEN.conditions[0]?.message}`,
  ],
  ['its node is gone', lookAt('traefik', [TRAEFIK, READY, 'a1']), 'Traefik is not ready: its node a1 is not ready'],
  // A node that is down has no part in the way by another.
  [
    'only a node beside it is gone',
    lookAt('traefik', [TRAEFIK, READY], [LOAD_BALANCER, READY], [LOAD_BALANCER, READY, 'a1']),
    undefined,
  ],
  ['names do not resolve', lookAt('traefik', [{ 'k8s-app': 'kube-dns' }, CRASHES]), undefined],
])('why a hub does not answer whose pods are well: %s', (_, look, because) => {
  expect(whyDown(look).because).toBe(because && `does not answer because ${because}`);
});
