import { isMapping } from '../../system/mapping.ts';
import type { ChartSource } from '../chart-source.ts';
import { cpu, databaseUrl, kubernetesSize, texts } from '../conversions.ts';
import type { Draft } from '../draft.ts';
import { dropped, type KeyMapping, same, Unfit } from '../key-mapping.ts';
import { imageOf } from '../offered-servers.ts';

const OF_CHART = /(^|\/)jupyterhub\/k8s-hub(:|$)/;
const count = (value: unknown) =>
  Number.isInteger(value) && Number(value) >= 0 ? value : new Unfit('not a whole number');

/** `hub`: the hub itself, its database and its image. */
export const hub: readonly KeyMapping[] = [
  same('hub.concurrentSpawnLimit', 'hub.concurrentSpawnLimit', count),
  same('hub.activeServerLimit', 'hub.activeServerLimit', count),
  same('hub.nodeSelector', 'hub.nodeSelector', (value) =>
    isMapping(value) ? (Object.keys(value).length > 0 ? value : undefined) : new Unfit('not a mapping of labels'),
  ),
  { from: ['hub.resources'], to: ['hub.resources'], move: moveResources },
  { from: ['hub.image.name', 'hub.image.tag'], to: ['hub.image'], move: moveImage },
  { from: ['hub.db'], to: ['hub.database'], move: moveDatabase },
  { from: ['singleuser.networkPolicy.egress'], to: ['hub.network.allow'], move: moveEgress },
  { from: ['imagePullSecret'], to: ['registry.credentials'], move: moveRegistry },
  dropped(
    [
      'hub.cookieSecret',
      'hub.config.JupyterHub.cookie_secret',
      'hub.config.CryptKeeper.keys',
      'hub.config.ConfigurableHTTPProxy.auth_token',
    ],
    'is a secret that the chart generates, and keeps across upgrades',
  ),
  dropped(
    ['hub_bind_url', 'hub_connect_ip', 'hub_connect_port', 'hub_connect_url', 'hub_ip', 'hub_port'].map(
      (it) => `hub.config.JupyterHub.${it}`,
    ),
    'the chart sets where servers and proxy find the hub, by the name of its Service',
  ),
  dropped(['hub.db.upgrade'], 'the chart upgrades the database by itself'),
  dropped(['hub.config.JupyterHub.admin_access'], 'is so anyway', (value) => value === true),
  dropped(['hub.config.KubeSpawner.delete_pvc'], 'homes are kept', (value) => value === true),
];

function moveResources(source: ChartSource, draft: Draft): void {
  const given = source.get('hub.resources');
  if (!isMapping(given)) return;
  const read = (kind: 'requests' | 'limits', key: string, convert: (value: unknown) => unknown) => {
    const value = isMapping(given[kind]) ? given[kind][key] : undefined;
    return value === undefined || value === null ? undefined : convert(value);
  };
  const all = {
    cpu: [read('requests', 'cpu', cpu), read('limits', 'cpu', cpu)],
    memory: [read('requests', 'memory', kubernetesSize), read('limits', 'memory', kubernetesSize)],
  };
  const parts = Object.entries(all);
  if (parts.some(([, values]) => values.some((it) => it instanceof Unfit))) {
    draft.raw(['hub.resources'], 'are not amounts of processor time and memory');
    return;
  }
  source.take('hub.resources');
  for (const [key, [request, limit]] of parts) {
    const guarantee = request ?? limit;
    if (guarantee === undefined) continue;
    draft.set(['hub', 'resources', key], { guarantee, ...(limit !== undefined && { limit }) }, ['hub.resources']);
  }
}

function moveImage(source: ChartSource, draft: Draft): void {
  const image = imageOf(source.get('hub.image'));
  const [name, tag] = [source.take('hub.image.name'), source.take('hub.image.tag')];
  if (name === undefined && tag === undefined) return;
  if (image === undefined || OF_CHART.test(image)) {
    draft.dropped(['hub.image'], "the chart's own image belongs to its version");
    return;
  }
  draft.set(['hub', 'image'], image, ['hub.image']);
  draft.decide(['hub.image'], 'the image has to contain JupyterHub 5 or 6, which this Hubwright is for');
}

