import { configOf, paths, registriesOf } from '../../cluster/node-config.ts';
import { DROP_IN, proxyDropIn, proxyEnvironment } from '../../cluster/proxy.ts';
import { command, put } from '../plan/actions.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Action, Known, Step } from '../plan/step.ts';

/** The files that k3s reads when it starts. */
export interface StartFiles extends Step {
  /** What they hold in the end; undefined while the full token is not known. */
  readonly texts: (known: Known) => readonly string[] | undefined;
}

/** Writes a node's settings, token and registry logins. The first server has the short token, the others the full one. */
export function configure(
  { node }: PlannedNode,
  servers: readonly PlannedNode[],
  { platform, token, facts }: Pick<PlanInput, 'platform' | 'token' | 'facts'>,
): StartFiles {
  const isFirst = node === servers[0]?.node;
  const config = configOf(node, servers, platform);
  const registries = registriesOf(platform);
  const proxy = proxyEnvironment(platform, facts);
  const dropIn = proxyDropIn(node.unit);
  const joining = (known: Known) => `${known.joinToken}\n`;
  const puts = [
    put(node.name, { path: paths.token, mode: 0o600, content: isFirst ? `${token}\n` : joining }),
    put(node.name, { path: paths.config, mode: 0o600, content: config }),
    registries === undefined
      ? remove(node.name, paths.registries)
      : put(node.name, { path: paths.registries, mode: 0o600, content: registries }),
    ...(proxy === undefined
      ? [remove(node.name, paths.proxy), remove(node.name, dropIn)]
      : [
          put(node.name, { path: paths.proxy, mode: 0o600, content: proxy }),
          put(node.name, { path: dropIn, mode: 0o644, content: DROP_IN }),
        ]),
  ];
  const forget = command(['rm', '-f', paths.started], {
    // Whatever cuts this off, k3s is then started again.
    isDone: (known) => puts.every((it) => it.isDone?.(known)),
  });
  return {
    id: `config/${node.name}`,
    title: 'Write the settings of k3s',
    host: node.name,
    needs: [`mark/${node.name}`, ...(isFirst ? [] : ['token' as const])],
    actions: [forget, ...puts],
    texts: (known) => {
      const own = isFirst ? `${token}\n` : joining(known);
      return isFirst || known.joinToken !== undefined
        ? [own, config, registries ?? '', ...(proxy === undefined ? [] : [proxy])]
        : undefined;
    },
  };
}

/** What is no longer in the settings; a file that someone else wrote stays. */
function remove(node: string, path: string): Action {
  const isDone = (known: Known) => known.facts.get(node)?.files.get(path)?.isOurs !== true;
  return command(['rm', '-f', path], { isDone });
}
