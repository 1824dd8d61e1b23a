import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupPaths } from '../../cluster/backup-paths.ts';
import { load } from '../../settings/testing.ts';

export const { platform } = load({
  cluster: {
    provider: 'ssh',
    name: 'test',
    servers: [{ name: 's1', address: '10.0.0.1' }],
    agents: [
      { name: 'a1', address: '10.0.0.2' },
      { name: 'a2', address: '10.0.0.3' },
    ],
  },
});

interface KubeObject {
  kind: string;
  metadata: { name: string; uid?: string; deletionTimestamp?: string; [key: string]: unknown };
  // biome-ignore lint/suspicious/noExplicitAny: what Kubernetes has in it is different for every kind
  spec?: any;
  status?: { phase?: string; conditions?: object[] };
  data?: object;
}

/** What a deletion that waits answers. */
export const WAITS = 'waits';

/** A cluster of this machine, of all nodes: what Kubernetes has is in memory, folders and scripts are real. */
export class MoveCluster {
  readonly storage = mkdtempSync(join(tmpdir(), 'hubwright-move-'));
  readonly objects = new Map<string, KubeObject>();
  pods = new Set<string>();
  readonly cordoned = new Set<string>();
  /** Nodes that do not answer. */
  readonly off = new Set<string>();
  /** In the place of the script of backups on nodes. */
  backupScript: string = backupPaths.script;
  /** Whether no disk has room. */
  isFull = false;
  /** Called before each command that changes something, with what it is. */
  before: (what: string) => void = () => {};
  readonly done: string[] = [];
  private count = 0;

  /** What is in Kubernetes of a home on a1. */
  addHome(user: string, persistentVolumeReclaimPolicy: 'Retain' | 'Delete' = 'Retain'): string {
    const [claim, volume] = [`claim-${user}`, `pvc-${user}`];
    const path = join(this.storage, `${volume}_jupyterhub_${claim}`);
    const matchExpressions = [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['a1'] }];
    const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions }] } };
    const claimRef = { namespace: 'jupyterhub', name: claim, uid: 'first' };
    const spec = {
      capacity: { storage: '10Gi' },
      local: { path },
      claimRef,
      nodeAffinity,
      persistentVolumeReclaimPolicy,
    };
    this.put({
      kind: 'PersistentVolume',
      metadata: { name: volume, labels: { a: 'b' } },
      spec,
      status: { phase: 'Bound' },
    });
    const annotations = {
      'hub.jupyter.org/username': user,
      'volume.kubernetes.io/selected-node': 'a1',
      'pv.kubernetes.io/bind-completed': 'yes',
    };
    this.put({
      kind: 'PersistentVolumeClaim',
      metadata: {
        name: claim,
        namespace: 'jupyterhub',
        uid: 'first',
        annotations,
        labels: { component: 'singleuser-storage' },
      },
      spec: {
        ...{ storageClassName: 'hubwright-home', accessModes: ['ReadWriteOnce'], volumeName: volume },
        resources: { requests: { storage: '10Gi' } },
      },
      status: { phase: 'Bound' },
    });
    return path;
  }

  get(kind: string, name: string): KubeObject | undefined {
    return this.objects.get(`${kind.toLowerCase()}/${name}`);
  }

  put(object: KubeObject): void {
    this.objects.set(`${object.kind.toLowerCase()}/${object.metadata.name}`, object);
  }

  list(kind: string): KubeObject[] {
    return [...this.objects.values()].filter((it) => it.kind === kind);
  }

  kubectl([, , verb, what = '', ...words]: readonly string[], input = ''): string | undefined {
    if (verb === 'cordon') {
      this.cordoned.add(what);
      return '';
    }
    if (verb === 'create') return this.create(JSON.parse(input));
    if (verb === 'delete') {
      const named = words.at(-1) ?? '';
      if (what === 'pod') {
        // Its node never says that it is gone.
        if (this.off.size > 0 && !words.includes('--force')) return WAITS;
        this.pods.delete(named);
      }
      if (what === 'persistentvolumeclaim') this.deleteClaim(named);
      else if (what !== 'pod') this.objects.delete(`${what}/${named}`);
      this.reconcile();
      return this.get(what, named) === undefined ? '' : WAITS;
    }
    if (verb === 'patch') {
      const found = this.get(what, words[0] ?? '');
      if (found === undefined) return undefined;
      const { spec = {}, data = {} } = JSON.parse(words.at(-1) ?? '');
      Object.assign(found.spec ?? {}, spec);
      Object.assign(found.data ?? {}, data);
      return '';
    }
    if (what === 'pods') {
      return [...this.pods]
        .map((it) => `${it}   <none>   Running   a1   <none>   ${it.replace('jupyter-', '')}`)
        .join('\n');
    }
    const nodes = ['s1', 'a1', 'a2'].map((name) => ({
      ...{ kind: 'Node', metadata: { name }, spec: { unschedulable: this.cordoned.has(name) } },
      status: { conditions: [{ type: 'Ready', status: this.off.has(name) ? 'Unknown' : 'True' }] },
    }));
    if (what === 'secrets') return JSON.stringify({ items: this.list('Secret') });
    if (what === 'nodes') return JSON.stringify({ items: nodes });
    if (what.includes(',')) {
      const items = [...nodes, ...this.list('PersistentVolume'), ...this.list('PersistentVolumeClaim')];
      return JSON.stringify({ items });
    }
    const found = this.get(what, words[0] ?? '');
    return found === undefined ? '' : JSON.stringify(found);
  }

  private create(object: KubeObject): string | undefined {
    if (this.get(object.kind, object.metadata.name) !== undefined) return undefined;
    this.put({
      ...object,
      metadata: { ...object.metadata, uid: `made-${this.count++}` },
      status: { phase: 'Pending' },
    });
    this.reconcile();
    return '';
  }

  private deleteClaim(name: string): void {
    const claim = this.get('PersistentVolumeClaim', name);
    if (claim !== undefined) claim.metadata.deletionTimestamp = '2026-11-26T14:30:00Z';
  }

  /** What the controllers of claims and volumes do. */
  private reconcile(): void {
    for (const { metadata } of this.list('PersistentVolumeClaim')) {
      // A claim that a pod uses stays until the pod is gone.
      if (metadata.deletionTimestamp === undefined || this.pods.has(metadata.name.replace('claim-', 'jupyter-')))
        continue;
      this.objects.delete(`persistentvolumeclaim/${metadata.name}`);
    }
    for (const volume of this.list('PersistentVolume')) {
      const ref = volume.spec.claimRef;
      const claim = this.get('PersistentVolumeClaim', ref.name);
      if (ref.uid === undefined && claim?.status?.phase === 'Pending') {
        ref.uid = claim.metadata.uid;
        claim.spec.volumeName = volume.metadata.name;
        claim.status = { phase: 'Bound' };
      }
      const isBound = ref.uid !== undefined && claim?.metadata.uid === ref.uid;
      volume.status = { phase: isBound ? 'Bound' : ref.uid === undefined ? 'Available' : 'Released' };
      if (volume.status.phase !== 'Released' || volume.spec.persistentVolumeReclaimPolicy !== 'Delete') continue;
      rmSync(volume.spec.local.path, { recursive: true });
      this.objects.delete(`persistentvolume/${volume.metadata.name}`);
    }
  }
}
