import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunOptions, type RunResult, run } from '../system/exec.ts';
import { until } from './until.ts';

const LIMIT = { timeout: 600_000 } as const;
const INIT = fileURLToPath(new URL('host-init.sh', import.meta.url));

/** Has sshd read its settings again, and waits until it listens: it writes the file with its process id after that. */
export const RELOAD_SSHD =
  'pid=$(cat /run/sshd.pid); rm /run/sshd.pid; kill -HUP "$pid"; until [ -s /run/sshd.pid ]; do sleep 0.05; done';

export interface TestHostProps {
  readonly name: string;
  /** The last part of its addresses. */
  readonly number: number;
  /** `inner`: reached only through a jump host. `both`: a jump host. @default 'outer' */
  readonly network?: 'outer' | 'inner' | 'both';
  /** Size of its disk, as tmpfs takes it; nothing is reserved. @default '60g' */
  readonly disk?: string;
}

/** What a host needs of its bed. */
interface Bed {
  readonly id: string;
  readonly dir: string;
  readonly operator: string;
}

/** One host of a {@link TestBed}, with the means to break it. */
export class TestHost {
  /** Process 1 of the host, as this machine numbers it; 0 while it is switched off. */
  private pid = 0;
  private last: number;

  private constructor(
    private readonly bed: Bed,
    private readonly props: TestHostProps,
  ) {
    this.last = props.number;
  }

  static async create(bed: Bed, props: TestHostProps): Promise<TestHost> {
    const host = new TestHost(bed, props);
    await mkdir(join(host.dir, 'disk'), { recursive: true });
    await writeWhole(join(host.dir, 'props.json'), JSON.stringify(props));
    await run('mount', ['-t', 'tmpfs', '-o', `size=${props.disk ?? '60g'}`, host.dir, join(host.dir, 'disk')], LIMIT);
    await host.start();
    return host;
  }

  static async open(bed: Bed, name: string): Promise<TestHost> {
    const dir = join(bed.dir, 'hosts', name);
    const host = new TestHost(bed, JSON.parse(await readFile(join(dir, 'props.json'), 'utf8')));
    host.pid = Number(await readFile(join(dir, 'pid'), 'utf8').catch(() => '0'));
    return host;
  }

  get name(): string {
    return this.props.name;
  }

  get address(): string {
    return `${this.props.network === 'inner' ? '10.78.0' : '10.77.0'}.${this.last}`;
  }

  /** Whether it is switched on. */
  get isRunning(): boolean {
    return this.pid !== 0;
  }

  private get dir(): string {
    return join(this.bed.dir, 'hosts', this.name);
  }

  private get space(): string {
    return `hwbed-${this.bed.id}-${this.name}`;
  }

