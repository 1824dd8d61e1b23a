import { isAround } from '../../platform/mount-paths.ts';
import { HOME, SHARED_MEMORY } from '../../platform/names.ts';
import { isMapping, type Mapping } from '../../system/mapping.ts';
import type { ChartSource } from '../chart-source.ts';
import { kubernetesSize, nameFrom, withoutSlash } from '../conversions.ts';
import type { Draft } from '../draft.ts';
import { type KeyMapping, same } from '../key-mapping.ts';
import { asList, withList } from '../named-lists.ts';
import { without } from '../paths.ts';
import { moveVolume } from './volumes.ts';

const VOLUMES = 'singleuser.storage.extraVolumes';
const MOUNTS = 'singleuser.storage.extraVolumeMounts';
const CAPACITY = 'singleuser.storage.capacity';
const CLASS = 'singleuser.storage.dynamic.storageClass';
const TYPE = 'singleuser.storage.type';
const STATIC = 'singleuser.storage.static';
const VOLUME_NAME = 'singleuser.storage.dynamic.volumeNameTemplate';

/** `singleuser.storage`: homes and shared folders. */
export const storage: readonly KeyMapping[] = [
  { from: [VOLUME_NAME], to: [], move: dropVolumeName },
  {
    from: [VOLUMES, MOUNTS],
    to: ['storage.home.nfs', 'storage.shared', 'servers.sharedMemory', 'servers.volumes'],
    move: moveVolumes,
  },
  { from: [TYPE, STATIC], to: ['storage.home.claim', 'storage.home.ephemeral'], move: moveType },
  { from: [CAPACITY, CLASS], to: ['storage.home.size', 'storage.home.class'], move: moveClaims },
];

/** After where homes are: only claims of their own have a size and a StorageClass. */
function moveClaims(source: ChartSource, draft: Draft): void {
  const isElsewhere = ['nfs', 'claim', 'ephemeral'].some((it) => draft.get(['storage', 'home', it]) !== undefined);
  if (isElsewhere) {
    for (const key of [CAPACITY, CLASS])
      if (source.take(key)) draft.dropped([key], 'is of claims, and no home is a claim of its own');
    return;
  }
  same(CAPACITY, 'storage.home.size', kubernetesSize).move(source, draft);
  const name = source.take(CLASS);
  if (typeof name !== 'string' || name === '') return;
  draft.set(['storage', 'home', 'class'], name, [CLASS]);
  draft.decide(
    [CLASS],
    `the StorageClass "${name}" has to be in the new cluster; without storage.home.class, homes are on the disks of nodes`,
  );
}

/** The name of the volume of a home is that of one within a pod: only what mounts it a second time needs it. */
function dropVolumeName(source: ChartSource, draft: Draft): void {
  const name = source.get(VOLUME_NAME);
  const others = JSON.stringify(without(source.rest, VOLUME_NAME.split('.')));
  if (typeof name !== 'string' || others.includes(JSON.stringify(name).slice(1, -1))) return;
  source.take(VOLUME_NAME);
  draft.dropped(
    [VOLUME_NAME],
    "names the home's volume within a pod, and nothing else refers to it; claims keep their names",
  );
}

interface Mounted {
  readonly volume: Mapping;
  readonly mount: Mapping;
}

/** Volumes that are mounted once, and are an NFS export or a claim, are shared folders; one with the homes is the homes. */
function moveVolumes(source: ChartSource, draft: Draft): void {
  const volumes = asList(source.get(VOLUMES));
  const mounts = asList(source.get(MOUNTS));
  const taken = new Set<string>();
  const moved = volumes.flatMap((volume): Mounted[] => {
    const own = mounts.filter((it) => it.name === volume.name);
    const [mount] = own;
    if (own.length !== 1 || mount === undefined) return [];
    const isMoved = isHome(volume, mount, source)
      ? moveHome(volume, mount, source, draft)
      : moveSharedMemory(volume, mount, draft) ||
        moveShared(volume, mount, taken, draft) ||
        (!hidesHome(mount, source) && moveVolume(volume, mount, [VOLUMES, MOUNTS], draft));
    return isMoved ? [{ volume, mount }] : [];
  });
  if (moved.length === 0) return;
  withList(
    source,
    VOLUMES,
    volumes.filter((it) => !moved.some(({ volume }) => volume === it)),
  );
  withList(
    source,
    MOUNTS,
    mounts.filter((it) => !moved.some(({ mount }) => mount === it)),
  );
}

/** A folder for each user, as `storage.home` has it. */
const OF_USER = /^\{(escaped_)?username\}$/;

