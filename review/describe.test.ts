import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { App } from 'cdk8s';
import { stringify } from 'yaml';
import { HubwrightCharts } from '../lib/hubwright-charts.ts';
import { X509 } from '../platform/auth/testing.ts';
import { loadPlatform } from '../settings/load.ts';
import { describeChanges } from './describe.ts';
import { hubImage } from './hub-pod.ts';
import { manifestDiff } from './manifest-diff.ts';
import { readManifests, type Side } from './side.ts';

const folder = mkdtempSync(join(tmpdir(), 'review-ca-'));
const X509_FILE = join(folder, 'ca.pem');
writeFileSync(X509_FILE, X509);
afterAll(() => rmSync(folder, { recursive: true }));

const hash = (digit: string) => `$scrypt$ln=10,r=1,p=1$c2FsdHNhbHQ$${digit.repeat(22)}`;
const USERS = { ada: { password: hash('a'), admin: true }, bob: { password: hash('b'), groups: ['x'] } };
const IMAGE = { name: 'minimal', image: 'quay.io/jupyter/minimal-notebook:2026-08-10' };
const SMALL = { name: 'small', cpu: { guarantee: 0.1 }, memory: { guarantee: '512Mi' } };
const PLATFORM = { cluster: { provider: 'multipass' }, images: [IMAGE], sizes: [SMALL] };

function state(platform: object = {}, users: object = USERS, plainSecrets: 'refuse' | 'warn' = 'refuse'): Side {
  const directory = mkdtempSync(join(tmpdir(), 'review-'));
  try {
    writeFileSync(join(directory, 'platform.yaml'), stringify({ ...PLATFORM, ...platform }));
    writeFileSync(join(directory, 'users.yaml'), stringify({ users }));
    const loaded = loadPlatform({ directory, secrets: 'mask', plainSecrets });
    const app = new App({ outdir: join(directory, 'out') });
    new HubwrightCharts(app, loaded.platform);
    app.synth();
    return { platform: loaded.platform, manifests: readManifests(join(directory, 'out')) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function words(after: Side, before = state()): string[] {
  return describeChanges(before, after).map(({ topic, text, caution }) => `${caution ? '!' : '-'} ${topic}: ${text}`);
}

test('nothing changes', () => {
  expect(words(state())).toEqual(['- Hub: The hub does not restart; running servers are not affected.']);
  expect(manifestDiff(state().manifests, state().manifests)).toBe('');
});

test('users are added, removed, changed and renamed without a restart; no hash is shown', () => {
  const before = state(
    {},
    { ...USERS, cy: { password: hash('c') }, dan: { password: hash('d') }, eve: { password: hash('e') } },
  );
  const after = state(
    {},
    {
      ada: { password: hash('A') },
      bob: { password: hash('b'), admin: true, groups: ['y'] },
      cyrus: { password: hash('c') },
      eve: { password: hash('e'), disabled: true },
      fay: { password: hash('f'), admin: true, groups: ['x', 'y'] },
    },
  );
  expect(words(after, before)).toMatchInlineSnapshot(`
    [
      "- Hub: The hub does not restart; running servers are not affected.",
      "- Users: Added: fay (administrator, in x and y).",
      "! Users: Removed; their sessions and running servers end within 1m, their homes are kept: dan.",
      "! Users: Renamed; the home stays with the old name, the new name starts with an empty home: cy → cyrus.",
      "- Users: Promoted to administrator: bob.",
      "- Users: No longer administrator: ada.",
      "! Users: Disabled; their sessions and running servers end within 1m: eve.",
      "- Users: Password reset; passwords chosen on the hub no longer work: ada.",
      "- Users: Groups: bob (+y -x).",
    ]
  `);
  const patch = manifestDiff(before.manifests, after.manifests);
  expect(patch).toContain('+  users.json: (secret, changed)');
  expect(patch).not.toMatch(/scrypt|fay|cyrus/);
});

test('of many users the first are named', () => {
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`s${i}`, { password: hash('s') }]));
  expect(words(state({}, { ...USERS, ...many }))[1]).toMatch(/^- Users: Added: s0, .*s11 and 28 more\.$/);
});

