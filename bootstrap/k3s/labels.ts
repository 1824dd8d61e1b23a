import type { FoundNode } from '../../cluster/cluster-look.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Step } from '../plan/step.ts';
import { look, questions } from './nodes-ready.ts';

/** Annotations of a node that tell which of its labels and taints came from the settings, so that those can be taken back. */
const OURS = { labels: 'hubwright/labels', taints: 'hubwright/taints' } as const;

/** Gives the nodes the labels and taints of the settings: k3s itself does so only when a node first joins. */
export function labels(first: PlannedNode, nodes: readonly PlannedNode[], input: PlanInput): Step {
  return {
    id: 'labels',
    title: 'Set labels and taints',
    host: first.node.name,
    needs: ['nodes'],
    actions: [
      {
        command: 'k3s kubectl label, taint and annotate the nodes where they differ from the settings',
        run: async (context) => {
          const { nodes: found = [] } = await look(context, questions(first, input), 0);
          const commands = nodes.flatMap(({ node }) => {
            const current = found.find((it) => it.name === node.name);
            return current === undefined ? [] : relabelling(node, current);
          });
          for (const argv of commands) {
            await context.host.run(['k3s', 'kubectl', ...argv], { sudo: true, signal: context.signal });
          }
          if (commands.length > 0) context.known.changes++;
        },
      },
    ],
  };
}

/** What to tell kubectl so that a node has what the settings say, and no longer what they once said. Pure. */
export function relabelling(node: K3sNode, found: FoundNode): string[][] {
  const once = (key: string) => (found.annotations[key] ?? '').split(',').filter((it) => it !== '');
  const wanted = Object.entries(node.labels);
  const labels = [
    ...wanted.filter(([key, value]) => found.labels[key] !== value).map(([key, value]) => `${key}=${value}`),
    ...once(OURS.labels)
      .filter((key) => !(key in node.labels) && key in found.labels)
      .map((key) => `${key}-`),
  ];
  const idOf = ({ key, effect }: { key: string; effect: string }) => `${key}:${effect}`;
  const there = new Map(found.taints.map((it) => [idOf(it), it.value ?? '']));
  const kept = new Set(node.taints.map(idOf));
  const taints = [
    ...node.taints
      .filter((it) => there.get(idOf(it)) !== it.value)
      .map(({ key, value, effect }) => `${key}${value && `=${value}`}:${effect}`),
    ...once(OURS.taints)
      .filter((id) => !kept.has(id) && there.has(id))
      .map((id) => `${id}-`),
  ];
  const noted = [
    [OURS.labels, wanted.map(([key]) => key).sort()],
    [OURS.taints, [...kept].sort()],
  ] as const;
  const notes = noted
    .map(([key, values]) => [key, values.join(',')] as const)
    .filter(([key, text]) => (found.annotations[key] ?? '') !== text)
    .map(([key, text]) => (text === '' ? `${key}-` : `${key}=${text}`));
  const change = (verb: string, words: readonly string[]) =>
    words.length === 0 ? [] : [[verb, 'node', node.name, ...words, '--overwrite']];
  // The note comes last: cut off before it, the next run still knows what to take back.
  return [...change('label', labels), ...change('taint', taints), ...change('annotate', notes)];
}
