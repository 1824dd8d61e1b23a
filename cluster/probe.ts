import { readFile } from 'node:fs/promises';
import type { Host } from '../system/hosts/host.ts';
import { type FoundCertificate, parseCertificate } from './certificates.ts';
import { type Mark, parseMark } from './mark.ts';

const SCRIPT = new URL('probe.sh', import.meta.url);
/** Milliseconds that a host may take to tell all: one that is busy or ill is slow. */
export const PROBE_LIMIT = 3 * 60_000;

/** What of a host to look at, besides the host itself. */
export interface ProbeQuestions {
  /** Absolute paths. */
  readonly files?: readonly string[];
  /** Absolute paths of folders whose files are listed. */
  readonly folders?: readonly string[];
  /** References of images that k3s should have. */
  readonly images?: readonly string[];
  /** TCP ports that may be taken. */
  readonly ports?: readonly number[];
  /** Whether to look for what NVIDIA's GPUs need. @default false */
  readonly gpus?: boolean;
  /** Whether to look at the certificates of k3s. @default false */
  readonly certificates?: boolean;
  /** What has to be had from the internet, unless this release of k3s is there already. @default - nothing is */
  readonly downloads?: { readonly release: string; readonly urls: readonly string[] } | undefined;
  /** Lines of a shell that set the proxy for downloads. Secret. */
  readonly proxy?: string | undefined;
}

/** A file system that something is written to, as `df` and the kernel tell of it. */
export interface FoundMount {
  /** Bytes. */
  readonly total: number;
  /** Bytes. */
  readonly free: number;
  /** Files and folders that it can hold, and how many more; undefined where the file system has no limit. */
  readonly inodes: { readonly total: number; readonly free: number } | undefined;
  /** `rw`, `noexec` and so on. */
  readonly options: readonly string[];
  /** `ext4`, `xfs` and so on; `-` where the kernel does not say. */
  readonly kind: string;
  /** Where it is mounted. */
  readonly mountPoint: string;
}

/** How it went to get something from the internet. */
export interface FoundDownload {
  /** By the clock of the server that had it, in milliseconds since 1970. */
  readonly date: number | undefined;
  /** What could not be had and why, in the words of the program that tried; undefined if all could. */
  readonly fault: string | undefined;
}

/** What a host has of what NVIDIA's GPUs need. */
export interface FoundGpus {
  /** Cards on the PCI bus, whether or not they have a driver. */
  readonly cards: number;
  /** GPUs that the driver lists; undefined where there is no `nvidia-smi`. */
  readonly listed: number | undefined;
  /** Why the driver lists none, in its own words; empty where it does not say. */
  readonly error: string;
  /** Path of `nvidia-container-runtime`; undefined where k3s would find none. */
  readonly runtime: string | undefined;
  /** Whether k3s has told containerd of that runtime, which it does when it starts. */
  readonly isConfigured: boolean;
}

/** A file as it is on a host. */
export interface FoundFile {
  /** Permissions: `0o600`. */
  readonly mode: number;
  readonly owner: string;
  readonly bytes: number;
  /** In hex; undefined for a file over 8 MiB, which takes too long to read. */
  readonly sha256: string | undefined;
  /** Whether its first line says that Hubwright wrote it. */
  readonly isOurs: boolean;
}

/** A file in a folder that was listed. */
export interface FoundEntry {
  readonly path: string;
  readonly bytes: number;
  /** When it was last written, in milliseconds since 1970 by the host's clock. */
  readonly time: number;
}

/** What k3s reads on a host besides the files that Hubwright writes. Names alone: values may be secret. */
export interface FoundExtras {
  /** Files in config.yaml.d, each with the settings in it. */
  readonly configs: readonly { readonly path: string; readonly keys: readonly string[] }[];
  /** Flags of the unit: `--disable`. */
  readonly flags: readonly string[];
  /** Variables of k3s in the environment file of the unit. */
  readonly variables: readonly string[];
  /** Paths of drop-ins of the unit. */
  readonly dropIns: readonly string[];
}

