import type { FoundPod } from './pods.ts';
import { causeOfPull, type ImageSettings } from './pull-causes.ts';

/** The chart's pods that pull all images of servers on their node, before servers start. */
export const PULLER = 'continuous-image-puller';

/** An image that nodes try to pull, and cannot. */
export interface UnpulledImage {
  readonly image: string;
  readonly nodes: readonly string[];
  /** Why, as a sentence goes on. */
  readonly why: string;
  readonly fix: string;
  /** Whether no further try changes that. */
  readonly isFinal: boolean;
}

/** Those that pods of the release wait for, each once. */
export function unpulledImages(pods: readonly FoundPod[], platform: ImageSettings): UnpulledImage[] {
  const waiting = pods.flatMap((it) => (it.unpulled === undefined ? [] : [{ ...it.unpulled, ...it }]));
  const images = [...new Set(waiting.map(({ image }) => image))];
  return images.map((image) => {
    const those = waiting.filter((it) => it.image === image);
    const { why, fix } = causeOfPull(those.map(({ problem }) => problem));
    const nodes = [...new Set(those.map(({ node }) => node))].sort();
    return { image, nodes, why, fix: fix(image, platform), isFinal: those.some((it) => it.isFinal === true) };
  });
}
