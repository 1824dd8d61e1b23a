import type { ClusterLook, LookQuestions } from '../../cluster/cluster-look.ts';
import type { FoundPod } from '../../cluster/pods.ts';
import { PULLER, type UnpulledImage, unpulledImages } from '../../cluster/unpulled.ts';
import type { Platform } from '../../platform/platform.ts';
import { counted } from '../../system/counted.ts';
import { type Missing, wait } from '../plan/actions.ts';
import type { Action, Step } from '../plan/step.ts';
import { look } from './nodes-ready.ts';
import { deletePod, deletion } from './start-anew.ts';

const MINUTE = 60_000;
/** How many looks may find that images are being pulled: what cannot be pulled shows within seconds. */
const LOOKS_AT_PULLS = 5;
/** After how many looks a registry that does not answer counts as one that will not: one takes two seconds and more. */
const LOOKS_AT_REGISTRY = 30;

/** Fails where nodes cannot pull an image of servers: all else is in place then, and nobody gets a server with it. */
export function pulledStep(host: string, asked: LookQuestions, platform: Platform): Step {
  return {
    id: 'pulled',
    title: 'See that the nodes can pull the images',
    host,
    needs: ['hub'],
    actions: [
      pullAnew(asked),
      wait({
        waitFor: 'the nodes to pull the images',
        limit: 5 * MINUTE,
        look: async (context, attempt) => missingImages(await look(context, asked, attempt), platform, attempt),
      }),
    ],
  };
}

/** Images of servers that nodes cannot pull. For one that is being pulled, nobody waits: that may take an hour. */
export function missingImages({ pods }: Pick<ClusterLook, 'pods'>, platform: Platform, attempt: number): Missing {
  const pullers = pullersOf(pods);
  const unpulled = unpulledImages(pullers, platform);
  if (unpulled.length === 0) {
    return pullers.length === 0 || attempt >= LOOKS_AT_PULLS ? undefined : `${counted(pullers.length, 'node')} to pull`;
  }
  const missing = unpulled.map(describe).join('; ');
  if (!unpulled.some((it) => it.isFinal) && attempt < LOOKS_AT_REGISTRY) return missing;
  return { missing, output: pullers.find((it) => it.unpulled !== undefined)?.problem ?? '', fix: fixOf(unpulled) };
}

function describe({ image, nodes, why }: UnpulledImage): string {
  return `${nodes.join(', ')} to pull ${image} (${why})`;
}

/** What to do about images that cannot be pulled. */
export function fixOf(unpulled: readonly UnpulledImage[]): string {
  return [...new Set(unpulled.map((it) => it.fix))].join(' ');
}

const pullersOf = (pods: readonly FoundPod[]) =>
  pods.filter((it) => it.component === PULLER && !it.isReady && !it.isLeaving);

/** A registry may have an image by now: the kubelet waits up to five minutes before it asks once more. */
function pullAnew(asked: LookQuestions): Action {
  return {
    command: `if nodes could not pull images: ${deletion(asked, 'POD').join(' ')}`,
    run: async (context) => {
      const { pods } = await look(context, asked, 0);
      for (const pod of pullersOf(pods).flatMap((it) => it.unpulled?.pod ?? [])) {
        await deletePod(context, asked, pod, 'which could not pull an image before');
      }
    },
  };
}