test('the spawn form restarts the hub, and running servers keep running', () => {
  const after = state({
    images: [
      { ...IMAGE, image: 'quay.io/jupyter/minimal-notebook:2026-11-01', groups: ['x'] },
      { name: 'r', image: 'quay.io/jupyter/r-notebook:2026-08-10', default: true },
    ],
    sizes: [
      { ...SMALL, memory: { guarantee: '512Mi', limit: '2Gi' } },
      { ...SMALL, name: 'tiny' },
    ],
  });
  expect(words(after)).toMatchInlineSnapshot(`
    [
      "- Hub: The hub restarts because of custom.hubwright.choices, singleuser.image.name, singleuser.memory.limit, singleuser.profileList. Until it is back, nobody can log in or start a server. Running servers keep running and get the change at their next start.",
      "- Images: r is available to everyone: quay.io/jupyter/r-notebook:2026-08-10, pulled by each of 3 nodes at its first use.",
      "- Images: minimal: quay.io/jupyter/minimal-notebook:2026-08-10 → quay.io/jupyter/minimal-notebook:2026-11-01, pulled by each of 3 nodes at its first use. Running servers keep the old one until their next start.",
      "- Images: minimal: available to members of x (was to everyone).",
      "- Images: The preselected image is r (was minimal).",
      "- Sizes: tiny is available to everyone.",
      "- Sizes: small: memory.limit not set → 2Gi. Takes effect at each server's next start.",
      "- Sizes: capacity: 17 small servers at once → 17 small, or 17 tiny servers at once.",
    ]
  `);
});

test('storage and the database: what is new, refused or left behind', () => {
  const database = { type: 'postgresql', host: 'db.example.com', password: { env: 'PG' } };
  expect(
    words(state({ hub: { database }, storage: { home: { size: '20Gi', class: 'fast' } } })),
  ).toMatchInlineSnapshot(`
    [
      "- Hub: The hub restarts because of custom.hubwright.neverOn, hub.db.type, hub.db.pvc, hub.db.url, hub.tolerations, singleuser.storage.capacity, singleuser.storage.dynamic, secret values. Until it is back, nobody can log in or start a server. Running servers are forgotten: see Storage.",
      "- Storage: New homes get 20Gi (was 10Gi). Existing homes keep their size.",
      "- Storage: New homes are on fast (was folders on the nodes' disks). Existing homes stay where they are.",
      "! Storage: The hub starts with a different database, and nothing is copied: passwords that users chose, API tokens and the list of running servers stay behind in the claim hub-db-dir, which is kept. The hub will not know servers that run now: stop them first.",
    ]
  `);
  const nfs = { server: 'nas', path: '/homes' };
  expect(words(state({ storage: { home: { nfs, size: '20Gi' } } })).at(-1)).toBe(
    "! Storage: Homes are folders of nas:/homes (was folders on the nodes' disks) from each server's next start. " +
      'Nothing is copied: until you do, users find an empty home. What they have now stays where it is.',
  );
  const home = (settings: object) => state({ storage: { home: settings } });
  expect(words(home({ claim: 'homes', size: '20Gi' }), home({ nfs })).at(-1)).toBe(
    "! Storage: Homes are folders of the claim homes (was folders of nas:/homes) from each server's next start. " +
      'Nothing is copied: until you do, users find an empty home. What they have now stays where it is.',
  );
  expect(words(home({ ephemeral: true })).at(-1)).toBe(
    "! Storage: Servers have no home from their next start (was folders on the nodes' disks): what users save then ends with the server. What they have now stays where it is.",
  );
  expect(words(state(), home({ ephemeral: true })).at(-1)).toBe(
    "! Storage: Homes are folders on the nodes' disks (there were none) from each server's next start. At first, users find an empty home.",
  );
  expect(words(state({ storage: { home: { limit: 'enforce' } } })).at(-1)).toBe(
    '! Storage: Users see how large their home is, with a warning from 80 % of 10Gi. A server for a home that is larger stops after 30 minutes.',
  );
  expect(words(state({ storage: { home: { limit: 'hard' } } })).join()).toContain(
    '! Storage: Users see how large their home is, with a warning from 80 % of 10Gi. No home grows beyond that.',
  );
  expect(words(state({ hub: { database: { type: 'sqlite', class: 'ceph' } } })).at(-1)).toBe(
    "! Storage: The database's claim gets another class. Kubernetes refuses that for an existing claim, so the upgrade fails: move the database to a new claim by hand.",
  );
  expect(words(state({ hub: { database: { type: 'sqlite', size: '2Gi' } } }))).toMatchInlineSnapshot(`
    [
      "- Hub: The hub restarts because of hub.db.pvc. Until it is back, nobody can log in or start a server. Running servers keep running and get the change at their next start.",
      "! Storage: The database's claim: 1Gi → 2Gi. Kubernetes refuses that for an existing claim, so the upgrade fails: move the database to a new claim by hand.",
    ]
  `);
});

