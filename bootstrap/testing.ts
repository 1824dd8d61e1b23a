import type { ClusterLook } from '../cluster/cluster-look.ts';
import type { HostFacts } from '../cluster/probe.ts';
import type { Host } from '../system/hosts/host.ts';
import { knownOf } from './plan/run-reported.ts';
import type { Known, StepContext } from './plan/step.ts';

/** A host on which nothing has been done yet, ready for k3s. */
export function bareFacts(address: string, changes: Partial<HostFacts> = {}): HostFacts {
  return {
    clock: 1_790_000_000_000,
    asked: { from: 1_790_000_000_000, to: 1_790_000_000_000 },
    hostname: `host-${address}`,
    machineId: `machine-${address}`,
    os: { id: 'ubuntu', version: '24.04', name: 'Ubuntu 24.04.3 LTS' },
    architecture: 'amd64',
    kernel: '6.8.0-31-generic',
    cpus: 4,
    memory: { total: 8 * 2 ** 30, available: 7 * 2 ** 30 },
    cgroups: { version: 2, controllers: ['cpuset', 'cpu', 'io', 'memory', 'pids'] },
    init: 'systemd',
    disk: { total: 100 * 2 ** 30, free: 80 * 2 ** 30 },
    mounts: new Map(),
    addresses: [{ interface: 'eth0', address }],
    route: 'eth0',
    firewall: undefined,
    selinux: undefined,
    missingModules: [],
    download: undefined,
    hasPython: true,
    hasNfs: true,
    k3s: undefined,
    running: new Map(),
    units: new Map(),
    hasToken: false,
    mark: undefined,
    written: new Map(),
    extras: { configs: [], flags: [], variables: [], dropIns: [] },
    origins: new Set(),
    authority: undefined,
    cloudInit: 'done',
    files: new Map(),
    entries: [],
    images: new Set(),
    ports: new Map([[22, 'sshd']]),
    gpus: undefined,
    certificates: [],
    ...changes,
  };
}

/** A host that does nothing and says nothing, except for what is given. */
export function fakeHost(name: string, overrides: Partial<Host> = {}): Host {
  return {
    name,
    describe: () => `root@${name} over SSH`,
    run: async () => ({ exitCode: 0, stdout: '', stderr: '' }),
    write: async () => {},
    read: async () => undefined,
    close: async () => {},
    ...overrides,
  };
}

/** A cluster of one node, `test`, on which all is well. */
export const LOOK: ClusterLook = {
  nodes: [{ name: 'test', isReady: true, version: 'v1.36.5+k3s1', labels: {}, annotations: {}, taints: [] }],
  addOns: new Map(),
  job: { isComplete: true, failures: 0, message: '', problem: '', hasSkipped: false },
  release: { revision: 1, status: 'deployed', failure: '' },
  objects: { missing: [], leaving: [] },
  lacking: [],
  unready: [],
  parts: [],
  others: new Map(),
  storage: { volumes: [], claims: [], classes: ['hubwright-home'] },
  pods: [
    { component: 'hub', isReady: true, problem: '' },
    { component: 'proxy', isReady: true, problem: '' },
  ],
  servers: [],
  gpus: undefined,
  health: 200,
};

/** How every plan ends, as a rehearsal prints it: the platform on a cluster whose hub is at this host. */
export const planEnd = (hub: string): readonly string[] => [
  'labels: k3s kubectl label, taint and annotate the nodes where they differ from the settings',
  'manifests: write /var/lib/rancher/k3s/server/manifests/hubwright-hub.k8s.yaml, mode 600',
  'restore: wait for what is being deleted to disappear, at most 10 minutes',
  'restore: keep volumes without a claim for the next claim of that name: k3s kubectl patch pv VOLUME',
  'restore: sh -s -- MANIFEST… < apply-again.sh, for manifests of which an object was deleted or edited',
  'applied: wait for the manifests to be applied, at most 5 minutes',
  'release: if it has failed, or was changed by hand: k3s kubectl delete --ignore-not-found secrets -n jupyterhub -l ' +
    'owner=helm,name=jupyterhub,status=failed && k3s kubectl delete --ignore-not-found job -n kube-system helm-install-jupyterhub',
  'release: wait for the release jupyterhub to be deployed, at most 25 minutes',
  'hub: if hub or proxy crash, or wait for their image: k3s kubectl delete pod --ignore-not-found -n jupyterhub POD',
  `hub: wait for HTTP 200 from http://${hub}/hub/health, at most 10 minutes`,
  'pulled: if nodes could not pull images: k3s kubectl delete pod --ignore-not-found -n jupyterhub POD',
  'pulled: wait for the nodes to pull the images, at most 5 minutes',
  'kubeconfig: cat /etc/rancher/k3s/k3s.yaml > .hubwright/hubwright/kubeconfig',
];

/** What a step runs with on a host, with nothing known but what is given; what it says is heard by nobody else. */
export function contextOn(
  host: Host,
  { known, ...given }: { readonly known?: Partial<Known> } & Partial<Omit<StepContext, 'host' | 'known'>> = {},
): StepContext {
  return {
    host,
    hosts: new Map([[host.name, host]]),
    known: { ...knownOf(), ...known },
    signal: new AbortController().signal,
    progress: () => {},
    note: () => {},
    ...given,
  };
}
