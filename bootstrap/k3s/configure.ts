import { k3sFilesOf } from '../../cluster/k3s-files.ts';
import { paths } from '../../cluster/node-config.ts';
import { sha256 } from '../../system/sha256.ts';
import { command, put } from '../plan/actions.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Action, Known, Step } from '../plan/step.ts';

/** The files that k3s reads when it starts. */
export interface StartFiles extends Step {
  /** What they hold in the end; undefined while the full token is not known. */
  readonly texts: (known: Known) => readonly string[] | undefined;
  /** Whether all of them are as they should be. */
  readonly areThere: (known: Known) => boolean;
}

/** Writes a node's settings, token and registry logins. The first server has the short token, the others the full one. */
export function configure(
  { node }: PlannedNode,
  servers: readonly PlannedNode[],
  { platform, token, facts }: Pick<PlanInput, 'platform' | 'token' | 'facts'>,
): StartFiles {
  const isFirst = node === servers[0]?.node;
  const files = k3sFilesOf(node, servers, platform, facts);
  const joining = (known: Known) => `${known.joinToken}\n`;
  const tokenOf = (known: Known) =>
    isFirst ? `${token}\n` : known.joinToken === undefined ? undefined : joining(known);
  const puts = [
    put(node.name, { path: paths.token, mode: 0o600, content: isFirst ? `${token}\n` : joining }),
    ...files.map(({ path, mode, content }) =>
      content === undefined ? remove(node.name, path) : put(node.name, { path, mode, content }),
    ),
  ];
  const areThere = (known: Known) => puts.every((it) => it.isDone?.(known));
  // Whatever cuts this off, k3s is then started again.
  const forget = command(['rm', '-f', paths.started], { isDone: areThere });
  const contents = (known: Known) => {
    const own = tokenOf(known);
    const texts = [[paths.token, own] as const, ...files.map(({ path, content }) => [path, content] as const)];
    return own === undefined ? undefined : texts;
  };
  return {
    id: `config/${node.name}`,
    title: 'Write the settings of k3s',
    host: node.name,
    needs: [`mark/${node.name}`, ...(isFirst ? [] : ['token' as const])],
    actions: [forget, ...puts, note(node.name, platform.cluster.k3sVersion, contents)],
    areThere,
    texts: (known) => {
      const own = tokenOf(known);
      const textOf = (path: string) => files.find((it) => it.path === path)?.content;
      // What came later is left out where it is not set: clusters without it go on without a restart.
      const later = [paths.proxy, paths.authorities].map(textOf).filter((it) => it !== undefined);
      if (own === undefined) return undefined;
      return [own, textOf(paths.config) ?? '', textOf(paths.registries) ?? '', ...later];
    },
  };
}

type Contents = (known: Known) => readonly (readonly [path: string, content: string | undefined])[] | undefined;

/** Notes on the host what was written there, so that what others change is told from what the settings change. */
function note(node: string, release: string, contents: Contents): Action {
  const textOf = (known: Known) => {
    const written = (contents(known) ?? []).flatMap(([path, text]) =>
      text === undefined ? [] : [`${sha256(text)} ${path}`],
    );
    return [...written, `${release} k3s`, ''].join('\n');
  };
  return {
    ...put(node, { path: paths.written, mode: 0o644, content: textOf }),
    isDone: (known) => {
      const found = known.facts.get(node)?.written ?? new Map();
      const lines = [...found].map(([path, sum]) => `${sum} ${path}`);
      return contents(known) !== undefined && textOf(known) === [...lines, ''].join('\n');
    },
  };
}

/** What is no longer in the settings; a file that someone else wrote stays. */
function remove(node: string, path: string): Action {
  const isDone = (known: Known) => known.facts.get(node)?.files.get(path)?.isOurs !== true;
  return command(['rm', '-f', path], { isDone });
}
