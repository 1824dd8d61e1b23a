import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../system/exec.ts';
import { writeBaseLayer } from './bed-files.ts';
import { signalIfRunning, TestHost, type TestHostProps } from './test-host.ts';

/** Where beds are kept: a directory that no test host sees, since each has its own /run. */
const BEDS = '/run/hubwright-beds';
const LIMIT = { timeout: 600_000 } as const;

/** Why hosts cannot be made here, as a sentence; undefined when they can. */
export function whyNoTestBed(): string | undefined {
  if (process.platform !== 'linux') return 'test hosts need Linux: network namespaces and overlay mounts';
  if (process.getuid?.() !== 0) return 'test hosts need root: run the tests with sudo';
  return undefined;
}

/**
 * Hosts made of namespaces on this machine: each has its own root on top of `/`, network address, process tree, host
 * name and real sshd. The network is theirs alone; the *operator* namespace is the one place from which they are reached.
 */
export class TestBed {
  readonly hosts = new Map<string, TestHost>();

  private constructor(
    /** Names this bed's namespaces and directory. */
    readonly id: string,
    readonly dir: string,
  ) {}

  /** Makes an empty bed; what beds of ended processes left is removed first. */
  static async create(): Promise<TestBed> {
    const why = whyNoTestBed();
    if (why !== undefined) throw new Error(why);
    await clearLeftovers();
    const id = randomBytes(3).toString('hex');
    const bed = new TestBed(id, join(BEDS, id));
    await mkdir(bed.dir, { recursive: true });
    // A file system of its own: overlayfs refuses two lower layers of which one lies inside the other.
    await run('mount', ['-t', 'tmpfs', '-o', 'mode=755', `hwbed-${id}`, bed.dir], LIMIT);
    await mkdir(join(bed.dir, 'hosts'));
    await writeFile(join(bed.dir, ownerFile(process.pid)), '');
    const key = join(bed.dir, 'key');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', `bed ${id}`, '-f', key], LIMIT);
    await writeBaseLayer(join(bed.dir, 'base'), await readFile(`${key}.pub`, 'utf8'));
    // A bed that is opened needs no compiler.
    const { installStandIns } = await import('./install-stand-ins.ts');
    await installStandIns(join(bed.dir, 'base'));
    await bed.makeNetwork();
    await bed.writeShims();
    return bed;
  }

  /** A bed that another process made, without its hosts: {@link open} opens one. */
  static at(dir: string): TestBed {
    return new TestBed(dir.slice(dir.lastIndexOf('/') + 1), dir);
  }

  /** The network namespace from which the hosts are reached. */
  get operator(): string {
    return `hwbed-${this.id}-op`;
  }

  /** The private key that opens every host as the user `ubuntu`. */
  get key(): string {
    return join(this.dir, 'key');
  }

  /** To be put first on PATH: there `ssh` runs in the operator namespace, with this bed's key. */
  get bin(): string {
    return join(this.dir, 'bin');
  }

  /** An environment for commands that are to reach the hosts. */
  get env(): Record<string, string> {
    return { PATH: `${this.bin}:${process.env.PATH}` };
  }

  /** Makes a host and waits until its sshd answers. */
  async add(props: TestHostProps): Promise<TestHost> {
    const host = await TestHost.create(this, props);
    this.hosts.set(host.name, host);
    return host;
  }

  /** Makes hosts side by side: `10.77.0.1` and so on, in the order of their names. */
  async addAll(names: readonly string[], props: Omit<TestHostProps, 'name' | 'number'> = {}): Promise<TestHost[]> {
    const first = this.hosts.size + 1;
    return Promise.all(names.map((name, i) => this.add({ ...props, name, number: first + i })));
  }

  /** A host by its name. */
  host(name: string): TestHost {
    const host = this.hosts.get(name);
    if (host === undefined) throw new Error(`The bed has no host ${name}`);
    return host;
  }

  /** A host that another process made, as it is now. No other is looked at: it may just be coming or going. */
  async open(name: string): Promise<TestHost> {
    return TestHost.open(this, name);
  }

  /** Ends every process of the bed and removes all that it made. */
  async destroy(): Promise<void> {
    await destroy(this.id);
    this.hosts.clear();
  }

  /** Two bridges: the operator is on the outer one; hosts on the inner one are reached through a jump host. */
  private async makeNetwork(): Promise<void> {
    await run('ip', ['netns', 'add', this.operator], LIMIT);
    const ip = (...args: string[]) => run('ip', ['-n', this.operator, ...args], LIMIT);
    await ip('link', 'set', 'lo', 'up');
    for (const bridge of ['outer', 'inner']) {
      await ip('link', 'add', bridge, 'type', 'bridge');
      await ip('link', 'set', bridge, 'up');
    }
    await ip('addr', 'add', '10.77.0.254/24', 'dev', 'outer');
  }

  /** The system's ssh reads the password database and not HOME for its config, hence `-F`. */
  private async writeShims(): Promise<void> {
    const config = join(this.dir, 'ssh_config');
    await writeFile(config, `Host *\n  User ubuntu\n  IdentityFile ${this.key}\n  IdentitiesOnly yes\n`);
    await mkdir(this.bin);
    const shim = `#!/bin/sh\nexec ip netns exec ${this.operator} /usr/bin/ssh -F ${config} "$@"\n`;
    await writeFile(join(this.bin, 'ssh'), shim, { mode: 0o755 });
  }
}

/** The name of a file that says which process a bed belongs to. */
const ownerFile = (pid: number) => `owner-${pid}`;

/** Removes beds whose process has ended without doing so. */
async function clearLeftovers(): Promise<void> {
  for (const id of await readdir(BEDS).catch(() => [])) {
    if (await isTaken(join(BEDS, id))) await destroy(id);
  }
}

/** Takes a bed whose process has ended; of several that try at once, one gets it. */
async function isTaken(dir: string): Promise<boolean> {
  const owner = (await readdir(dir).catch(() => [])).find((name) => name.startsWith('owner-'));
  const pid = Number(owner?.split('-')[1]);
  if (owner === undefined || existsSync(`/proc/${pid}`)) return false;
  return rename(join(dir, owner), join(dir, ownerFile(process.pid))).then(
    () => true,
    () => false,
  );
}

/** Only what carries this bed's name: processes in its namespaces, mounts under its directory. */
async function destroy(id: string): Promise<void> {
  const listed = await run('ip', ['netns', 'list'], LIMIT);
  const spaces = listed.stdout.split('\n').map((line) => line.split(' ')[0] ?? '');
  const dir = join(BEDS, id);
  for (const space of spaces.filter((name) => name.startsWith(`hwbed-${id}-`))) {
    const pids = await run('ip', ['netns', 'pids', space], LIMIT);
    for (const pid of pids.stdout.split('\n').filter((line) => line !== '')) signalIfRunning(Number(pid), 'SIGKILL');
    await run('ip', ['netns', 'delete', space], LIMIT);
  }
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '');
  for (const mount of mounts.filter((path) => path === dir || path.startsWith(`${dir}/`)).reverse()) {
    await run('umount', ['--lazy', mount], LIMIT);
  }
  await rm(dir, { recursive: true, force: true });
}
