import { releasesOn } from '../../cluster/check-releases.ts';
import { parseNode } from '../../cluster/cluster-look.ts';
import { wait } from '../plan/actions.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Action } from '../plan/step.ts';
import { unlessImporting, whileImporting } from './watch.ts';

/** The release that a node goes from, if it has k3s and runs another one than that of the settings. */
export function upgradedFrom(
  { node, facts }: PlannedNode,
  input: Pick<PlanInput, 'platform' | 'facts'>,
): string | undefined {
  if (!facts.units.has(node.unit)) return undefined;
  return releasesOn(node.name, input.facts).find((it) => it !== input.platform.cluster.k3sVersion);
}

/**
 * Waits until a server that was upgraded is ready with its new release; the next node is upgraded after that.
 *
 * @param since when it was started, by its own clock: what the datastore has of it may be from before. @default - it is not
 */
export function waitUntilUpgraded({ node }: PlannedNode, release: string, since = () => 0): Action {
  const get = ['k3s', 'kubectl', 'get', 'node', node.name, '--request-timeout=15s', '-o', 'json'];
  return wait({
    waitFor: `${node.name} to be ready with ${release}`,
    limit: 10 * 60_000,
    look: async (context) => {
      const { host, signal } = context;
      const options = { sudo: true, allow: [1], timeout: 60_000, signal };
      const { exitCode, stdout } = await host.run(get, options);
      if (exitCode !== 0) return 'the Kubernetes API to answer';
      const { isReady, version, heard = 0 } = parseNode(stdout);
      if (version !== release) return whileImporting(node, `${node.name} to run ${release} (now ${version})`, context);
      if (heard < since()) return whileImporting(node, `${node.name} to report its state`, context);
      return isReady ? unlessImporting([node], context) : `${node.name} to be ready`;
    },
  });
}
