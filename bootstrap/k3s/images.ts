import { inUnits } from '../../system/bytes.ts';
import { forDisplay } from '../../system/exec.ts';
import type { LocalFile } from '../../system/local-file.ts';
import { imagesBuiltHere, imagesOnlyHere } from '../images/platform-images.ts';
import { IMAGE_FOLDER, outdatedOn } from '../images/ship-plan.ts';
import { command, put, wait } from '../plan/actions.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Step } from '../plan/step.ts';
import { importing, lastLog, watch } from './watch.ts';

/** Where a tar goes on a node. */
export function imagePath({ file }: Pick<LocalFile, 'file'>): string {
  return `${IMAGE_FOLDER}/${file.slice(file.lastIndexOf('/') + 1)}`;
}

/** What is large goes first and waits for little: the tars of images and, without internet, k3s itself. */
export function copyImages({ node, facts }: PlannedNode, { tars, airgap }: PlanInput): Step {
  const files = [...tars(facts.architecture), ...(airgap?.images(facts.architecture) ?? [])];
  return {
    id: `images/${node.name}`,
    title: 'Copy the images',
    host: node.name,
    needs: [`mark/${node.name}`],
    actions: files.map((content) => put(node.name, { path: imagePath(content), mode: 0o644, content })),
  };
}

/** References of the images that nodes can have only from a tar. */
export function shippedImages(platform: PlanInput['platform']): string[] {
  return imagesOnlyHere(platform).map((it) => it.reference);
}

/** Waits until k3s has taken the images from their tars, its own too, and removes those of earlier images. */
export function importImages({ node, facts }: PlannedNode, { platform, airgap }: PlanInput): Step[] {
  const references = shippedImages(platform);
  if (references.length === 0 && airgap === undefined) return [];
  const waiting = wait({
    waitFor: `k3s to have ${[...references, ...(airgap === undefined ? [] : ['its own images'])].join(', ')}`,
    limit: 15 * 60_000,
    look: async (context) => {
      const { host, known, signal } = context;
      const before = known.facts.get(node.name)?.images;
      const asked = references.filter((it) => !before?.has(it));
      const inspect = ['k3s', 'crictl', 'inspecti', '-q', ...asked];
      const areThere =
        asked.length === 0 || (await host.run(inspect, { sudo: true, allow: [1], signal })).exitCode === 0;
      if (areThere && airgap === undefined) return undefined;
      const found = await watch(context, node.unit);
      if (areThere && found.archive === undefined) return undefined;
      const what = areThere ? 'the images of k3s' : `${asked.join(', ')} from its tar`;
      return importing(found, node.name, `${node.name} to import ${what}`);
    },
    explain: (context) => lastLog(context, node.unit),
  });
  const outdated = outdatedOn(imagesBuiltHere(platform), facts);
  const remove = command(['rm', '-f', '--', ...outdated], { isDone: () => outdated.length === 0 });
  const title = 'Import the images from their tars';
  const needs = [`start/${node.name}`] as const;
  return [{ id: `import/${node.name}`, title, host: node.name, needs, actions: [waiting, remove] }];
}

/** Once all else is done, removes the tars of images that have left the settings. */
export function removeTars({ leftTars = new Map() }: Pick<PlanInput, 'leftTars'>): Step[] {
  return [...leftTars].map(([node, entries]) => {
    const argv = ['rm', '-f', '--', ...entries.map(({ path }) => path)];
    const freed = inUnits(entries.reduce((sum, { bytes }) => sum + bytes, 0));
    return {
      id: `tars/${node}` as const,
      title: `Remove archives of images that left the settings (${freed})`,
      host: node,
      needs: ['pulled'],
      // It is planned only where there are some.
      actions: [command(argv, { isDone: () => false }, `${forDisplay('rm', argv.slice(1))} (frees ${freed})`)],
    };
  });
}
