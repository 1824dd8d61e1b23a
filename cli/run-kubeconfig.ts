import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { clusterFolder, readSecret } from '../bootstrap/cluster/cluster-folder.ts';
import { mergeKubeconfig } from '../bootstrap/cluster/kubeconfig.ts';
import { writeAtomically } from '../files/write-atomically.ts';
import { loadPlatform } from '../settings/load.ts';
import { UserError } from '../settings/user-error.ts';

/** Runs `hubwright kubeconfig`. */
export function runKubeconfig({ merge = false }: { merge?: boolean }): void {
  const { name } = loadPlatform({ secrets: 'mask' }).platform.cluster;
  const folder = clusterFolder('.', name);
  const text = readSecret(folder, 'kubeconfig');
  if (text === undefined) {
    throw new UserError(`there is no kubeconfig of the cluster ${name} yet`, {
      hint: 'Run `npx hubwright up`, or `npx hubwright up --only kubeconfig` if the cluster is up.',
    });
  }
  if (!merge) {
    console.log(resolve(folder, 'kubeconfig'));
    return;
  }
  const [first] = (process.env.KUBECONFIG ?? '').split(delimiter).filter((it) => it !== '');
  const asked = first ?? join(homedir(), '.kube', 'config');
  // A link stays one.
  const target = existsSync(asked) ? realpathSync(asked) : asked;
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  writeAtomically(target, merged(target, text));
  console.log(`${target} has the context ${name}: kubectl --context ${name} get nodes`);
}

function merged(target: string, text: string): string {
  const before = existsSync(target) ? readFileSync(target, 'utf8') : undefined;
  try {
    return mergeKubeconfig(before, text);
  } catch (cause) {
    throw new UserError(`${target} is not a kubeconfig: ${(cause as Error).message}`, {
      hint: 'It was left as it is. Mend it, or use the file whose path this command prints without --merge.',
      cause,
    });
  }
}
