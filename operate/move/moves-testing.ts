import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect } from '@jest/globals';
import { type Hold, listHolds } from '../homes/holds.ts';
import { MoveCluster, platform } from './cluster-testing.ts';
import { askedCluster, Here } from './hosts-testing.ts';
import { moveHome, type OldCopy } from './move-home.ts';
import { type MovePlan, planMove } from './plan-move.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** The home of ada on a1 of a cluster, and its moves to a2 unless said otherwise. Its folders go after the last test. */
export class Moves {
  readonly cluster = new MoveCluster();
  readonly home: string;
  readonly signal = new AbortController().signal;
  private count = 0;

  constructor({ reclaimPolicy = 'Retain' }: { readonly reclaimPolicy?: 'Retain' | 'Delete' } = {}) {
    made.push(this.cluster.storage);
    this.home = this.cluster.addHome('ada', reclaimPolicy);
    mkdirSync(join(this.home, 'work'), { recursive: true });
    writeFileSync(join(this.home, 'work', 'notes.ipynb'), 'mine');
    this.cluster.pods = new Set(['jupyter-ada', 'jupyter-grace']);
  }

  asked() {
    return askedCluster(this.cluster, this.signal);
  }

  /** Each at a time of its own. */
  async plan(user = 'ada', to = 'a2'): Promise<MovePlan | undefined> {
    const now = new Date(Date.UTC(2026, 10, 26, 14, 30, this.count++));
    return planMove(this.asked(), { user, server: '', to }, now);
  }

  async run(plan: MovePlan | undefined): Promise<OldCopy> {
    if (plan === undefined) throw new Error('nothing is to be moved');
    return moveHome(plan, { platform, progress: () => {}, signal: this.signal });
  }

  async move(user = 'ada', to = 'a2'): Promise<OldCopy> {
    return this.run(await this.plan(user, to));
  }

  /** A move that does nothing any more from this step on. */
  async killedAt(step: string | number): Promise<void> {
    expect(await this.killed(step)).toBe(true);
  }

  /** The same, which may have ended before. */
  async killed(step: string | number, to = 'a2'): Promise<boolean> {
    let [isKilled, count] = [false, 0];
    this.cluster.before = (what) => {
      count += 1;
      isKilled ||= what === step || count === step;
      if (isKilled) throw new Error('killed');
    };
    const failure = await this.move('ada', to).then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(failure).toBe(isKilled ? 'killed' : undefined);
    this.cluster.before = () => {};
    return isKilled;
  }

  async holds(): Promise<Hold[]> {
    return listHolds(new Here('s1', this.cluster), 'jupyterhub', this.signal);
  }

  /** A file of ada's home where Kubernetes has it now. */
  read(name: string): string {
    const claim = this.cluster.get('PersistentVolumeClaim', 'claim-ada');
    const { spec } = this.cluster.get('PersistentVolume', claim?.spec.volumeName) ?? {};
    return readFileSync(join((spec.hostPath ?? spec.local).path, 'work', name), 'utf8');
  }

  /** All is as after a move, whatever happened on the way. */
  async expectMoved(to = 'a2'): Promise<void> {
    const { cluster } = this;
    const volumes = cluster.list('PersistentVolume');
    expect(volumes).toHaveLength(1);
    const [{ spec, metadata, status }] = volumes as [(typeof volumes)[0]];
    expect([status?.phase, metadata.labels]).toEqual(['Bound', { a: 'b' }]);
    expect(spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values).toEqual([to]);
    expect(cluster.get('PersistentVolumeClaim', 'claim-ada')).toMatchObject({
      metadata: {
        labels: { component: 'singleuser-storage' },
        annotations: { 'hub.jupyter.org/username': 'ada', 'volume.kubernetes.io/selected-node': to },
      },
      spec: { volumeName: metadata.name, resources: { requests: { storage: '10Gi' } } },
      status: { phase: 'Bound' },
    });
    expect(this.read('notes.ipynb')).toBe('mine');
    const names = readdirSync(cluster.storage);
    expect(names).toHaveLength(2);
    expect(names.filter((it) => /^pvc-ada_.*\.moved-\d{8}T\d{6}Z$/.test(it))).toHaveLength(1);
    expect(await this.holds()).toEqual([]);
    expect(await this.plan('ada', to)).toBeUndefined();
  }
}
