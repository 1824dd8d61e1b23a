import { IMAGE_FOLDER } from '../../bootstrap/images/ship-plan.ts';
import { probe } from '../../cluster/probe.ts';
import { listImages } from '../../lib/list-images.ts';
import { isInNoRegistry } from '../../platform/image-tag.ts';
import type { RollbackNode } from './look-at-nodes.ts';
import { hubValues } from './manifests-back.ts';

/**
 * The images that values of a release of the hub name and that nodes can have only from a tar.
 *
 * @param isAirgapped whether nodes reach no registry, so that none has any; otherwise none has those that were built here
 */
export function imagesOfTars(manifest: string, isAirgapped: boolean): string[] {
  const { images } = listImages({ platform: [], values: hubValues(manifest), defaults: {} });
  return isAirgapped ? [...images] : images.filter(isInNoRegistry);
}

/**
 * Finds which of these images nodes have neither in containerd nor as a tar. A node on which k3s does not run cannot tell, and is left
 * out.
 *
 * @returns images by node
 */
export async function missingImages(
  nodes: readonly Pick<RollbackNode, 'node' | 'host' | 'facts'>[],
  images: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (images.length === 0) return new Map();
  const running = nodes.filter(({ node, facts }) => facts.units.get(node.unit)?.state === 'active');
  const found = await Promise.all(
    running.map(async ({ node, host }) => {
      const facts = await probe(host, { images, folders: [IMAGE_FOLDER] }, signal);
      const hasTar = (image: string) =>
        facts.entries.some(({ path }) => path.startsWith(`${IMAGE_FOLDER}/${tarStem(image)}-`));
      return [node.name, images.filter((it) => !facts.images.has(it) && !hasTar(it))] as const;
    }),
  );
  return new Map(found.filter(([, missing]) => missing.length > 0));
}

/** `tiny-0123456789abcdef`: the name of its tar without the architecture. */
function tarStem(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1).replace(':', '-');
}