export interface FoundUnit {
  /** `active`, `activating`, `inactive`, `failed`. */
  readonly state: string;
  readonly isEnabled: boolean;
}

/** A host as it was at one moment. Sizes in bytes; what a host does not tell is undefined or empty. */
export interface HostFacts {
  /** By the host's own clock, in milliseconds since 1970, of which it tells whole seconds. */
  readonly clock: number;
  /** When it was asked and when it had answered, by this machine's clock. */
  readonly asked: { readonly from: number; readonly to: number };
  readonly hostname: string;
  readonly machineId: string;
  /** `{ id: 'ubuntu', version: '24.04', name: 'Ubuntu 24.04.3 LTS' }` */
  readonly os: { readonly id: string; readonly version: string; readonly name: string };
  /** As images name it: `amd64`, `arm64`; others as the kernel does. */
  readonly architecture: string;
  readonly kernel: string;
  /** Process 1: `systemd`. */
  readonly init: string;
  readonly cpus: number;
  readonly memory: { readonly total: number; readonly available: number };
  readonly cgroups: { readonly version: 1 | 2; readonly controllers: readonly string[] };
  /** Of the file system that k3s keeps its data on. */
  readonly disk: { readonly total: number; readonly free: number };
  /** The file systems of the folders that are written to, by folder. */
  readonly mounts: ReadonlyMap<string, FoundMount>;
  /** Global addresses, each with its network interface. */
  readonly addresses: readonly { readonly interface: string; readonly address: string }[];
  /** The interface of the default route. */
  readonly route: string | undefined;
  /** A firewall that is active and has no rule for the network of pods: `ufw`, `firewalld`, `iptables`, `nftables`. */
  readonly firewall: string | undefined;
  /** `Enforcing`, `Permissive` or `Disabled`, and whether there is a policy for k3s; undefined where there is no SELinux. */
  readonly selinux: { readonly mode: string; readonly hasPolicy: boolean } | undefined;
  /** Modules of the kernel that k3s needs and that are not installed. */
  readonly missingModules: readonly string[];
  /** Undefined where nothing had to be had. */
  readonly download: FoundDownload | undefined;
  /** Whether it has Python with what backups and quotas need of it. */
  readonly hasPython: boolean;
  /** Whether it can mount exports of NFS. */
  readonly hasNfs: boolean;
  /** The release that is installed: `v1.36.5+k3s1`. */
  readonly k3s: string | undefined;
  /** The release that each node of the cluster last ran, as this server's API says; empty where it does not answer. */
  readonly running: ReadonlyMap<string, string>;
  readonly units: ReadonlyMap<string, FoundUnit>;
  /** Whether a k3s server has made or got its token here. */
  readonly hasToken: boolean;
  /** What Hubwright has written there of whose it is. */
  readonly mark: Mark | undefined;
  /** What Hubwright last wrote there: sha256 by path, and the release of k3s under `k3s`. */
  readonly written: ReadonlyMap<string, string>;
  readonly extras: FoundExtras;
  /** Digests by which a cluster knows its own k3s: of the CA, and of the password in a token. None before k3s first ran. */
  readonly origins: ReadonlySet<string>;
  /** What cloud-init says: `done`, `running`, `error`. */
  readonly cloudInit: string | undefined;
  /** By path; one that was asked for and is missing here does not exist. */
  readonly files: ReadonlyMap<string, FoundFile>;
  /** What lies in the folders that were asked for. */
  readonly entries: readonly FoundEntry[];
  readonly images: ReadonlySet<string>;
  /** Ports taken, each with the program that has it, as far as it is known. */
  readonly ports: ReadonlyMap<number, string>;
  /** Undefined where it was not asked for. */
  readonly gpus: FoundGpus | undefined;
  /** Those of k3s; empty where it was not asked for, and before k3s first ran. */
  readonly certificates: readonly FoundCertificate[];
}