test('another path leaves running servers at the old one', () => {
  const access = words(state({ hub: { baseUrl: '/lab/' } })).filter((line) => line.includes('Access'));
  expect(access).toEqual([
    '! Access: The hub moves from http://<any node>/ to http://<any node>/lab/: bookmarks break, and everyone has to log in again. Running servers do not answer at the new path until they restart.',
  ]);
});

test('the namespace, the address and TLS', () => {
  const hub = { namespace: 'lab', host: 'hub.example.com', tls: { type: 'certManager', issuer: 'le' } };
  expect(words(state({ hub }))).toMatchInlineSnapshot(`
    [
      "- Hub: The hub restarts because of hub.config.JupyterHub, ingress.hosts, ingress.annotations, ingress.tls, the chart's targetNamespace. Until it is back, nobody can log in or start a server. Running servers stay in the old namespace: see Access.",
      "! Access: Namespace jupyterhub → lab: a new, empty hub is installed there. The old hub, its servers, homes and database stay in jupyterhub until someone removes them; no home moves.",
      "! Access: The hub moves from http://<any node>/ to https://hub.example.com/: bookmarks break, and everyone has to log in again.",
      "- Access: TLS: none → cert-manager's issuer le.",
      "! Deleted: k3s deletes: ConfigMap jupyterhub/hubwright-hub-code, Secret jupyterhub/hubwright-users-8, Secret jupyterhub/hubwright-users-f.",
      "- Deleted: Kept in the cluster by its label, but no longer managed: Namespace jupyterhub.",
    ]
  `);
});

test('a certificate that Traefik obtains, and other settings of Traefik', () => {
  const hub = { host: 'hub.example.com', tls: { type: 'letsEncrypt', email: 'it@example.com' } };
  const own = { ...hub.tls, challenge: 'http', server: 'https://ca.lan/directory', lifetime: '1d' };
  const access = (...of: Parameters<typeof words>) => words(...of).filter((line) => line.includes('Access'));
  const restarts = '- Access: Traefik restarts with other settings: for about ten seconds, nobody reaches the hub.';
  const before = state({ hub: { ...hub, tls: { type: 'selfSigned' } } });
  expect(access(state({ hub }), before)).toEqual([
    "- Access: TLS: Traefik's own certificate → a certificate that Traefik obtains from Let's Encrypt for it@example.com by the challenge tls.",
    restarts,
  ]);
  expect(access(state({ hub: { ...hub, tls: own } }), state({ hub }))).toEqual([
    "- Access: TLS: a certificate that Traefik obtains from Let's Encrypt for it@example.com by the challenge tls → a certificate that Traefik obtains from https://ca.lan/directory for it@example.com by the challenge http, renewed within 1 day.",
    restarts,
  ]);
  expect(access(state({ hub: { clientAddresses: true } }))).toEqual([restarts]);
});

