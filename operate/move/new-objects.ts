import * as z from 'zod';
import type { Host } from '../../system/hosts/host.ts';
import type { Home } from '../homes/find-homes.ts';
import { volumeOf } from '../homes/place.ts';

const strings = z.record(z.string(), z.string()).default({});
const metadata = z.object({ labels: strings, annotations: strings });
const CLAIM = z.object({
  metadata,
  spec: z.object({
    storageClassName: z.string().default(''),
    accessModes: z.array(z.string()),
    resources: z.record(z.string(), z.unknown()),
  }),
});
const VOLUME = z.object({ metadata });

/** Where a home goes. */
export interface NewPlace {
  readonly node: string;
  readonly path: string;
  readonly volume: string;
}

export interface NewObjects {
  readonly volume: Record<string, unknown>;
  readonly claim: Record<string, unknown>;
}

/** Reads the volume and the claim of a home. */
export async function readObjects(
  server: Host,
  { volume, claim, namespace }: Home,
  signal: AbortSignal,
): Promise<{ readonly volume: unknown; readonly claim: unknown }> {
  const read = async (kind: string, ...words: string[]) => {
    const argv = ['k3s', 'kubectl', 'get', kind, ...words, '-o', 'json'];
    return JSON.parse((await server.run(argv, { sudo: true, signal })).stdout);
  };
  const claimRead = read('persistentvolumeclaim', claim, '-n', namespace);
  return { volume: await read('persistentvolume', volume), claim: await claimRead };
}

/** The same volume and claim for another node, with the labels and annotations that they have now. Pure. */
export function objectsFor(
  found: { readonly volume: unknown; readonly claim: unknown },
  home: Pick<Home, 'namespace' | 'claim' | 'capacity'>,
  to: NewPlace,
): NewObjects {
  const volume = VOLUME.parse(found.volume);
  const { metadata, spec } = CLAIM.parse(found.claim);
  const { namespace, claim, capacity } = home;
  const place = { node: to.node, folder: to.path, volume: to.volume, state: 'new' as const };
  const made = volumeOf(place, { namespace, claim, storageClass: spec.storageClassName, size: capacity });
  return {
    volume: { ...made, metadata: { name: to.volume, ...kept(volume.metadata, to.node) } },
    claim: {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: claim, namespace, ...kept(metadata, to.node) },
      spec: { ...spec, volumeName: to.volume },
    },
  };
}

/** Without what Kubernetes notes of a binding; what names the node, such as for the hub's form, names the new one. */
function kept({ labels, annotations }: z.output<typeof metadata>, node: string) {
  const entries = Object.entries(annotations).filter(
    ([key]) => !/^pv\.kubernetes\.io\/bind|^pv\.kubernetes\.io\/bound|^kubectl\./.test(key),
  );
  const renamed = entries.map(([key, value]) => [key, key.endsWith('/selected-node') ? node : value]);
  return { labels, annotations: Object.fromEntries(renamed) };
}
