import { ownerOf } from '../../operate/homes/find-homes.ts';
import { quantityOf } from '../../platform/kubernetes-quantity.ts';
import { inGib } from '../../system/bytes.ts';
import { counted } from '../../system/counted.ts';
import { UserError } from '../../system/user-error.ts';
import { columns, type Kubectl, rowsOf } from './kubectl.ts';

/** A claim in the hub's namespace, and where what is in it lies. */
export interface Claim {
  readonly name: string;
  /** Whose home it is, or what of the name can be told; undefined for the database and others. */
  readonly user: string | undefined;
  /** Named server that it is the home of; empty for the default one, and for all else. */
  readonly server: string;
  readonly size: string;
  readonly storageClass: string;
  /** Whether it has a volume. */
  readonly isBound: boolean;
  /** The volume in words; empty while there is none or it may not be read. */
  readonly volume: string;
}

const USER = '.metadata.annotations.hub\\.jupyter\\.org/username';
const SERVER = '.metadata.annotations.hub\\.jupyter\\.org/servername';
const ESCAPED = '.metadata.labels.hub\\.jupyter\\.org/username';

/** The claims of a namespace, with their volumes as far as these may be read. */
export async function findClaims(kubectl: Kubectl, namespace: string): Promise<Claim[]> {
  const fields = ['.metadata.name', USER, ESCAPED, '.spec.resources.requests.storage', '.spec.storageClassName'];
  const output = columns(...fields, '.metadata.labels.component', '.spec.volumeName', SERVER, '.status.phase');
  const claims = rowsOf(await kubectl.get(['persistentvolumeclaims', `--namespace=${namespace}`, '-o', output]));
  const volumes = claims.length === 0 ? new Map<string, string>() : await findVolumes(kubectl);
  return claims.map(
    ([
      name = '',
      user = '',
      escaped = '',
      size = '',
      storageClass = '',
      component = '',
      volume = '',
      server = '',
      phase = '',
    ]) => ({
      ...{ name, server, isBound: phase === 'Bound' },
      user: userOf({ name, user, escaped, component }),
      size,
      storageClass,
      volume: volumes.get(volume) ?? '',
    }),
  );
}

const VOLUME_FIELDS = [
  '.metadata.name',
  '.spec.persistentVolumeReclaimPolicy',
  '.spec.hostPath.path',
  '.spec.local.path',
  '.spec.nfs.server',
  '.spec.nfs.path',
  '.spec.csi.driver',
  '.spec.csi.volumeHandle',
  '.spec.nodeAffinity.required.nodeSelectorTerms[*].matchExpressions[*].values[*]',
];

const NODE_FIELDS = [
  '.metadata.name',
  '.status.capacity.cpu',
  '.status.capacity.memory',
  '.status.capacity.nvidia\\.com/gpu',
  '.status.addresses[?(@.type=="InternalIP")].address',
];

/** The machines of a cluster in words, as far as they may be read: `node-1 (8 processors, 31.2 GiB, 10.0.0.1)`. */
export async function findMachines(kubectl: Kubectl): Promise<string[]> {
  const rows = await ifAllowed(kubectl.get(['nodes', '-o', columns(...NODE_FIELDS)]));
  return rowsOf(rows ?? '').map(([name = '', cpus = '', memory = '', gpus = '', address = '']) => {
    const bytes = quantityOf(memory);
    const parts = [
      counted(Number(cpus), 'processor'),
      bytes === undefined ? '' : inGib(bytes),
      gpus === '' || gpus === '0' ? '' : counted(Number(gpus), 'GPU'),
      address,
    ];
    return `${name} (${parts.filter((it) => it !== '').join(', ')})`;
  });
}

/** Nodes and volumes belong to no namespace, so that who may read one often may not read these: all else is told all the same. */
async function ifAllowed(asked: Promise<string>): Promise<string | undefined> {
  return asked.catch((error) => {
    if (error instanceof UserError && /forbidden/i.test(error.message)) return undefined;
    throw error;
  });
}

