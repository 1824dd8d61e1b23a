import type { UnpulledImage } from '../../cluster/unpulled.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { type Check, checked } from './check.ts';

/** An image of the settings, and where it is. */
export interface ImageOnNodes {
  /** In platform.yaml. */
  readonly name: string;
  /** Whether the hub runs it. */
  readonly isHub: boolean;
  readonly reference: string;
  /** How nodes get it: from a tar of `image ship`, from one of the airgap folder, or from a registry. */
  readonly comesFrom: 'ship' | 'airgap' | 'registry';
  /** Nodes that have it not. */
  readonly missing: readonly string[];
}

/**
 * Whether the nodes have the images of servers and hub, or can pull them: a check each.
 *
 * @param unpulled what pods wait for
 */
export function imageChecks(images: readonly ImageOnNodes[], unpulled: readonly UnpulledImage[] = []): Check[] {
  const isNamed = ({ image }: UnpulledImage) => images.some(({ reference }) => reference === image);
  const about = (name: string) => ({ id: `image/${name}`, area: 'images', title: name }) as const;
  return [
    ...images.map((image) => {
      const failed = unpulled.filter((it) => it.image === image.reference);
      const tried = failed.flatMap(({ nodes }) => nodes);
      const untried = { ...image, missing: image.missing.filter((it) => !tried.includes(it)) };
      const problems = [...failed.map(cannotPull), ...(untried.missing.length === 0 ? [] : [missing(untried)])];
      return checked(about(image.name), problems, image.reference);
    }),
    ...unpulled.filter((it) => !isNamed(it)).map((it) => checked(about(it.image), [cannotPull(it)], it.image)),
  ];
}

function cannotPull({ image, nodes, why, fix }: UnpulledImage): ProblemAt {
  const cost = 'what runs it does not start there';
  return { severity: 'error', where: nodes.join(', '), message: `${image} cannot be pulled: ${why}`, cost, fix };
}

function missing({ isHub, reference, comesFrom, missing }: ImageOnNodes): ProblemAt {
  const where = missing.join(', ');
  const what = isHub ? 'the hub' : 'a server with this image';
  const message = `${reference} is not there`;
  if (comesFrom === 'ship') {
    const cost = `${what} does not start there: no registry has it`;
    return { severity: 'error', where, message, cost, fix: '`npx hubwright image ship`' };
  }
  if (comesFrom === 'airgap') {
    const cost = `${what} does not start there: without internet it cannot be pulled`;
    const fix = 'Put its tar into the folder of `cluster.airgap`, then `npx hubwright up`; see docs/airgap.md.';
    return { severity: 'error', where, message, cost, fix };
  }
  const cost = 'the first server with this image there waits until it is pulled';
  return { severity: 'note', where, message, cost, fix: `Pull it in advance: \`sudo k3s crictl pull ${reference}\`.` };
}