/** Asks a host for everything in one round trip, and changes nothing there. */
export async function probe(host: Host, questions: ProbeQuestions = {}, signal?: AbortSignal): Promise<HostFacts> {
  const { files = [], folders = [], images = [], ports = [], downloads, proxy } = questions;
  const asked = [
    ...files.flatMap((path) => ['file', path]),
    ...folders.flatMap((path) => ['folder', path]),
    ...images.flatMap((ref) => ['image', ref]),
    ...ports.flatMap((port) => ['port', String(port)]),
    ...(questions.gpus ? ['gpus', 'nvidia'] : []),
    ...(questions.certificates ? ['certificates', 'k3s'] : []),
    ...(downloads === undefined
      ? []
      : ['release', downloads.release, ...downloads.urls.flatMap((url) => ['download', url])]),
  ];
  const environment = proxy === undefined ? '' : `set -a\n${proxy}set +a\n`;
  const input = `${environment}${await readFile(SCRIPT, 'utf8')}`;
  const from = Date.now();
  const { stdout } = await host.run(['sh', '-s', '--', ...asked], {
    sudo: true,
    input,
    timeout: PROBE_LIMIT,
    ...(signal === undefined ? {} : { signal }),
  });
  return parseProbe(stdout, { from, to: Date.now() });
}