test('a proxy in front of the cluster that has the certificate', () => {
  const host = 'hub.example.com';
  const found = words(state({ hub: { host, tls: { type: 'external' } } }), state({ hub: { host } }));
  expect(found.filter((line) => line.includes('Access'))).toEqual([
    '! Access: The hub moves from http://hub.example.com/ to https://hub.example.com/: bookmarks break, and everyone has to log in again.',
    '- Access: TLS: none → the certificate of a proxy in front of the cluster.',
  ]);
});

test('the cluster: versions, nodes and components', () => {
  const before = state({ cluster: { provider: 'multipass', k3sVersion: 'v1.34.2+k3s1', agents: { count: 2 } } });
  const cluster = {
    provider: 'multipass',
    k3sVersion: 'v1.36.5+k3s1',
    servers: { count: 3 },
    agents: { count: 1, disk: '80Gi' },
  };
  expect(words(state({ cluster }), before)).toMatchInlineSnapshot(`
    [
      "- Hub: The hub restarts because of hub.concurrentSpawnLimit. Until it is back, nobody can log in or start a server. Running servers keep running and get the change at their next start.",
      "- Sizes: capacity: 17 small servers at once → 18 small servers at once.",
      "! Cluster: k3s v1.34.2+k3s1 → v1.36.5+k3s1: 4 nodes to upgrade, one server at a time, then a few agents at a time. Users' servers keep running. Kubernetes upgrades cannot skip a minor version: go through v1.35 first.",
      "- Cluster: Added: hubwright-server-2 (server), hubwright-server-3 (server).",
      "! Cluster: Removed: hubwright-agent-2 (agent). Servers on them end. Homes on their disks become unreachable: move them first.",
      "- Cluster: Control plane servers: 1 → 3.",
      "- Cluster: agents.disk: 40Gi → 80Gi.",
    ]
  `);
  expect(words(state({ cluster: { provider: 'local' } }))).toMatchInlineSnapshot(`
    [
      "- Hub: The hub restarts because of hub.concurrentSpawnLimit. Until it is back, nobody can log in or start a server. Running servers keep running and get the change at their next start.",
      "- Sizes: capacity: 17 small servers at once → unknown; set cpus and memory of every host to compute it.",
      "! Cluster: Different cluster: hubwright (multipass) → hubwright (local). It starts empty; the old one keeps running, with all homes, until someone removes it.",
      "! Deleted: k3s deletes: HorizontalPodAutoscaler kube-system/hubwright-coredns.",
      "- Settings: cluster.gpus: not set → 0",
      "- Settings: cluster.taints: not set → []",
    ]
  `);
});

test('culling, networks, the chart and every other setting', () => {
  const hub = {
    culling: { idle: '2h', maxAge: '1d', except: { users: ['ada'], groups: ['x'] } },
    network: { allow: ['10.0.0.0/8'] },
    chart: { version: '4.5.0' },
    concurrentSpawnLimit: 10,
    resources: { memory: { guarantee: '1Gi' } },
  };
  expect(words(state({ hub }))).toMatchInlineSnapshot(`
    [
      "- Hub: The hub restarts because of custom.hubwright.culling, custom.hubwright.neverCulled, hub.concurrentSpawnLimit, hub.resources.requests, hub.resources.limits, cull.timeout, cull.maxAge, singleuser.networkPolicy.egress, the chart's version. Until it is back, nobody can log in or start a server. Running servers keep running and get the change at their next start.",
      "! Hub: Chart 4.4.0 → 4.5.0: the proxy may restart too, which briefly breaks open connections. Read the chart's change log: once a newer hub has migrated the database, the way back is \`npx hubwright rollback\`.",
      "- Hub: Servers stop after 2h idle or 1d in total, checked every 10m, except those of ada, members of x (was after 1h idle, checked every 10m). Applies to running servers now.",
      "- Hub: Private networks that servers may reach: none → 10.0.0.0/8. Applies to running servers now.",
      "- Sizes: capacity: 17 small servers at once → 16 small servers at once.",
      "- Settings: hub.resources.memory.guarantee: 512Mi → 1Gi",
      "- Settings: hub.resources.memory.limit: 2Gi → not set",
      "- Settings: hub.concurrentSpawnLimit: not set → 10",
    ]
  `);
});

