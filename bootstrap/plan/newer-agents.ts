import { releasesOn } from '../../cluster/check-releases.ts';
import { k3sNodes } from '../../cluster/node-config.ts';
import { k3sMinor } from '../../platform/k3s-minor.ts';
import { UserError } from '../../system/user-error.ts';
import type { PlanInput } from './plan-input.ts';
import type { Step } from './step.ts';

/**
 * Refuses chosen steps that would leave an agent with a newer k3s than a server, which Kubernetes does not support: one that is
 * installed runs from the next reboot on.
 *
 * @throws UserError with the servers to upgrade first
 */
export function refuseNewerAgents(
  steps: readonly Step[],
  { platform, facts }: Pick<PlanInput, 'platform' | 'facts'>,
): void {
  const wanted = platform.cluster.k3sVersion;
  const has = (kind: 'install' | 'start', name: string) => steps.some((it) => it.id === `${kind}/${name}`);
  const nodes = k3sNodes(platform);
  const agents = nodes
    .filter(({ role, name }) => role === 'agent' && (has('install', name) || has('start', name)))
    .map((it) => it.name);
  const older = nodes.flatMap(({ name, role }) => {
    const [oldest] = role === 'server' && !has('start', name) ? releasesOn(name, facts) : [];
    return oldest !== undefined && k3sMinor(oldest) < k3sMinor(wanted) ? [`${name} (${oldest})`] : [];
  });
  if (agents.length === 0 || older.length === 0) return;
  throw new UserError(`${agents.join(', ')} would get ${wanted}, which is newer than ${older.join(', ')}`, {
    fix: 'Upgrade the servers first: `npx hubwright up`, without `--only` and `--from`.',
  });
}
