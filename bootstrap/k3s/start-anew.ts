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
      const lost = pods.filter((it) => VITAL.includes(it.component) && it.isFinal);
      const [crashed, waiting] = [
        lost.flatMap((it) => it.crash?.pod ?? []),
        lost.flatMap((it) => it.unpulled?.pod ?? []),
      ];
      await deletePods(context, asked, crashed, 'which crashed before');
      await deletePods(context, asked, waiting, 'which could not pull its image before');
    },
  };
}

/** Deletes pods that others take the place of. */
export async function deletePods(
  { host, known, progress, signal }: StepContext,
  asked: LookQuestions,
  pods: readonly string[],
  why: string,
): Promise<void> {
  for (const pod of pods) {
    progress(`retrying: ${pod}, ${why}`);
    await host.run(deletion(asked, pod), { sudo: true, signal, timeout: 2 * MINUTE });
    known.changes++;
  }
}

/** What deletes a pod of the hub's namespace. */
export function deletion({ namespace }: LookQuestions, pod: string): string[] {
  return ['k3s', 'kubectl', 'delete', 'pod', '--ignore-not-found', '-n', namespace, pod];
}