/** After the volumes, among which the home may be. */
function moveType(source: ChartSource, draft: Draft): void {
  const { pvcName: claim, subPath = '{username}' } = (source.get(STATIC) ?? {}) as Mapping;
  if (source.get(TYPE) === 'static' && typeof claim === 'string' && OF_USER.test(String(subPath))) {
    source.take(TYPE);
    source.take(`${STATIC}.pvcName`);
    source.take(`${STATIC}.subPath`);
    draft.set(['storage', 'home', 'claim'], claim, [STATIC]);
    explainFolders(subPath, `${STATIC}.subPath`, draft);
    draft.decide([STATIC], `the claim "${claim}" has to be in the new cluster, for all of its nodes at the same time`);
  } else if (source.get(TYPE) === 'static' && typeof claim === 'string')
    draft.raw(
      [STATIC],
      `storage.home.claim has the folder of each user at the top of the claim, and this is ${subPath}`,
    );
  const isMounted = asList(source.get(MOUNTS)).some((mount) => isAtHome(mount, source));
  if (source.get(TYPE) !== 'none' || isMounted) return;
  source.take(TYPE);
  draft.set(['storage', 'home', 'ephemeral'], true, [TYPE]);
}

/** KubeSpawner 7 has two ways to write a name, and wrote `{username}` in the other one before. */
function explainFolders(subPath: unknown, key: string, draft: Draft): void {
  if (subPath !== '{escaped_username}') return;
  draft.decide(
    [key],
    'folders were called {escaped_username}, and are called {username} now: that is another name wherever a user has more than lower-case letters and digits; rename those folders as docs/network-homes.md says',
  );
}

const HOMES = ['/home/jovyan', '/home/jovyan/'];

function isHome(volume: Mapping, mount: Mapping, source: ChartSource): boolean {
  return isAtHome(mount, source) && isMapping(volume.nfs) && source.get(TYPE) === 'none';
}

function hidesHome({ mountPath }: Mapping, source: ChartSource): boolean {
  const home = String(source.get('singleuser.storage.homeMountPath') ?? HOME);
  return isAround(withoutSlash(String(mountPath)), withoutSlash(home));
}

function isAtHome({ mountPath }: Mapping, source: ChartSource): boolean {
  return HOMES.includes(String(mountPath)) || mountPath === source.get('singleuser.storage.homeMountPath');
}

function moveHome({ nfs }: Mapping, { subPath }: Mapping, source: ChartSource, draft: Draft): boolean {
  if (!isMapping(nfs) || !OF_USER.test(String(subPath))) return false;
  draft.set(['storage', 'home', 'nfs'], { server: nfs.server, path: nfs.path }, [VOLUMES]);
  explainFolders(subPath, MOUNTS, draft);
  source.take(TYPE);
  return true;
}

/** Memory without a size may grow to that of the server, which no setting says. */
function moveSharedMemory({ emptyDir }: Mapping, mount: Mapping, draft: Draft): boolean {
  if (mount.mountPath !== SHARED_MEMORY || Object.keys(mount).length > 2 || !isMapping(emptyDir)) return false;
  const size = kubernetesSize(emptyDir.sizeLimit);
  if (emptyDir.medium !== 'Memory' || typeof size !== 'string') return false;
  draft.set(['servers', 'sharedMemory'], size, [VOLUMES, MOUNTS]);
  return true;
}

/** What a shared folder of the settings says of a mount. */
const KNOWN_IN_MOUNT = new Set(['name', 'mountPath', 'readOnly']);

function moveShared(volume: Mapping, mount: Mapping, taken: Set<string>, draft: Draft): boolean {
  const { nfs, persistentVolumeClaim: claim, name: _, ...others } = volume;
  if (Object.keys(others).length > 0 || Object.keys(mount).some((it) => !KNOWN_IN_MOUNT.has(it))) return false;
  if (isMapping(nfs) === isMapping(claim) || typeof mount.mountPath !== 'string') return false;
  const of = isMapping(nfs) ? nfs : (claim as Mapping);
  const name = nameFrom(String(volume.name), 'shared', taken);
  taken.add(name);
  const at = ['storage', 'shared', taken.size - 1];
  draft.get(['storage', 'shared']) ?? draft.set(['storage', 'shared'], [], [VOLUMES, MOUNTS]);
  draft.set(
    at,
    {
      name,
      ...(isMapping(nfs) ? { nfs: { server: nfs.server, path: nfs.path } } : { claim: of.claimName }),
      mountPath: withoutSlash(mount.mountPath),
      ...((mount.readOnly === true || of.readOnly === true) && { readOnly: true }),
    },
    [VOLUMES],
  );
  if (!isMapping(nfs)) draft.decide([VOLUMES], `the claim "${of.claimName}" has to be in the new cluster`);
  return true;
}