  /** Switches the host on: its disk is as it was. */
  async start(): Promise<void> {
    await this.plugIn();
    const log = await open(join(this.dir, 'console.log'), 'a');
    const inside = ['netns', 'exec', this.space, 'unshare', '--mount', '--uts', '--ipc', '--pid', '--fork'];
    const init = ['sh', INIT, this.dir, join(this.bed.dir, 'base'), this.name];
    const child = spawn('ip', [...inside, '--kill-child', ...init], {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await log.close();
    await this.booted(child);
    child.unref();
    await writeWhole(join(this.dir, 'pid'), String(this.pid));
  }

  /** Switches the host off at once, as a power cut does. Nothing of it is left that would be in the way of its next start. */
  async stop(): Promise<void> {
    const { pid } = this;
    process.kill(pid, 'SIGKILL');
    this.pid = 0;
    await rm(join(this.dir, 'pid'));
    await until(() => !existsSync(`/proc/${pid}`));
    // The kernel takes its time to remove a namespace, and until then the cards in it and their ends outside.
    for (const { port } of this.cards) await run('ip', ['-n', this.bed.operator, 'link', 'delete', port], LIMIT);
    await run('ip', ['netns', 'delete', this.space], LIMIT);
  }

  /** Restarts the host as its systemd would, once it is told to: everything on it is asked to end first. */
  async rebootWhenAsked(): Promise<void> {
    await until(async () => (await this.read('/run/testbed/reboot')) !== undefined);
    // All but the first process, and the shell itself.
    await this.exec(['sh', '-c', "trap '' TERM; kill -TERM -1"]);
    await this.stop();
    await this.start();
  }

  /** Gives a host that is switched off another number. */
  async renumber(number: number): Promise<void> {
    await writeWhole(join(this.dir, 'props.json'), JSON.stringify({ ...this.props, number }));
  }

  /** Switches the host off and removes it, disk and all. */
  async remove(): Promise<void> {
    if (this.isRunning) await this.stop();
    await run('umount', ['--lazy', join(this.dir, 'disk')], LIMIT);
    await rm(this.dir, { recursive: true });
  }

  /** Runs a command on the host as root, past SSH. */
  async exec(argv: readonly string[], options: Partial<RunOptions> = {}): Promise<RunResult> {
    const into = ['--target', String(this.pid), '--all', '--root', '--wdns=/'];
    return run('nsenter', [...into, ...argv], { ...LIMIT, ...options });
  }

  /** The path by which this machine sees a file of the running host. */
  path(file: string): string {
    return join(`/proc/${this.pid}/root`, file);
  }

  /** A file's text; undefined if there is none. */
  async read(file: string): Promise<string | undefined> {
    return readFile(this.path(file), 'utf8').catch(() => undefined);
  }

  /** Whole at once: what watches the folder never sees half of it. */
  async write(file: string, text: string, mode = 0o644): Promise<void> {
    const path = this.path(file);
    await mkdir(dirname(path), { recursive: true });
    await writeWhole(path, text, mode);
  }

  /** Every command that a stand-in on this host was given, in the order of their coming; see stand-ins/about.ts. */
  async commands(): Promise<string[][]> {
    return notedIn((await this.read('/var/log/testbed-commands.log')) ?? '');
  }

  /** Changes how the stand-ins behave; the settings are those of `Tuning` in stand-ins/about.ts. */
  async tune(tuning: Readonly<Record<string, string | number | boolean | readonly string[]>>): Promise<void> {
    await this.write('/etc/testbed.json', JSON.stringify(tuning));
  }

  /** Lays a file over one that cannot be written, such as /proc/meminfo. */
  async overlay(file: string, text: string): Promise<void> {
    const put = '/run/overlay';
    await this.write(join(put, file), text);
    await this.exec(['mount', '--bind', join(put, file), file]);
  }

  async cutLink(): Promise<void> {
    await run('ip', ['-n', this.space, 'link', 'set', 'eth0', 'down'], LIMIT);
  }

  /** Plugs it in again, and waits until the operator reaches it: the kernel takes up to some seconds to send anything. */
  async restoreLink(): Promise<void> {
    await run('ip', ['-n', this.space, 'link', 'set', 'eth0', 'up'], LIMIT);
    await this.addRoute();
    const connect = ['bash', '-c', `</dev/tcp/${this.address}/22`];
    await until(() => run('ip', ['netns', 'exec', this.bed.operator, ...connect], LIMIT));
  }

  /** The way to all other networks, which goes when the link or the address does. */
  async addRoute(): Promise<void> {
    const gateway = this.props.network === 'inner' ? '10.78.0.20' : '10.77.0.254';
    await run('ip', ['-n', this.space, 'route', 'replace', 'default', 'via', gateway], LIMIT);
  }

  /** Stops all its processes where they are: connections stay open and nothing answers, until {@link thaw}. */
  async freeze(): Promise<void> {
    await this.signalAll('SIGSTOP');
  }

  async thaw(): Promise<void> {
    await this.signalAll('SIGCONT');
  }

  /** Shrinks the disk until only this much is free. */
  async fillDisk(freeKiB: number): Promise<void> {
    const disk = join(this.dir, 'disk');
    const shrink = async () => {
      const used = await run('df', ['--output=used', '-k', disk], LIMIT);
      const size = Number(used.stdout.split('\n')[1]) + freeKiB;
      // 32: something was written in between, and it no longer fits.
      return (await run('mount', ['-o', `remount,size=${size}k`, disk], { ...LIMIT, allow: [32] })).exitCode === 0;
    };
    for (let tries = 0; !(await shrink()); tries++) {
      if (tries === 100) throw new Error(`The disk of ${this.name} is written to faster than it can be filled`);
    }
  }

  async emptyDisk(): Promise<void> {
    await run('mount', ['-o', `remount,size=${this.props.disk ?? '60g'}`, join(this.dir, 'disk')], LIMIT);
  }

  /** Lets the bed's key in no longer. */
  async rejectKey(): Promise<void> {
    const keys = '/home/ubuntu/.ssh/authorized_keys';
    await this.exec(['mv', keys, `${keys}.away`]);
  }

  async acceptKey(): Promise<void> {
    const keys = '/home/ubuntu/.ssh/authorized_keys';
    await this.exec(['mv', `${keys}.away`, keys]);
  }

  /** A new host key, as after an installation from scratch. */
  async changeHostKey(): Promise<void> {
    const key = '/etc/ssh/ssh_host_ed25519_key';
    await this.exec(['rm', key, `${key}.pub`]);
    await this.exec(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key]);
    // sshd has its keys in memory, and reads them again on SIGHUP.
    await this.exec(['sh', '-c', RELOAD_SSHD]);
  }

  /** Another address, as a VM may get after a restart. */
  async changeAddress(number: number): Promise<void> {
    const old = this.address;
    this.last = number;
    const ip = (...args: string[]) => run('ip', ['-n', this.space, 'addr', ...args, 'dev', 'eth0'], LIMIT);
    // In this order: with a network's first address the kernel removes its others too.
    await ip('del', `${old}/24`);
    await ip('add', `${this.address}/24`);
    await this.addRoute();
  }

  /**
   * Every process of the host except its first one, which no one waits for, those that end meanwhile, and those that begin.
   * A sudo that sees what it runs stopped would stop itself, for ever: it is stopped before that, and goes on after it.
   */
  private async signalAll(signal: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const signalled = new Set<string>();
    for (;;) {
      const { stdout } = await run('ip', ['netns', 'pids', this.space], LIMIT);
      const others = stdout.split('\n').filter((pid) => pid !== '' && !signalled.has(pid));
      if (others.length === 0) return;
      const depths = new Map(await Promise.all(others.map(async (pid) => [pid, await depthOf(pid)] as const)));
      const way = signal === 'SIGSTOP' ? 1 : -1;
      for (const pid of others.sort((a, b) => way * ((depths.get(a) ?? 0) - (depths.get(b) ?? 0)))) {
        signalIfRunning(Number(pid), signal);
        signalled.add(pid);
      }
    }
  }

  /** Its network cards: the network of each, and its end there. */
  private get cards() {
    const { network = 'outer', number } = this.props;
    const nets = network === 'both' ? (['outer', 'inner'] as const) : [network];
    return nets.map((net) => ({ net, port: `${net[0]}${number}` }));
  }

  private async plugIn(): Promise<void> {
    await run('ip', ['netns', 'add', this.space], LIMIT);
    const ip = (...args: string[]) => run('ip', ['-n', this.space, ...args], LIMIT);
    await ip('link', 'set', 'lo', 'up');
    for (const [i, { net, port }] of this.cards.entries()) {
      const card = `eth${i}`;
      await ip('link', 'add', card, 'type', 'veth', 'peer', 'name', port, 'netns', this.bed.operator);
      await run('ip', ['-n', this.bed.operator, 'link', 'set', port, 'master', net, 'up'], LIMIT);
      await ip('addr', 'add', `${net === 'inner' ? '10.78.0' : '10.77.0'}.${this.last}/24`, 'dev', card);
      await ip('link', 'set', card, 'up');
    }
    await this.addRoute();
  }

  /** Waits until the host's own process 1 has got as far as sshd. */
  private async booted(unshare: ChildProcess): Promise<void> {
    const children = `/proc/${unshare.pid}/task/${unshare.pid}/children`;
    const isOver = async () => {
      if (unshare.exitCode !== null) return 'failed';
      this.pid = Number((await readFile(children, 'utf8').catch(() => '')).trim());
      return this.pid !== 0 && (await this.read('/run/booted')) !== undefined ? 'booted' : undefined;
    };
    if ((await until(isOver, 25)) === 'booted') return;
    throw new Error(`Test host ${this.name} did not start: ${await readFile(join(this.dir, 'console.log'), 'utf8')}`);
  }
}

/** What others read at any time is there whole or not at all. */
export async function writeWhole(path: string, text: string, mode = 0o644): Promise<void> {
  await writeFile(`${path}.new`, text, { mode });
  await rename(`${path}.new`, path);
}

/** The words of the commands in a log of the stand-ins, of which the last may still be being written. */
export function notedIn(log: string): string[][] {
  return log
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).argv);
}

/** Sends a signal to a process, which may have ended. */
export function signalIfRunning(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** How many processes are above one; 0 for one that has ended. */
async function depthOf(pid: string): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // Behind the name, which may have anything in it: the state and the parent.
  const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  return parent === undefined ? 0 : 1 + (await depthOf(parent));
}
