import { type Host, HostError } from '../system/hosts/host.ts';
import { type LocatedVolume, listVolumes } from './volumes.ts';

/** Something that lies on the disk of a node, and is lost with it. */
export interface Stored extends LocatedVolume {
  /** Undefined where the node cannot be asked. */
  readonly bytes: number | undefined;
}

/** What a cluster tells of its nodes and their volumes. */
export interface OnNodes {
  readonly nodes: readonly string[];
  /** What lies on a node, the largest first. */
  readonly volumesOn: (node: string) => readonly Stored[];
}

const SIZES = 'for path; do if [ -d "$path" ]; then du --summarize --block-size=1 "$path"; fi; done';

/**
 * Asks a server which volumes lie on which node, and a node that goes how much is in them. Changes nothing.
 *
 * @param namespace the hub's
 * @param going undefined where it cannot be reached
 */
export async function storedOnNodes(
  { server, namespace, going }: { readonly server: Host; readonly namespace: string; readonly going: Host | undefined },
  signal: AbortSignal,
): Promise<OnNodes> {
  const { nodes, volumes } = await listVolumes(server, namespace, signal);
  const volumesOn = (node: string) => volumes.filter((it) => it.node === node);
  const paths = going === undefined ? [] : volumesOn(going.name).flatMap((it) => it.path ?? []);
  const sizes = going === undefined || paths.length === 0 ? new Map() : await measure(going, paths, signal);
  return {
    nodes,
    volumesOn: (node) =>
      volumesOn(node)
        .map((it) => ({ ...it, bytes: sizes.get(it.path) }))
        .sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0)),
  };
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
