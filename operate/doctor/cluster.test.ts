import { expect, test } from '@jest/globals';
import { LOOK } from '../../bootstrap/testing.ts';
import type { ClusterLook } from '../../cluster/cluster-look.ts';
import type { Status } from '../status.ts';
import { clusterChecks } from './cluster.ts';
import { reportOf } from './testing.ts';

const GIB = 2 ** 30;
const NODE: Status['nodes'][number] = {
  name: 's1',
  role: 'server',
  state: 'ready',
  version: 'v1.36.5+k3s1',
  missingImages: [],
  disk: { free: 80 * GIB, total: 100 * GIB, level: 'enough' },
  disks: [],
  hasDiskPressure: false,
};

test('a cluster without problems', () => {
  expect(clusterChecks([NODE], LOOK).map(reportOf)).toEqual([
    ['ok: 1 of 1 ready'],
    ['ok: '],
    ['ok: '],
    ['ok: '],
    ['ok: '],
    ['ok: '],
  ]);
});

test('a node that is cordoned is no fault, and is not forgotten', () => {
  const [nodes] = clusterChecks([NODE, { ...NODE, name: 'a1', isCordoned: true }], LOOK);
  expect(nodes && reportOf(nodes)).toEqual([
    'problems: 2 of 2 ready',
    'note: a1: it is cordoned, as by `node drain` | no server starts on it, and users whose home is there cannot start one at all | ' +
      'When it is to be used again: `kubectl uncordon a1`. To take it away: `npx hubwright node drain a1`.',
  ]);
});

test('one that an upgrade has left so is told apart', () => {
  const at = { labels: {}, taints: [], annotations: { 'hubwright/cordoned': 'upgrade' } };
  const look = { ...LOOK, nodes: [{ ...at, name: 'a1' }] as unknown as ClusterLook['nodes'] };
  const [nodes] = clusterChecks([{ ...NODE, name: 'a1', isCordoned: true }], look);
  expect(nodes && reportOf(nodes)).toEqual([
    'problems: 1 of 1 ready',
    'warning: a1: it is cordoned by an upgrade that has not ended | no server starts on it, and users whose home is there cannot start one at all | ' +
      '`npx hubwright up` goes on with the upgrade and uncordons it.',
  ]);
});

test('a node that is ready with another k3s than the settings want, as after a rollback', () => {
  const [nodes] = clusterChecks([{ ...NODE, state: 'not v1.36.6+k3s1', version: 'v1.36.5+k3s1' }], LOOK);
  expect(nodes && reportOf(nodes)).toEqual([
    'problems: 1 of 1 ready',
    'warning: s1: it runs k3s v1.36.5+k3s1, and the settings say v1.36.6+k3s1 | the next `up` changes it | ' +
      '`npx hubwright up` goes to v1.36.6+k3s1. To stay: `cluster.k3sVersion: v1.36.5+k3s1` in platform.yaml.',
  ]);
});

test('an image that cannot be pulled ahead of servers keeps nobody from working with another', () => {
  const problem = 'ErrImagePull: not found';
  const checks = clusterChecks([NODE], {
    ...LOOK,
    pods: [{ component: 'continuous-image-puller', isReady: false, problem }],
  });
  expect(checks.flatMap(reportOf).filter((it) => it.includes('puller'))).toEqual([
    'warning: continuous-image-puller: it is not ready: ErrImagePull: not found | ' +
      'a server with that image starts late on its node, or not at all | See the checks of the images.',
  ]);
});

test('a node whose host failed is left to the check of that host', () => {
  const [nodes] = clusterChecks([{ ...NODE, state: 'host: unknown' }], LOOK);
  expect(nodes && reportOf(nodes)).toEqual([
    'problems: 0 of 1 ready',
    'error: s1: its host could not be asked | servers on it are lost or cannot be reached | ' +
      'Do what the check of this host says: the homes on it come back with it. Then `npx hubwright up`.',
  ]);
});