test('a list of raw values that replaces ours, or joins it again', () => {
  const values = { singleuser: { networkPolicy: { egress: [{ to: [{ ipBlock: { cidr: '10.1.0.0/16' } }] }] } } };
  const network = { allow: ['10.0.0.0/8'] };
  const joined = state({ hub: { network, values } });
  const replaced = state({ hub: { network, values, replaceValues: ['singleuser.networkPolicy.egress'] } });
  expect(words(replaced, joined).slice(1)).toEqual([
    '! Hub: singleuser.networkPolicy.egress: hub.values now replaces what Hubwright sets there.',
  ]);
  expect(words(joined, replaced).slice(1)).toEqual([
    '- Hub: singleuser.networkPolicy.egress: hub.values no longer replaces what Hubwright sets there, but adds to it.',
  ]);
});

test('the level of the namespace', () => {
  const privileged = state({ hub: { podSecurity: 'privileged' } });
  expect(words(privileged).slice(1)).toEqual([
    '! Hub: Pods in the namespace may use folders, devices and the network of their node, and so reach all homes there.',
  ]);
  const ofFolder = state({ servers: { volumes: [{ name: 'a', path: '/a', hostPath: '/srv/a' }] } });
  expect(words(ofFolder, privileged).slice(1)).toEqual([
    '- Servers: The volume "a" is added: the folder /srv/a of the node at /a. Takes effect at each server\'s next start.',
  ]);
  expect(words(state(), privileged).slice(1)).toEqual([
    '- Hub: Pods in the namespace may no longer use folders, devices or the network of their node: those that do keep running, and are refused at their next start.',
  ]);
});

test('what is deleted and what stays', () => {
  const credentials = [{ host: 'r.example.com', username: 'u', password: { env: 'TOKEN' } }];
  const before = state({ registry: { credentials } });
  expect(words(state(), before).filter((it) => it.includes('Deleted'))).toMatchInlineSnapshot(`
    [
      "! Deleted: k3s deletes: Secret jupyterhub/hubwright-registry.",
    ]
  `);
  const after = state();
  const lost = { ...after, manifests: new Map([...after.manifests].filter(([file]) => !file.includes('base'))) };
  expect(words(lost).filter((it) => it.includes('Deleted'))).toMatchInlineSnapshot(`
    [
      "! Deleted: Left in the cluster because its whole file is gone; delete by hand: Namespace jupyterhub, StorageClass hubwright-home, HorizontalPodAutoscaler kube-system/hubwright-coredns.",
    ]
  `);
});

test('another way to log in', () => {
  const auth = {
    type: 'oidc',
    clientId: 'hub',
    clientSecret: { env: 'OIDC' },
    authorizeUrl: 'https://id.example.com/a',
    tokenUrl: 'https://id.example.com/t',
    userdataUrl: 'https://id.example.com/u',
    allowAll: true,
  };
  const after = state({ auth });
  expect(words(after).filter((it) => !it.includes('Settings'))).toMatchInlineSnapshot(`
    [
      "- Hub: The hub restarts because of hub.config.JupyterHub, hub.config.DirectoryAuthenticator, hub.config.GenericOAuthenticator, hub.extraVolumes, hub.extraVolumeMounts, secret values. Until it is back, nobody can log in or start a server. Running servers keep running and get the change at their next start.",
      "! Users: Users log in through "oidc" (was "users"), and all have to log in again. Homes belong to user names: anyone with a different name there gets a new home.",
    ]
  `);
  expect(manifestDiff(state().manifests, after.manifests)).toContain('values.yaml: (secret)');
});