/** Reads what probe.sh printed. Throws if its end is missing, since what is not told would count as absent. */
export function parseProbe(text: string, asked: HostFacts['asked']): HostFacts {
  const answers = new Answers(text);
  if (answers.one('end') !== 'ok')
    throw new Error(`The output of the host probe was truncated after: ${text.slice(-200)}`);
  const [id = '', version = ''] = answers.one('os').split(' ');
  const [cgroups, ...controllers] = answers.one('cgroups').trim().split(/ +/);
  const mounts = new Map(answers.words('mount').map(parseMount));
  const { total = 0, free = 0 } = mounts.get('/var/lib/rancher/k3s') ?? {};
  return {
    clock: Number(answers.one('clock')) * 1000,
    asked,
    hostname: answers.one('hostname'),
    machineId: answers.one('machine-id'),
    os: { id, version, name: answers.one('os-name') },
    architecture: ARCHITECTURES[answers.one('architecture')] ?? answers.one('architecture'),
    kernel: answers.one('kernel'),
    init: answers.one('init'),
    cpus: Number(answers.one('cpus')),
    memory: { total: kibibytes(answers.one('memory-total')), available: kibibytes(answers.one('memory-available')) },
    cgroups: { version: cgroups === '2' ? 2 : 1, controllers },
    disk: { total, free },
    mounts,
    addresses: answers.words('address').map(([card = '', address = '']) => ({ interface: card, address })),
    route: answers.one('route') || undefined,
    firewall: answers.one('firewall') || undefined,
    selinux: parseSelinux(answers),
    missingModules: answers.all('missing-module'),
    download: parseDownload(answers),
    hasPython: answers.one('python3') === 'present',
    hasNfs: answers.one('nfs') === 'present',
    k3s: /\bv\d\S*/.exec(answers.one('k3s'))?.[0],
    running: new Map(answers.words('running').map(([name = '', version = '']) => [name, version])),
    units: new Map(
      answers.words('unit').map(([unit = '', state = '', on]) => [unit, { state, isEnabled: on === 'enabled' }]),
    ),
    hasToken: answers.one('token') === 'present',
    mark: parseMark(answers.one('mark')),
    written: new Map(answers.all('written').map(parseWritten)),
    extras: parseExtras(answers),
    origins: new Set(answers.all('k3s-origin')),
    cloudInit: answers.one('cloud-init').replace(/^status: */, '') || undefined,
    files: new Map(answers.all('file').map(parseFile)),
    entries: answers.all('entry').map(parseEntry),
    images: new Set(answers.all('image')),
    ports: new Map(answers.words('port').map(([port, program = '']) => [Number(port), program])),
    gpus: parseGpus(answers),
    certificates: answers.words('certificate').flatMap(([path = '', text = '']) => parseCertificate(path, text) ?? []),
  };
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64' };

const kibibytes = (text: string): number => Number(text) * 1024;

function parseMount(words: string[]): [string, FoundMount] {
  const [folder = '', total = '', free = '', allInodes = '', freeInodes = '', options = '', kind = '', ...at] = words;
  const size = { total: kibibytes(total), free: kibibytes(free) };
  // Btrfs and ZFS have no limit, and say 0 or `-`.
  const inodes = Number(allInodes) > 0 ? { total: Number(allInodes), free: Number(freeInodes) } : undefined;
  return [folder, { ...size, inodes, options: options.split(','), kind, mountPoint: at.join(' ') }];
}

function parseWritten(line: string): [string, string] {
  const [sum = '', ...path] = line.split(' ');
  return [path.join(' '), sum];
}

function parseExtras(answers: Answers): FoundExtras {
  const configs = answers.all('extra-config').map((line) => {
    const [keys = '', ...path] = line.split(' ');
    return { path: path.join(' '), keys: keys.split(',').filter((it) => it !== '') };
  });
  return {
    configs,
    flags: answers.all('extra-flag'),
    variables: answers.all('extra-variable'),
    dropIns: answers.all('extra-drop-in'),
  };
}

function parseSelinux(answers: Answers): HostFacts['selinux'] {
  const mode = answers.one('selinux');
  return mode === '' ? undefined : { mode, hasPolicy: answers.one('selinux-policy') === 'present' };
}

function parseDownload(answers: Answers): FoundDownload | undefined {
  const [date, fault] = [answers.all('download-date').at(-1), answers.all('download-fault')[0]];
  if (date === undefined && fault === undefined) return undefined;
  const time = Date.parse(date ?? '');
  return { date: Number.isNaN(time) ? undefined : time, fault };
}

function parseGpus(answers: Answers): FoundGpus | undefined {
  const cards = answers.one('gpu-cards');
  if (cards === '') return undefined;
  const listed = answers.one('gpu-driver');
  return {
    cards: Number(cards),
    listed: listed === '' ? undefined : Number(listed),
    error: answers.one('gpu-error'),
    runtime: answers.one('gpu-toolkit') || undefined,
    isConfigured: answers.one('gpu-containerd') === 'configured',
  };
}

function parseFile(line: string): [string, FoundFile] {
  const [mode = '', owner = '', bytes = '', sha256 = '', whose = '', ...path] = line.split(' ');
  const digest = sha256 === '-' ? undefined : sha256;
  const isOurs = whose === 'ours';
  return [path.join(' '), { mode: Number.parseInt(mode, 8), owner, bytes: Number(bytes), sha256: digest, isOurs }];
}

function parseEntry(line: string): FoundEntry {
  const [time = '', bytes = '', ...path] = line.split(' ');
  return { path: path.join(' '), bytes: Number(bytes), time: Number(time) * 1000 };
}

/** Lines of a key, a tab and a value; a key may come several times or not at all. */
class Answers {
  private readonly lines: readonly (readonly [string, string])[];

  constructor(text: string) {
    this.lines = text.split('\n').map((line) => {
      const tab = line.indexOf('\t');
      return [line.slice(0, tab), line.slice(tab + 1)] as const;
    });
  }

  all(key: string): string[] {
    return this.lines.filter(([k]) => k === key).map(([, value]) => value);
  }

  /** The value; empty if there is none. */
  one(key: string): string {
    return this.all(key)[0] ?? '';
  }

  words(key: string): string[][] {
    return this.all(key).map((value) => value.split(' '));
  }
}