function moveDatabase(source: ChartSource, draft: Draft): void {
  const type = source.get('hub.db.type') ?? 'sqlite-pvc';
  if (type === 'sqlite-pvc' || type === 'sqlite') {
    if (source.take('hub.db.type') !== undefined) draft.set(['hub', 'database', 'type'], 'sqlite', ['hub.db.type']);
    const size = source.get('hub.db.pvc.storage');
    const converted = size === undefined ? undefined : kubernetesSize(size);
    if (converted !== undefined && !(converted instanceof Unfit)) {
      source.take('hub.db.pvc.storage');
      draft.set(['hub', 'database'], { type: 'sqlite', size: converted }, ['hub.db.pvc.storage']);
    }
    const name = source.get('hub.db.pvc.storageClassName');
    if (typeof name !== 'string' || name === '') return;
    source.take('hub.db.pvc.storageClassName');
    draft.set(['hub', 'database', 'type'], 'sqlite', ['hub.db.type']);
    draft.set(['hub', 'database', 'class'], name, ['hub.db.pvc.storageClassName']);
    draft.decide(
      ['hub.db.pvc.storageClassName'],
      `the StorageClass "${name}" has to be in the new cluster; without hub.database.class, the database is on the disk of a node, where backups find it`,
    );
    return;
  }
  if (type !== 'postgres') return;
  const url = String(source.get('hub.db.url') ?? '');
  const place = databaseUrl(url);
  if (place === undefined || place.hostname === '' || !/^postgres/.test(url)) {
    draft.raw(['hub.db'], 'its URL is not that of a PostgreSQL database');
    return;
  }
  const password = source.take('hub.db.password') ?? decodeURIComponent(place.password);
  source.take('hub.db.type');
  source.take('hub.db.url');
  const { sslmode, ...options } = Object.fromEntries(place.searchParams);
  const isKnown = isSslMode(sslmode);
  const others = [...Object.keys(options), ...(sslmode !== undefined && !isKnown ? ['sslmode'] : [])];
  if (others.length > 0)
    draft.decide(
      ['hub.db.url'],
      `no setting says ${others.join(', ')} of its URL: hub.extraEnv has libpq's variables, such as PGSSLMODE`,
    );
  if (place.username === '' || place.pathname.length < 2)
    draft.decide(
      ['hub.db.url'],
      'lacks the user or the database, of which each is "jupyterhub" unless hub.database says another',
    );
  draft.set(
    ['hub', 'database'],
    {
      type: 'postgresql',
      host: place.hostname,
      ...(place.port !== '' && { port: Number(place.port) }),
      ...(place.pathname.length > 1 && { database: place.pathname.slice(1) }),
      ...(place.username !== '' && { user: decodeURIComponent(place.username) }),
      ...(isKnown && { sslMode: sslmode }),
    },
    ['hub.db.url'],
  );
  draft.setSecret(['hub', 'database', 'password'], 'DATABASE_PASSWORD', 'hub.db.password', password);
}

const isSslMode = (value: unknown) => ['prefer', 'require', 'verify-ca', 'verify-full'].includes(value as string);

/** Rules that allow whole networks; any other rule stays as it is. */
function moveEgress(source: ChartSource, draft: Draft): void {
  const key = 'singleuser.networkPolicy.egress';
  const rules = source.get(key);
  if (!Array.isArray(rules)) return;
  const networks = rules.flatMap((rule) => {
    const isPlain = isMapping(rule) && Object.keys(rule).join() === 'to' && Array.isArray(rule.to);
    const peers = isPlain ? (rule.to as unknown[]) : [];
    const cidrs = peers.map((it) =>
      isMapping(it) && isMapping(it.ipBlock) && !it.ipBlock.except ? it.ipBlock.cidr : 0,
    );
    return cidrs.length > 0 && cidrs.every((it) => typeof it === 'string') ? [{ rule, cidrs: cidrs as string[] }] : [];
  });
  if (networks.length === 0 || networks.length < rules.length) return;
  source.take(key);
  const allowed = networks.flatMap((it) => it.cidrs).filter((it) => it !== '0.0.0.0/0');
  if (allowed.length > 0) draft.set(['hub', 'network', 'allow'], allowed, [key]);
  if (allowed.length < networks.flatMap((it) => it.cidrs).length)
    draft.dropped([key], 'the internet is open to servers anyway');
}

function moveRegistry(source: ChartSource, draft: Draft): void {
  const given = source.take('imagePullSecret');
  if (!isMapping(given)) return;
  if (typeof given.username !== 'string' || given.username === '') {
    draft.dropped(['imagePullSecret'], 'has no username, without which nothing logs in');
    return;
  }
  const {
    create: _create,
    enabled: _enabled,
    registry: _registry,
    username: _username,
    password: _password,
    ...others
  } = given;
  draft.dropped(
    Object.keys(others).map((it) => `imagePullSecret.${it}`),
    'is not needed to log in to a registry',
  );
  const host = typeof given.registry === 'string' && given.registry !== '' ? given.registry : 'docker.io';
  const [name = host] = texts(host.replace(/^https?:\/\//, '').replace(/\/.*/, ''));
  draft.set(['registry', 'credentials'], [{ host: name, username: given.username }], ['imagePullSecret']);
  draft.setSecret(
    ['registry', 'credentials', 0, 'password'],
    'REGISTRY_PASSWORD',
    'imagePullSecret.password',
    given.password,
  );
}
