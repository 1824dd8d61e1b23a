import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { Lock } from '../../system/files/lock.ts';
import { until } from '../until.ts';
import { writeWhole } from './about.ts';
import type { CloudFile } from './multipass-flags.ts';

/** What the daemon keeps of a VM. */
export interface Instance {
  /** `preparing` is not listed: its image is being fetched. */
  readonly state: 'preparing' | 'Starting' | 'Running' | 'Stopped' | 'Suspended' | 'Unknown';
  readonly isDeleted: boolean;
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
  readonly disk: number;
  /** What cloud-init writes when it first starts. */
  readonly files: readonly CloudFile[];
  /** The last part of its address. */
  readonly number: number;
  /** How its launch ended, for the client that waits for it; undefined while it goes on. */
  readonly launch: { readonly error: string } | 'done' | undefined;
}
export type Instances = Readonly<Record<string, Instance>>;

/** How the stand-in behaves, set by a test. Times in milliseconds. */
export interface MultipassTuning {
  /** Until the image is there, and until the VM's first start is over. */
  readonly prepare?: number;
  readonly initialize?: number;
  /** Names of VMs whose launch times out in Multipass, and which work all the same. */
  readonly timesOut?: readonly string[];
  /** Names of VMs that get no address. */
  readonly noAddress?: readonly string[];
  /** Whether the daemon cannot be reached. */
  readonly isSocketGone?: boolean;
  /** By VM: what the stand-in for cloud-init in it reads. */
  readonly cloudInit?: Readonly<Record<string, string>>;
  /** By VM: the last part of the address that it gets when it is started again. */
  readonly nextNumber?: Readonly<Record<string, number>>;
}

/** Where the daemon keeps what it knows. */
export class Store {
  constructor(readonly bed: string) {}

  get instances(): Instances {
    return this.read('state.json');
  }

  get tuning(): MultipassTuning {
    return this.read('tuning.json');
  }

  /** Changes the instances while no other command does. */
  async change<T>(work: (instances: Record<string, Instance>) => T): Promise<T> {
    return this.alone('state', async () => {
      const instances = { ...this.instances };
      const result = work(instances);
      writeWhole(this.path('state.json'), JSON.stringify(instances));
      return result;
    });
  }

  /** Does something while no other command does what has this name. Of one that was killed at it, nothing is in the way. */
  async alone<T>(name: string, work: () => Promise<T>): Promise<T> {
    const [path, folder] = [this.path(`${name}.lock`), this.path('')];
    const lock = await until(() => Lock.take({ path, folder, doing: name }), 5);
    try {
      return await work();
    } finally {
      lock.release();
    }
  }

  async update(name: string, change: Partial<Instance>): Promise<void> {
    await this.change((all) => {
      const found = all[name];
      if (found !== undefined) all[name] = { ...found, ...change };
    });
  }

  note(argv: readonly string[]): void {
    appendFileSync(this.path('commands.log'), `${JSON.stringify({ at: Date.now(), argv })}\n`);
  }

  private path(file: string): string {
    return `${this.bed}/multipass/${file}`;
  }

  private read(file: string) {
    return existsSync(this.path(file)) ? JSON.parse(readFileSync(this.path(file), 'utf8')) : {};
  }
}
