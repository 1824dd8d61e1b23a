import type { KubeObject, Store } from './k3s-store.ts';

interface ClaimRef {
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string;
}

/** Deletes an object as Kubernetes does: a namespace takes its time, and everything in it along; a kept volume stays. */
export function remove(store: Store, object: KubeObject): void {
  const { kind, metadata } = object;
  if (kind === 'Namespace') {
    const deletionTimestamp = new Date().toISOString();
    store.put({ ...object, metadata: { ...metadata, deletionTimestamp }, status: { phase: 'Terminating' } });
    return;
  }
  store.delete(object);
  const pods = kind === 'Deployment' ? store.list('Pod', metadata.namespace) : [];
  for (const pod of pods.filter((it) => it.metadata.labels?.component === metadata.name)) store.delete(pod);
  if (kind !== 'PersistentVolumeClaim') return;
  const volume = store.list('PersistentVolume').find((it) => refOf(it).uid === metadata.uid);
  if (volume !== undefined) setPhase(store, volume, 'Released');
}

/** The controllers of namespaces and volumes, and k3s's provisioner. */
export class Volumes {
  private readonly store: Store;
  constructor(store: Store) {
    this.store = store;
  }

  look(): void {
    for (const namespace of this.store.list('Namespace')) {
      if (namespace.metadata.deletionTimestamp !== undefined) this.empty(namespace);
    }
    for (const volume of this.store.list('PersistentVolume')) {
      // One that is kept for a claim waits for it.
      if (refOf(volume).uid === undefined && phaseOf(volume) !== 'Available') setPhase(this.store, volume, 'Available');
      // Made again under the name that its claim knows.
      if (refOf(volume).uid !== undefined && phaseOf(volume) === undefined) setPhase(this.store, volume, 'Bound');
    }
    for (const claim of this.store.list('PersistentVolumeClaim')) if (phaseOf(claim) !== 'Bound') this.bind(claim);
  }

  /** Empties a namespace, and deletes it at the next look. */
  private empty(namespace: KubeObject): void {
    const { name } = namespace.metadata;
    const left = this.store.all().filter((it) => it.metadata.namespace === name);
    for (const object of left) remove(this.store, object);
    if (left.length === 0) this.store.delete(namespace);
  }

  private bind(claim: KubeObject): void {
    const { namespace = '', name, uid = '' } = claim.metadata;
    const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid };
    const kept = this.store
      .list('PersistentVolume')
      .find((it) => refOf(it).namespace === namespace && refOf(it).name === name && refOf(it).uid === undefined);
    const { storageClassName } = claim.spec as { readonly storageClassName: string };
    const storageClass = this.store.get('StorageClass', undefined, storageClassName);
    if (kept === undefined && storageClass === undefined) return;
    const volumeName = kept?.metadata.name ?? `pvc-${uid}`;
    const values = [this.store.list('Node')[0]?.metadata.name ?? ''];
    const fresh = {
      storageClassName,
      persistentVolumeReclaimPolicy: storageClass?.reclaimPolicy,
      capacity: { storage: '1Gi' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values }] }],
        },
      },
    };
    const spec = { ...fresh, ...(kept?.spec as object | undefined), claimRef };
    const volume = { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: volumeName }, spec };
    setPhase(this.store, volume, 'Bound');
    this.store.put({ ...claim, spec: { ...(claim.spec as object), volumeName }, status: { phase: 'Bound' } });
  }
}

function refOf({ spec }: KubeObject): Partial<ClaimRef> {
  const { uid, ...rest }: Partial<ClaimRef> = (spec as { readonly claimRef?: ClaimRef }).claimRef ?? {};
  return uid === undefined || uid === '' ? rest : { ...rest, uid };
}

function phaseOf({ status }: KubeObject): string | undefined {
  return (status as { readonly phase?: string } | undefined)?.phase;
}

function setPhase(store: Store, volume: KubeObject, phase: string): void {
  store.put({ ...volume, status: { phase, lastPhaseTransitionTime: new Date().toISOString() } });
}
