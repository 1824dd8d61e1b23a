import { type Host, HostError } from '../system/hosts/host.ts';
import type { LocatedVolume } from './volumes.ts';

/** Something that lies on the disk of a node, and is lost with it. */
export interface Stored extends LocatedVolume {
  /** Undefined where the node cannot be asked. */
  readonly bytes: number | undefined;
}

const SIZES = 'for path; do if [ -d "$path" ]; then du --summarize --block-size=1 "$path"; fi; done';

/**
 * What of a cluster's volumes lies on a node, the largest first. The node is asked how much is in them. Changes nothing.
 *
 * @param host undefined where it cannot be reached
 */
export async function storedOn(
  { name, host }: { readonly name: string; readonly host: Host | undefined },
  volumes: readonly LocatedVolume[],
  signal: AbortSignal,
): Promise<readonly Stored[]> {
  const own = volumes.filter((it) => it.node === name);
  const paths = own.flatMap((it) => it.path ?? []);
  const sizes = host === undefined || paths.length === 0 ? new Map() : await measure(host, paths, signal);
  return own.map((it) => ({ ...it, bytes: sizes.get(it.path) })).sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0));
}

async function measure(host: Host, paths: readonly string[], signal: AbortSignal): Promise<Map<string, number>> {
  const options = { sudo: true, timeout: 30 * 60_000, signal };
  const { stdout } = await host.run(['sh', '-c', SIZES, 'measure', ...paths], options).catch((error) => {
    // That it does not answer is reported when it is to be removed.
    if (error instanceof HostError && error.reason === 'unreachable') return { stdout: '' };
    throw error;
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(line.indexOf('\t') + 1), Number.parseInt(line, 10)]));
}
