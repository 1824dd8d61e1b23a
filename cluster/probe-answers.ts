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

/** SELinux on a host. */
export interface FoundSelinux {
  /** `Enforcing`, `Permissive` or `Disabled`. */
  readonly mode: string;
  /** Whether there is a policy for k3s. */
  readonly hasPolicy: boolean;
}

/** Lines of a key, a tab and a value; a key may come several times or not at all. */
export class Answers {
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

/** Bytes. */
export const kibibytes = (text: string): number => Number(text) * 1024;

export function parseMount(words: string[]): [string, FoundMount] {
  const [folder = '', total = '', free = '', allInodes = '', freeInodes = '', options = '', kind = '', ...at] = words;
  const size = { total: kibibytes(total), free: kibibytes(free) };
  // Btrfs and ZFS have no limit, and say 0 or `-`.
  const inodes = Number(allInodes) > 0 ? { total: Number(allInodes), free: Number(freeInodes) } : undefined;
  return [folder, { ...size, inodes, options: options.split(','), kind, mountPoint: at.join(' ') }];
}

export function parseWritten(line: string): [string, string] {
  const [sum = '', ...path] = line.split(' ');
  return [path.join(' '), sum];
}

export function parseExtras(answers: Answers): FoundExtras {
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

export function parseSelinux(answers: Answers): FoundSelinux | undefined {
  const mode = answers.one('selinux');
  return mode === '' ? undefined : { mode, hasPolicy: answers.one('selinux-policy') === 'present' };
}

export function parseDownload(answers: Answers): FoundDownload | undefined {
  const [date, fault] = [answers.all('download-date').at(-1), answers.all('download-fault')[0]];
  if (date === undefined && fault === undefined) return undefined;
  const time = Date.parse(date ?? '');
  return { date: Number.isNaN(time) ? undefined : time, fault };
}

export function parseGpus(answers: Answers): FoundGpus | undefined {
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

export function parseFile(line: string): [string, FoundFile] {
  const [mode = '', owner = '', bytes = '', sha256 = '', whose = '', ...path] = line.split(' ');
  const digest = sha256 === '-' ? undefined : sha256;
  const isOurs = whose === 'ours';
  return [path.join(' '), { mode: Number.parseInt(mode, 8), owner, bytes: Number(bytes), sha256: digest, isOurs }];
}

export function parseEntry(line: string): FoundEntry {
  const [time = '', bytes = '', ...path] = line.split(' ');
  return { path: path.join(' '), bytes: Number(bytes), time: Number(time) * 1000 };
}