test('a cluster that is not', () => {
  const disk = (free: number, level: 'low' | 'full') => ({
    disks: [
      { free: free * GIB, total: 100 * GIB, level, mountPoint: '/', holds: ['homes'] as const, inodes: undefined },
    ],
  });
  const nodes = [
    { ...NODE, state: 'not ready', ...disk(12, 'low') },
    { ...NODE, name: 'a1', ...disk(4, 'full') },
    { ...NODE, name: 'a2', disks: undefined },
  ];
  const checks = clusterChecks(nodes, {
    ...LOOK,
    release: undefined,
    job: { isComplete: false, failures: 2, message: 'UPGRADE FAILED\nmore', problem: '', hasSkipped: false },
    health: 503,
    pods: [
      { component: 'hub', isReady: true, problem: '' },
      { component: 'proxy', isReady: false, problem: 'Insufficient memory' },
    ],
  });
  const cost = 'users cannot save their work once it is full';
  const fix = 'Make that disk larger, or delete what is not needed: docs/operate.md says where to look.';
  expect(checks.map(reportOf)).toEqual([
    [
      'problems: 2 of 3 ready',
      'error: s1: not ready | servers on it are lost or cannot be reached | ' +
        '`npx hubwright up`; its log is `sudo journalctl -u k3s -u k3s-agent` on the host.',
    ],
    [
      'problems: ',
      `warning: s1: 12.0 GiB (12 %) are free on /, which holds homes | ${cost} | ${fix}`,
      `error: a1: 4.0 GiB (4 %) are free on /, which holds homes | ${cost} | ${fix}`,
    ],
    [
      'problems: ',
      'error: jupyterhub: it is not deployed: UPGRADE FAILED; its job has failed 2 times | the hub is not installed, or is an older version | `npx hubwright up`',
    ],
    [
      'problems: ',
      "error: proxy: it is not ready: Insufficient memory | nobody can work | See why: `k3s kubectl get events -A` on the first server, and its pod's log.",
      'error: hub: it does not answer because the proxy is not ready | nobody can log in | `npx hubwright status`',
    ],
    ['ok: '],
    ['ok: '],
  ]);
  expect(clusterChecks([NODE], { ...LOOK, health: 0 }).flatMap(reportOf)).toContain(
    'error: hub: it does not answer | nobody can log in | `npx hubwright status`',
  );
});

test('what k3s brings and does not run, by what stands on it', () => {
  const problem = 'CrashLoopBackOff: back-off 5m0s';
  const crash = { pod: 'p', container: 'helm', restarts: 4, lastLines: ['Error: INSTALLATION FAILED: no such port'] };
  const parts = [
    { component: 'CoreDNS', isReady: false, problem },
    { component: 'local-path-provisioner', isReady: false, problem: 'Insufficient cpu' },
    { component: 'Traefik', isReady: false, problem: '' },
    { component: 'helm-install-traefik', isReady: false, problem: '', crash },
    { component: 'Traefik', isReady: false, problem: 'its node a1 is not ready', lostWith: 'a1' },
  ];
  const reports = (look: Partial<ClusterLook>) => clusterChecks([NODE], { ...LOOK, parts, ...look }).flatMap(reportOf);
  const said =
    'it is not ready; it crashed 4 times and its last log lines are:\n  Error: INSTALLATION FAILED: no such port';
  const fix =
    'Its values are those of k3s and of the HelmChartConfig `traefik`, if there is one: `k3s kubectl get helmchartconfig -n kube-system -o yaml` on the first server.';
  const see = 'See why: `k3s kubectl describe pods -n kube-system` on the first server, and the log of its pod.';
  const down = reports({ health: 0 });
  expect(down).toEqual(
    expect.arrayContaining([
      `error: CoreDNS: it is not ready: ${problem} | pods do not find each other by name: servers do not start | ${see}`,
      `error: local-path-provisioner: it is not ready: Insufficient cpu | no home can be made, so that new users cannot start a server | ${see}`,
      `error: helm-install-traefik: ${said} | nobody reaches the hub from outside | ${fix}`,
      'error: hub: it does not answer because helm-install-traefik crashes: Error: INSTALLATION FAILED: no such port | nobody can log in | See components of k3s.',
    ]),
  );
  // One that has just begun is no problem.
  expect(down.filter((it) => it.startsWith('error: Traefik'))).toEqual([
    'error: Traefik: it is not ready: its node a1 is not ready | nobody reaches the hub from outside | ' +
      'Switch a1 on. If it stays off, Kubernetes starts Traefik on another node, mostly within five minutes.',
  ]);
  const running = { component: 'CoreDNS', isReady: true, problem: '' };
  expect(reports({ parts: [...parts, running] })).toContain(
    `warning: CoreDNS: it is not ready: ${problem} | another one does its work; if that is lost too, nothing does | ${see}`,
  );
  expect(reports({})).toContain(
    `warning: helm-install-traefik: ${said} | the hub answers all the same; what else needs it does not | ${fix}`,
  );
});
