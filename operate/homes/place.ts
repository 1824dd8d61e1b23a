import { posix } from 'node:path';
import { type LocatedVolume, type NodesAndVolumes, ownerAnnotations } from '../../cluster/volumes.ts';
import { names } from '../../platform/names.ts';
import { type HomeOwner, homeClaim } from '../../platform/slug.ts';
import { UserError } from '../../system/user-error.ts';

/** Where a home is put. */
export interface Place {
  readonly node: string;
  /** Its folder there. */
  readonly folder: string;
  /** Name of its volume. */
  readonly volume: string;
  /** `bound`: a claim has it; `free`: it waits for its claim; `released`: `up` has to bind it again; `new`: made by us. */
  readonly state: 'bound' | 'free' | 'released' | 'new';
}

/** Whose home it is. */
export interface Whose {
  readonly user: string;
  /** Named server that the home is of. @default - the default one */
  readonly server?: string | undefined;
  /** The hub's. */
  readonly namespace: string;
}

export interface PlaceQuestion extends NodesAndVolumes, Whose {
  /** The node that was named for a home that has no volume. */
  readonly to: string | undefined;
  /** Whether homes are of a StorageClass of the company's own. */
  readonly hasOwnClass: boolean;
  /** Where a home without a volume is put, if no node is named. */
  readonly fresh: NewVolume & {
    readonly node: string;
    /** Why that one, for when it is no longer in the cluster: `which made the backup`. */
    readonly because: string;
  };
  /** What to do about a home that is not a folder on a node. */
  readonly otherwise: string;
}

export interface NewVolume {
  /** The same for every try, so that another one finds what this one made. */
  readonly volume: string;
  /** The folder above its own. */
  readonly parent: string;
}

/** The volume of a user's home, if there is one. */
export function homeNow(
  volumes: readonly LocatedVolume[],
  { user, server, namespace }: Whose,
): LocatedVolume | undefined {
  const claim = homeClaim(user, server);
  const own = volumes.filter((it) => it.namespace === namespace && it.claim === claim);
  const released = own.filter((it) => it.phase === 'Released');
  return (
    own.find((it) => it.phase === 'Bound') ??
    own.find((it) => it.phase === 'Available') ??
    // Of several, none is more the user's than another.
    (released.length === 1 ? released[0] : undefined)
  );
}

/** @throws UserError where it cannot be put back */
export function placeOf(asked: PlaceQuestion): Place {
  const found = homeNow(asked.volumes, asked);
  if (found !== undefined) return placeNow(found, asked);
  const { user, nodes, fresh, to, hasOwnClass } = asked;
  if (hasOwnClass) {
    throw new UserError(`the home of ${user} has no volume`, {
      fix: 'Start a server of this user once, which makes one, and run the same command again.',
    });
  }
  const node = to ?? fresh.node;
  if (nodes.includes(node)) return newPlace(node, fresh, asked);
  const what = to === undefined ? `${node}, ${fresh.because}, is no longer in the cluster` : `there is no node ${node}`;
  throw new UserError(what, { fix: `Name the node for the home with --to: ${nodes.join(', ')}.`, exitCode: 2 });
}

/** Where a home is that has a volume. @throws UserError where nothing can be put */
export function placeNow(
  { node, path, volume, phase }: LocatedVolume,
  { user, nodes, to, otherwise }: Pick<PlaceQuestion, 'user' | 'nodes' | 'to' | 'otherwise'>,
): Place {
  if (node === undefined || path === undefined) {
    throw new UserError(`the home of ${user} is not a folder on one node (volume ${volume})`, { fix: otherwise });
  }
  if (!nodes.includes(node)) {
    throw new UserError(`the home of ${user} is on ${node}, which is no longer in the cluster`, {
      fix:
        phase === 'Bound'
          ? `If it is gone for good, \`npx hubwright node drain ${node} --lost\` restores all its homes onto other nodes.`
          : `If it is gone for good, delete the volume, \`kubectl delete pv ${volume}\`, and run the same command with --to NODE.`,
    });
  }
  if (to !== undefined && to !== node) {
    throw new UserError(`the home of ${user} is on ${node}, not on ${to}`, {
      fix: 'Leave out --to: it is put where it is now.',
      exitCode: 2,
    });
  }
  const state = phase === 'Bound' ? 'bound' : phase === 'Available' ? 'free' : 'released';
  return { node, folder: path, volume, state };
}

/** Where a home is put that has no volume. */
export function newPlace(node: string, { volume, parent }: NewVolume, { user, server, namespace }: Whose): Place {
  const folder = posix.join(parent, `${volume}_${namespace}_${homeClaim(user, server)}`);
  return { node, folder, volume, state: 'new' };
}

/** The volume for a new place, kept for the claim that KubeSpawner makes. Nothing is lost if the claim is deleted. */
export function volumeOf({ volume, node, folder }: Place, props: VolumeProps): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volume, ...(props.owner && { annotations: ownerAnnotations(props.owner) }) },
    spec: {
      capacity: { storage: props.size },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: props.storageClass,
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: props.namespace, name: props.claim },
      // Of a `local` one, the kubelet would change modes and groups. Like that, it is never made where it is missing.
      hostPath: { path: folder, type: 'Directory' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] },
          ],
        },
      },
    },
  };
}

/** The volume for a home's folder of k3s's provisioner, which names both: a node notes how large a home is by its folder. */
export function volumeOfFolder(
  { node, path }: { readonly node: string; readonly path: string },
  props: Omit<VolumeProps, 'storageClass'>,
): { readonly name: string; readonly object: object } {
  const [name = ''] = posix.basename(path).split('_');
  const place = { node, folder: path, volume: name, state: 'new' as const };
  return { name, object: volumeOf(place, { ...props, storageClass: names.storageClass }) };
}

export interface VolumeProps {
  readonly namespace: string;
  readonly claim: string;
  readonly storageClass: string;
  /** `10Gi` */
  readonly size: string;
  /** Whose home it is, which the volume says until it has a claim. @default - only its claim says it */
  readonly owner?: HomeOwner;
}
