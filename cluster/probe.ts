import { readFile } from 'node:fs/promises';
import type { Host } from '../system/hosts/host.ts';
import { type FoundCertificate, parseCertificate } from './certificates.ts';
import { type Mark, parseMark } from './mark.ts';
import {
  Answers,
  type FoundDownload,
  type FoundEntry,
  type FoundExtras,
  type FoundFile,
  type FoundGpus,
  type FoundMount,
  type FoundSelinux,
  type FoundUnit,
  kibibytes,
  parseDownload,
  parseEntry,
  parseExtras,
  parseFile,
  parseGpus,
  parseMount,
  parseSelinux,
  parseWritten,
} from './probe-answers.ts';

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
  /** Undefined where there is no SELinux. */
  readonly selinux: FoundSelinux | undefined;
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
  /** Of a server, the digest of the CA that its datastore has; undefined before k3s first ran. */
  readonly authority: string | undefined;
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
    authority: answers.one('k3s-authority') || undefined,
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