async function findVolumes(kubectl: Kubectl): Promise<Map<string, string>> {
  const rows = await ifAllowed(kubectl.get(['persistentvolumes', '-o', columns(...VOLUME_FIELDS)]));
  return new Map(rowsOf(rows ?? '').map(([name = '', ...cells]) => [name, volumeText(cells)]));
}

function volumeText([
  policy = '',
  host = '',
  local = '',
  server = '',
  path = '',
  driver = '',
  handle = '',
  nodes = '',
]: string[]) {
  const folder = host || local;
  const place =
    server !== ''
      ? `NFS ${server}:${path}`
      : folder !== ''
        ? `folder ${folder}${nodes === '' ? '' : ` on ${nodes}`}`
        : driver !== ''
          ? `volume ${handle} of ${driver}`
          : '';
  const lost = policy === 'Delete' ? 'deleted together with its claim' : '';
  return [place, lost].filter((it) => it !== '').join(', ');
}

interface Owned {
  readonly name: string;
  readonly user: string;
  readonly escaped: string;
  readonly component: string;
}

function userOf({ name, user, escaped, component }: Owned): string | undefined {
  if (user !== '') return user;
  const isHome = component === 'singleuser-storage' || escaped !== '' || /^claim-/.test(name);
  return isHome ? unescapeUser(escaped || name.replace(/^claim-/, '')) : undefined;
}

/** The name of a user that KubeSpawner wrote with `-40` for `@`; with a hash behind, as it is. */
function unescapeUser(text: string): string {
  if (text.includes('---')) return text;
  const bytes = text.replace(/-([0-9a-f]{2})/g, (_, hex: string) => `%${hex}`);
  try {
    return decodeURIComponent(bytes);
  } catch {
    return text;
  }
}

/** Where the hub keeps its own data, of the chart's `hub.db`. */
export interface HubDatabase {
  readonly type: string;
  readonly url: string;
}

/** Lines of the report about what is in the cluster and not in its values. */
export function dataLines(claims: readonly Claim[], { type, url }: HubDatabase): string[] {
  const homes = claims.filter((it) => it.user !== undefined);
  const database = claims.find((it) => it.name === 'hub-db-dir');
  const others = claims.filter((it) => it.user === undefined && it !== database);
  return [
    type.startsWith('sqlite')
      ? database === undefined
        ? 'the database of the hub is in no claim: it ends with its pod'
        : `the database of the hub, hub.sqlite, is in ${claimText(database)}`
      : `the database of the hub is ${type}${url === '' ? '' : ` at ${withoutPassword(url)}`}: it keeps running, so back it up before another hub uses it`,
    homes.length === 0
      ? 'no claim is the home of a user'
      : `${counted(homes.length, 'claim')} with homes, which \`npx hubwright home import --from-cluster\` copies: docs/move-over.md`,
    ...homes.map((it) => `home of ${ownerOf({ ...it, claim: it.name })}: ${claimText(it)}`),
    ...others.map((it) => `another claim: ${claimText(it)}`),
  ];
}

const claimText = ({ name, size, storageClass, volume }: Claim) =>
  [name, size, storageClass === '' ? '' : `StorageClass ${storageClass}`, volume].filter((it) => it !== '').join(', ');

/** A scheme, a user, a password, host, port and name of the database, and options, which may have a password too. */
const ADDRESS = /^([\w+]+:\/\/)(?:([^\s:@/?]+)(?::[^\s?]*)?@)?([^\s:@/?]+(?::\d+)?(?:\/[^\s:@/?]*)?)(?:\?[^@]*)?$/;

function withoutPassword(url: string): string {
  const [, scheme, user, place] = ADDRESS.exec(url) ?? [];
  if (scheme === undefined) return 'an address that is not shown, as a part of it may be a password';
  return `${scheme}${user === undefined ? '' : `${user}@`}${place}`;
}