test('GPUs: how they are shared, and which plugin offers them', () => {
  const cluster = (sharing: object | undefined, more: object = {}) => {
    const agents = [
      { name: 'a', address: '10.0.0.2', gpus: 2, ...(sharing && { gpuSharing: sharing }) },
      { name: 'b', address: '10.0.0.3', gpus: 1 },
    ];
    return state({ cluster: { provider: 'ssh', servers: [{ name: 's1', address: '10.0.0.1' }], agents, ...more } });
  };
  const whole = cluster(undefined);
  expect([
    ...words(cluster({ timeSlicing: 4 }), whole),
    ...words(cluster({ mps: 4 }), cluster({ timeSlicing: 4 })),
    ...words(cluster(undefined, { gpuPlugin: false }), whole),
    ...words(whole, cluster(undefined, { gpuPlugin: false })),
  ]).toMatchInlineSnapshot(`
    [
      "- Hub: The hub does not restart; running servers are not affected.",
      "- Cluster: a: each GPU serves 4 servers in turn (was one server). The device plugin restarts; running servers keep their GPUs.",
      "- Hub: The hub does not restart; running servers are not affected.",
      "! Cluster: a: each GPU serves 4 servers at once through MPS (was 4 servers in turn). Starting or stopping MPS ends all work on its GPUs: stop its servers first.",
      "- Hub: The hub does not restart; running servers are not affected.",
      "! Cluster: NVIDIA's device plugin is removed from a, b: servers with a GPU do not start until another plugin runs.",
      "! Deleted: k3s deletes: ConfigMap kube-system/hubwright-gpu-deviceplugin-configs-c810ebcf, DaemonSet kube-system/hubwright-device-plugin.",
      "- Hub: The hub does not restart; running servers are not affected.",
      "! Cluster: NVIDIA's device plugin is deployed on a, b. Remove any other plugin first.",
    ]
  `);
});

test('secrets in plain text in older settings are not shown, only that they differ', () => {
  const withSecrets = (secret: string) =>
    state(
      {
        hub: {
          chart: { repository: `https://bob:${secret}@charts.example.com/` },
          values: {
            hub: {
              extraEnv: { DB_PASS: secret, PLAIN: 'x' },
              args: [`--x.token=${secret}`],
              extraConfig: { own: `c.GenericOAuthenticator.client_secret = "${secret}"\n` },
              extraFiles: { ini: { mountPath: '/a.ini', stringData: `[a]\npassword = ${secret}\nhost = db\n` } },
              extraContainers: [{ name: 'a', image: 'a:1', env: [{ name: 'API_TOKEN', value: secret }] }],
            },
          },
        },
      },
      USERS,
      'warn',
    );
  const [before, after] = [withSecrets('f1rst-0ne'), withSecrets('s3cond-0ne')];
  for (const [previous, current] of [
    [before, after],
    [before, state()],
    [state(), after],
  ] as const) {
    const report = `${words(current, previous).join('\n')}\n${manifestDiff(previous.manifests, current.manifests)}`;
    expect(report).not.toMatch(/f1rst-0ne|s3cond-0ne/);
    expect(report).toContain('(secret');
  }
  expect(manifestDiff(before.manifests, after.manifests)).toContain('DB_PASS: (secret, changed)');
});

test('another image of the hub, and the release of JupyterHub in it', () => {
  const before = state();
  const hub = {
    ...before.platform.hub,
    build: 'image/hub',
    reference: 'registry.hubwright.internal/hub:1',
    jupyterhub: '5.5.4',
  };
  const after = { ...before, platform: { ...before.platform, hub } };
  expect(hubImage(before, after)).toEqual([
    {
      topic: 'Hub',
      text: "Hub image: the chart's own image → registry.hubwright.internal/hub:1, to be built and copied to 3 nodes before the hub can start.",
    },
    { topic: 'Hub', text: 'JupyterHub 5.5.0 → 5.5.4.', caution: false },
  ]);
  expect(hubImage(after, before)[1]).toEqual({
    topic: 'Hub',
    text: 'JupyterHub 5.5.4 → 5.5.0, which lacks 9 security fixes.',
    caution: true,
  });
});

