import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { LOCAL_STORAGE, type LocatedVolume } from '../../cluster/volumes.ts';
import { inUnits } from '../../system/bytes.ts';
import { counted } from '../../system/counted.ts';
import type { Host } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';

const SCRIPT = new URL('measure.sh', import.meta.url);

/** A folder on a node. */
export interface MeasuredFolder {
  readonly path: string;
  /** `late`: there was no time for it; `unreadable`: it could not be measured. */
  readonly state: 'measured' | 'missing' | 'late' | 'unreadable';
  /** What it takes of the disk; undefined unless it was measured. */
  readonly bytes: number | undefined;
  /** When the newest of its files was last written; likewise. */
  readonly lastChange: Date | undefined;
}

export interface MeasuredNode {
  /** Those of volumes, by their paths. */
  readonly folders: ReadonlyMap<string, MeasuredFolder>;
  /** Beside them, and of no volume of the cluster. */
  readonly unknown: readonly MeasuredFolder[];
}

export interface MeasureOptions {
  /** Those to be measured, all on this node. */
  readonly volumes: readonly Pick<LocatedVolume, 'volume' | 'path'>[];
  /** Paths of other volumes that may be on it. */
  readonly known: readonly string[];
  /** Seconds after which nothing more is begun, and what runs is ended. */
  readonly limit: number;
  readonly progress: Reporter['progress'];
  readonly signal: AbortSignal;
}

/**
 * Measures the volumes on a node, with the lowest priority for its disk and its CPUs. When a file was last written costs
 * nothing then, unlike what the hub knows of its users, and is known of homes without a user too.
 */
export async function measureNode(host: Host, options: MeasureOptions): Promise<MeasuredNode> {
  const { volumes, known, limit, progress, signal } = options;
  const paths = volumes.flatMap((it) => it.path ?? []);
  const input = [
    ...known.map((path) => `known ${path}`),
    ...paths.map((path) => `volume ${path}`),
    ...rootsOf(volumes).map((path) => `root ${path}`),
  ].join('\n');
  let [count, bytes] = [0, 0];
  const onLine = (line: string) => {
    const found = parseLine(line);
    if (found === undefined) return;
    count += 1;
    bytes += found.folder.bytes ?? 0;
    progress(`measured ${count} of ${counted(paths.length, 'volume')}, ${inUnits(bytes)}`);
  };
  const argv = ['sh', '-c', await readFile(SCRIPT, 'utf8'), 'measure', `${limit}`];
  const run = { sudo: true, input: `${input}\n`, timeout: (limit + 60) * 1000, signal };
  const { stdout } = await host.run(argv, { ...run, onLine: (line, stream) => stream !== 'stderr' && onLine(line) });
  return parseMeasured(stdout);
}

/** Reads what measure.sh printed. */
export function parseMeasured(text: string): MeasuredNode {
  const lines = text.trimEnd().split('\n');
  if (lines.pop() !== 'end') throw new Error('The output of the measurement was truncated');
  const found = lines.flatMap((line) => parseLine(line) ?? []);
  const ofKind = (kind: string) => found.filter((it) => it.kind === kind).map((it) => it.folder);
  return { folders: new Map(ofKind('volume').map((it) => [it.path, it])), unknown: ofKind('unknown') };
}

function parseLine(line: string): { readonly kind: string; readonly folder: MeasuredFolder } | undefined {
  const [kind = '', path, said = '', seconds = ''] = line.split('\t');
  if (path === undefined) return undefined;
  const isMeasured = /^\d+$/.test(said);
  const state = isMeasured ? 'measured' : said === 'missing' || said === 'late' ? said : 'unreadable';
  const lastChange = isMeasured ? new Date(Number.parseInt(seconds, 10) * 1000) : undefined;
  return { kind, folder: { path, state, bytes: isMeasured ? Number(said) : undefined, lastChange } };
}

/** The folders in which the provisioner keeps volumes: k3s's own, and where some are that it has named. */
function rootsOf(volumes: MeasureOptions['volumes']): string[] {
  const made = volumes.flatMap(({ path, volume }) =>
    path !== undefined && basename(path).startsWith(`${volume}_`) ? dirname(path) : [],
  );
  return [...new Set([LOCAL_STORAGE, ...made])];
}
