import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { fatal } from './about.ts';

/** By subcommand: its flags, and whether each takes a value. */
const FLAGS: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  launch: {
    '--cpus': true,
    '--memory': true,
    '--disk': true,
    '--name': true,
    '--cloud-init': true,
    '--timeout': true,
  },
  info: { '--format': true },
  list: { '--format': true },
  version: { '--format': true },
  exec: { '--no-map-working-directory': false, '--working-directory': true },
  start: { '--timeout': true, '--all': false },
  stop: { '--force': false, '--all': false, '--cancel': false },
  suspend: { '--all': false },
  delete: { '--purge': false, '--all': false },
  purge: {},
};
const SHORT: Readonly<Record<string, string>> = {
  '-c': '--cpus',
  '-m': '--memory',
  '-d': '--disk',
  '-n': '--name',
  '-p': '--purge',
};

export interface Words {
  readonly command: string;
  readonly flags: ReadonlyMap<string, string>;
  readonly names: readonly string[];
}

/** Takes a command line apart as Multipass does, and ends with its words and its code 1 if it cannot. */
export function parseWords([command = '', ...rest]: readonly string[]): Words {
  const known = FLAGS[command];
  if (known === undefined) {
    process.stdout.write(
      `Error: Unknown command or alias '${command}' (try "multipass help" or "multipass aliases")\n`,
    );
    process.exit(1);
  }
  const flags = new Map<string, string>();
  const names: string[] = [];
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] ?? '';
    if (word === '--') return { command, flags, names: [...names, ...rest.slice(i + 1)] };
    if (!word.startsWith('-')) {
      names.push(word);
      continue;
    }
    const [given = '', ...value] = word.split('=');
    const flag = command === 'exec' && given === '-n' ? '--no-map-working-directory' : (SHORT[given] ?? given);
    const takesValue = known[flag];
    if (takesValue === undefined) fatal(`Unknown option '${given.replace(/^-+/, '')}'.`, 1);
    if (takesValue && value.length === 0 && i + 1 >= rest.length) {
      fatal(`Missing value after '${given}'.`, 1);
    }
    flags.set(flag, takesValue ? (value.length > 0 ? value.join('=') : (rest[++i] ?? '')) : '');
  }
  return { command, flags, names };
}

/** What `launch` is asked for. Ends as Multipass does where that cannot be. */
export function parseLaunch({ flags, names }: Words) {
  if (names.length > 1) fatal('Too many arguments supplied', 1);
  const cpus = flags.get('--cpus') ?? '1';
  if (!/^[1-9]\d*$/.test(cpus)) fatal(`Error: invalid CPU count '${cpus}', need a positive integer value.`, 1);
  const [memoryText, diskText] = [flags.get('--memory') ?? '1G', flags.get('--disk') ?? '5G'];
  const [memory, disk] = [bytesOf(memoryText), bytesOf(diskText)];
  const files = readCloudInit(flags.get('--cloud-init'));
  const name = flags.get('--name') ?? 'adjusted-stand-in';
  const image = names[0] ?? 'default';
  if (!['22.04', '24.04', 'noble', '26.04', 'lts', 'default'].includes(image)) {
    fatal(`launch failed: Unable to find an image matching "${image}" in remote "release".`, 2);
  }
  const faults = [
    ...(memory < 512 * 2 ** 20 ? [`Invalid memory size value supplied: ${memoryText}.`] : []),
    ...(disk < 2 ** 30 ? [`Invalid disk size value supplied: ${diskText}.`] : []),
    ...(/^[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(name) ? [] : [`Invalid instance name supplied: ${name}`]),
  ];
  // The real one shows the last of them.
  if (faults.length > 0) fatal(`launch failed: Invalid arguments supplied\n${faults.at(-1)}`, 2);
  return { name, image, cpus: Number(cpus), memory, disk, files };
}

function bytesOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([KMG]?)(?:i?B)?$/i.exec(text);
  if (match === null) fatal(`error: ${text} is not a valid memory size`, 1);
  const unit = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }[(match[2] ?? '').toUpperCase() as '' | 'K' | 'M' | 'G'];
  return Math.floor(Number(match[1]) * unit);
}

/** A file that cloud-init writes when a VM first starts. */
export interface CloudFile {
  readonly path: string;
  readonly content: string;
}

/** A snap sees no hidden file of a home folder, and another /tmp. */
function readCloudInit(file: string | undefined): readonly CloudFile[] {
  if (file === undefined) return [];
  const path = resolve(file);
  if (file !== '-' && (!existsSync(path) || path.startsWith('/tmp/') || path.includes('/.'))) {
    const fault = `bad file: ${file}\nPlease ensure that Multipass can read it.`;
    fatal(`Could not load cloud-init configuration: ${fault}`, 1);
  }
  try {
    const { write_files: files = [] } = parse(readFileSync(file === '-' ? 0 : path, 'utf8')) ?? {};
    return files.map((it: { path: string; encoding?: 'b64'; content: string }): CloudFile => {
      return { path: it.path, content: Buffer.from(it.content, it.encoding === 'b64' ? 'base64' : 'utf8').toString() };
    });
  } catch (error) {
    return fatal(`error loading cloud-init config: ${(error as Error).message}`, 1);
  }
}

/** A command as one line for the shell of the VM, quoted as Multipass quotes it: with backslashes, newlines in quotes. */
export function shellLine(command: readonly string[]): string {
  const quoted = (word: string) =>
    word === '' ? "''" : word.replaceAll(/[^\w\n%+./:=@-]/g, '\\$&').replaceAll('\n', '"\n"');
  return command.map(quoted).join(' ');
}
