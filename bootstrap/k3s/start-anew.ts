import type { LookQuestions } from '../../cluster/cluster-look.ts';
import { VITAL } from '../../cluster/why-down.ts';
import type { Action, StepContext } from '../plan/step.ts';
import { look } from './nodes-ready.ts';

const MINUTE = 60_000;

/**
 * Deletes pods of hub and proxy that have crashed again and again, or that could not pull their image, before this run:
 * Kubernetes waits up to five minutes before it tries once more.
 */
export function startAnew(asked: LookQuestions): Action {
  return {
    command: `if hub or proxy crash, or wait for their image: ${deletion(asked, 'POD').join(' ')}`,
    run: async (context) => {
      const { health, pods } = await look(context, asked, 0);
      if (health === 200) return;
      for (const { crash, unpulled } of pods.filter((it) => VITAL.includes(it.component) && it.isFinal)) {
        if (crash !== undefined) await deletePod(context, asked, crash.pod, 'which crashed before');
        else if (unpulled !== undefined)
          await deletePod(context, asked, unpulled.pod, 'which could not pull its image before');
      }
    },
  };
}

/** Deletes a pod that another takes the place of. */
export async function deletePod(
  { host, known, progress, signal }: StepContext,
  asked: LookQuestions,
  pod: string,
  why: string,
): Promise<void> {
  progress(`retrying: ${pod}, ${why}`);
  await host.run(deletion(asked, pod), { sudo: true, signal, timeout: 2 * MINUTE });
  known.changes++;
}

/** What deletes a pod of the hub's namespace. */
export function deletion({ namespace }: LookQuestions, pod: string): string[] {
  return ['k3s', 'kubectl', 'delete', 'pod', '--ignore-not-found', '-n', namespace, pod];
}
