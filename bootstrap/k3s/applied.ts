import { readFileSync } from 'node:fs';
import type { ClusterLook, LookQuestions } from '../../cluster/cluster-look.ts';
import { nameOf } from '../../cluster/object-ref.ts';
import { type Missing, wait } from '../plan/actions.ts';
import type { Step, StepContext } from '../plan/step.ts';
import { addOnOf, isApplied, lackingOf } from './lacking.ts';
import { look } from './nodes-ready.ts';
import { lastLog } from './watch.ts';

const FORGET_KINDS = new URL('forget-kinds.sh', import.meta.url);
const MINUTE = 60_000;
/** Looks after which it is asked, again and again, whether k3s looks for kinds that are gone. */
const OFTEN = 10;

/** Waits until k3s has applied the manifests. */
export function appliedStep(host: string, asked: LookQuestions, manifests: ReadonlyMap<string, string>): Step {
  const forget = readFileSync(FORGET_KINDS, 'utf8');
  return {
    id: 'applied',
    title: 'Wait until k3s has applied the manifests',
    host,
    needs: ['restore'],
    actions: [
      wait({
        waitFor: 'the manifests to be applied',
        limit: 5 * MINUTE,
        look: async (context, attempt) => {
          const found = await look(context, asked, attempt);
          const files = unapplied(found, manifests);
          if (files.length > 0 && attempt % OFTEN === OFTEN - 1) await forgetKinds(context, files, forget);
          return files.length > 0 ? `k3s to apply ${files.join(', ')}` : lacking(found, manifests);
        },
        explain: (context) => lastLog(context, 'k3s'),
      }),
    ],
  };
}

/** Kinds go some time after what has brought them is switched off: while this waits, that is. */
async function forgetKinds({ host, known, progress, signal }: StepContext, files: readonly string[], input: string) {
  const argv = ['sh', '-s', '--', ...files.map(addOnOf)];
  // Where the API does not answer, there is a next time.
  const { stdout } = await host.run(argv, { sudo: true, input, allow: [1], signal });
  for (const line of stdout.split('\n').filter((it) => it !== '')) {
    progress(`retrying: ${line.replace(':', ' without kinds that the cluster has no more:')}`);
    known.changes++;
  }
}

/** Manifests that k3s has not applied as they are. */
const unapplied = (found: ClusterLook, manifests: ReadonlyMap<string, string>) =>
  [...manifests].flatMap(([file, text]) => (isApplied(found, file, text) ? [] : file));

/** Objects that were deleted since they were applied. */
function lacking(found: ClusterLook, manifests: ReadonlyMap<string, string>): Missing {
  const objects = [...manifests.values()].flatMap((text) => lackingOf(found, text));
  return objects.length > 0 ? `k3s to put back ${objects.map(nameOf).join(', ')}` : undefined;
}
