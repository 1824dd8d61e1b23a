import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Hold, listHolds } from '../homes/holds.ts';
import { MoveCluster } from '../move/cluster-testing.ts';
import { askedCluster, Here } from '../move/hosts-testing.ts';
import { type MovePlan, planMove } from '../move/plan-move.ts';
import type { TestRepository } from '../restore/repository-testing.ts';
import { beginDrain, drainTasks } from './drain.ts';
import { type DrainPlan, planDrain } from './plan-drain.ts';

/** Homes on a1 of a cluster, with a server of ada, and drains of a1, to a2 unless said otherwise. */
export class Drains {
  readonly cluster = new MoveCluster();
  readonly signal = new AbortController().signal;

  constructor(users: readonly string[], { script }: TestRepository) {
    this.cluster.backupScript = script;
    for (const user of users) fillHome(this.cluster.addHome(user), `work of ${user}`);
    this.cluster.pods = new Set(['jupyter-ada']);
  }

  asked() {
    return askedCluster(this.cluster, this.signal);
  }

  async plan(isLost: boolean, to = 'a2'): Promise<DrainPlan> {
    return planDrain(this.asked(), { node: 'a1', to: [to], isLost }, () => {});
  }

  /** One home after the other, and on after a failure, as they are run; what each says at its end. */
  async drain(isLost = false, to = 'a2'): Promise<string[]> {
    const planned = await this.plan(isLost, to);
    await beginDrain(this.asked(), planned);
    const lines: string[] = [];
    for (const task of drainTasks(this.asked(), planned)) {
      lines.push(await task.run(() => {}).catch((error: Error) => error.message));
    }
    return lines;
  }

  /** A move of one home. */
  async planOf(user: string): Promise<MovePlan> {
    return (await planMove(this.asked(), { user, server: '', to: 'a2' }, new Date())) as MovePlan;
  }

  async holds(): Promise<Hold[]> {
    return listHolds(new Here('s1', this.cluster), 'jupyterhub', this.signal);
  }

  /** What each user has now, and on which node; a second volume of the same claim is shown as well. */
  homes(): string[] {
    const volumes = this.cluster.list('PersistentVolume').map(({ spec, status }) => {
      const [node] = spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values;
      const text = readFileSync(notesIn((spec.hostPath ?? spec.local).path), 'utf8');
      return `${spec.claimRef.name}: ${text} on ${node}, ${status?.phase}`;
    });
    return volumes.sort();
  }

  /** Whether a volume that is meant for a user has a home. */
  hasHome(user: string): boolean {
    const volumes = this.cluster.list('PersistentVolume').filter((it) => it.spec.claimRef.name === `claim-${user}`);
    return volumes.some(({ spec }) => existsSync(notesIn((spec.hostPath ?? spec.local).path)));
  }

  /**
   * From this command on nothing is done any more.
   *
   * @returns ends that, and says whether it came to it
   */
  killAt(step: string | number): () => boolean {
    let [isKilled, count] = [false, 0];
    this.cluster.before = (what) => {
      if (!what.startsWith('after ')) count += 1;
      isKilled ||= what === step || count === step;
      if (isKilled) throw new Error('killed');
    };
    return () => {
      this.cluster.before = () => {};
      return isKilled;
    };
  }
}

export function fillHome(path: string, text: string): void {
  mkdirSync(join(path, 'work'), { recursive: true });
  writeFileSync(notesIn(path), text);
}

const notesIn = (home: string) => join(home, 'work', 'notes.ipynb');