test('other nodes for the hub', () => {
  const placed = (hub: object) => words(state({ hub }));
  expect(placed({ placement: 'any' })).toEqual([
    expect.stringMatching(/^- Hub: The hub restarts because of .*hub\.extraPodSpec/),
    '! Hub: The proxy restarts too: running servers are unreachable for a few seconds.',
    '- Hub: Hub and proxy run on any node (was servers while they have room) from their next start. Its database stays on its node, and so does the hub.',
  ]);
  expect(placed({ nodeSelector: { 'kubernetes.io/hostname': 'hubwright-agent-1' } })).toContain(
    '! Hub: Hub and proxy run on nodes with kubernetes.io/hostname=hubwright-agent-1, servers first (was servers while they have room) from their next start. If its database is on another node, it stays there and the hub cannot start.',
  );
});

test('a hub that servers give way to', () => {
  const [before, after] = [state(), state({ hub: { priority: 'high' } })];
  expect(words(after, before)).toEqual([
    expect.stringMatching(/^- Hub: The hub restarts because of .*hub\.extraPodSpec/),
    '! Hub: The proxy restarts too: running servers are unreachable for a few seconds.',
    '! Hub: Where no node has room for hub or proxy, Kubernetes stops servers to make room: homes are kept, what runs in those servers is lost.',
  ]);
  expect(words(before, after)).toContain(
    '- Hub: Where no node has room for hub or proxy, they wait until servers stop.',
  );
});

test('a setting of the hub alone leaves the proxy alone', () => {
  expect(words(state({ hub: { culling: { idle: '2h' } } })).join('\n')).not.toContain('The proxy restarts');
});

test('the limit of processes of a pod', () => {
  expect(words(state({ cluster: { provider: 'multipass', podPidsLimit: 0 } }))).toContain(
    '- Cluster: Processes and threads per pod: 4096 → no limit. Takes effect at the next start of k3s and of each server.',
  );
});

test("a company's certificate authority comes, changes and goes", () => {
  const before = state();
  const after = state({ certificateAuthority: { file: X509_FILE } });
  expect(words(after, before)).toEqual([
    expect.stringContaining('Hub: The hub restarts because of'),
    "- Access: Certificate authorities that the hub trusts beside the public ones: Test CA. Servers follow from each one's next start. `up` restarts k3s, which pulls images so too, on every node; containers go on.",
    `- Settings: certificateAuthority.file: not set → ${X509_FILE}`,
  ]);
  expect(words(before, after)[1]).toBe(
    "! Access: The hub trusts only public certificate authorities, and the company's no longer. Servers follow from each one's next start. `up` restarts k3s, which pulls images so too, on every node; containers go on.",
  );
});

test('the Ingress goes to another controller', () => {
  const of = (className: string) =>
    state({ cluster: { provider: 'multipass', disable: ['traefik'] }, hub: { ingress: { className } } });
  expect(words(of('haproxy'), of('nginx')).slice(1)).toEqual([
    '! Access: The Ingress goes from the controller of the class nginx to that of haproxy, which has to run in the cluster: its address is where browsers have to go.',
  ]);
});

test('annotations of the Ingress come, change and go', () => {
  const annotated = (annotations: object) => state({ hub: { ingress: { annotations } } });
  expect(words(annotated({ a: '2', b: '1' }), annotated({ a: '1', c: '1' }))).toEqual([
    expect.stringContaining('Hub: The hub restarts because of ingress.annotations.'),
    '- Access: Annotation a of the Ingress: 1 → 2.',
    '- Access: Annotation c of the Ingress: 1 → removed.',
    '- Access: Annotation b of the Ingress: 1.',
  ]);
});
