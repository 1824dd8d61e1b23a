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

/** Whether the nodes have the images of servers and hub: a check each. */
export function imageChecks(images: readonly ImageOnNodes[]): Check[] {
  return images.map((image) => {
    const about = { id: `image/${image.name}`, area: 'images', title: image.name } as const;
    return checked(about, image.missing.length === 0 ? [] : [missing(image)], image.reference);
  });
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
