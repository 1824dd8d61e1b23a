import { readFileSync } from 'node:fs';
import { configure } from '../../bootstrap/k3s/configure.ts';
import { mark } from '../../bootstrap/k3s/mark.ts';
import { command, put } from '../../bootstrap/plan/actions.ts';
import type { PlanInput, PlannedNode } from '../../bootstrap/plan/plan-input.ts';
import type { Step } from '../../bootstrap/plan/step.ts';
import { type K3sNode, paths } from '../../cluster/node-config.ts';
import { proxyDropIn } from '../../cluster/proxy.ts';
import { toYaml } from '../../system/yaml.ts';
import type { SortedFlags } from './sort-flags.ts';

const script = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const [KEEP, REWRITE] = ['keep-before.sh', 'rewrite-unit.sh'].map(script);

/** Where a host keeps the files that were replaced. */
export const BEFORE = `${paths.record}/before-take-over`;

/** The copy of a node's unit. Where it is there, a take-over that was cut off has begun on the node. */
export const unitBefore = ({ unit }: Pick<K3sNode, 'unit'>): string => `${BEFORE}/${unit}.service`;

/** Files of a host that a take-over looks at. */
export function takeOverFiles(node: K3sNode): readonly string[] {
  return [
    unitBefore(node),
    paths.config,
    paths.token,
    paths.registries,
    paths.authorities,
    paths.proxy,
    proxyDropIn(node.unit),
    paths.before,
  ];
}

/** A node and what becomes of its settings. */
export type NodeToTake = PlannedNode & Pick<SortedFlags, 'kept'>;

/**
 * The steps that make a node one of Hubwright: its settings as `up` writes them, what else it had beside them, and last its mark.
 * In between, k3s starts with all of its settings whenever it does. It is not restarted.
 */
export function planTakeOver(
  nodes: readonly NodeToTake[],
  input: Pick<PlanInput, 'platform' | 'token' | 'facts' | 'id'>,
): readonly Step[] {
  const servers = nodes.filter(({ node }) => node.role === 'server');
  return nodes.map((taken): Step => {
    const { node, kept } = taken;
    const text = `# Kept by Hubwright when it took this node over.\n${toYaml(kept)}`;
    return {
      id: `take-over/${node.name}`,
      title: 'Take over its settings',
      host: node.name,
      needs: [],
      actions: [
        command(
          ['sh', '-s', '--', BEFORE, node.unit],
          { input: KEEP ?? '' },
          `sh -s < keep-before.sh: copy to ${BEFORE}`,
        ),
        ...(Object.keys(kept).length === 0 ? [] : [put(node.name, { path: paths.before, mode: 0o600, content: text })]),
        ...configure(taken, servers, input).actions,
        command(
          ['sh', '-s', '--', node.unit, node.role],
          { input: REWRITE ?? '' },
          `sh -s -- ${node.unit} ${node.role} < rewrite-unit.sh: without flags, not restarted`,
        ),
        ...mark(taken, input).actions,
      ],
    };
  });
}
