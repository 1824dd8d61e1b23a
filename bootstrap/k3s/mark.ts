import { markText } from '../../cluster/mark.ts';
import { paths } from '../../cluster/node-config.ts';
import { put } from '../plan/actions.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Step } from '../plan/step.ts';

/** Says on a host whose it is, before anything else is changed there. */
export function mark({ node }: PlannedNode, { platform, id }: Pick<PlanInput, 'platform' | 'id'>): Step {
  const content = markText({ cluster: platform.cluster.name, id, node: node.name });
  const action = put(node.name, { path: paths.mark, mode: 0o644, content });
  return {
    id: `mark/${node.name}`,
    title: "Mark the host as this cluster's",
    host: node.name,
    needs: [],
    actions: [action],
  };
}
