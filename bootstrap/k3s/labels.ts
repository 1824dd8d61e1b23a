import type { FoundNode } from '../../cluster/cluster-look.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Step } from '../plan/step.ts';
import { uncordoning } from './cordon.ts';
import { look, questions } from './nodes-ready.ts';

/**
 * Annotations of a node that tell which of its labels and taints came from the settings, with their values: `disk=fast`,
 * `gpu=yes:NoSchedule`. Those can be taken back. An older Hubwright has noted them without values.
 */
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
          // A run that was killed may have left nodes cordoned that are upgraded now.
          const commands = nodes.flatMap(({ node }) => {
            const current = found.find((it) => it.name === node.name);
            return current === undefined ? [] : [...relabelling(node, current), ...uncordoning(current)];
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
  const once = (of: keyof typeof OURS) => [...notedOn(found, of).keys()];
  const wanted = Object.entries(node.labels);
  const labels = [
    ...wanted.filter(([key, value]) => found.labels[key] !== value).map(([key, value]) => `${key}=${value}`),
    ...once('labels')
      .filter((key) => !(key in node.labels) && key in found.labels)
      .map((key) => `${key}-`),
  ];
  const there = new Map(found.taints.map((it) => [idOf(it), it.value ?? '']));
  const kept = new Set(node.taints.map(idOf));
  const taints = [
    ...node.taints.filter((it) => there.get(idOf(it)) !== it.value).map(wordsOf),
    ...once('taints')
      .filter((id) => !kept.has(id) && there.has(id))
      .map((id) => `${id}-`),
  ];
  const noted = [
    [OURS.labels, wanted.map(([key, value]) => `${key}=${value}`).sort()],
    [OURS.taints, node.taints.map(wordsOf).sort()],
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

type Taint = FoundNode['taints'][number];
/** What tells the taints of a node apart. */
export const idOf = ({ key, effect }: Pick<Taint, 'key' | 'effect'>) => `${key}:${effect}`;
/** As kubectl takes it. */
export const wordsOf = ({ key, value = '', effect }: Taint) => `${key}${value && `=${value}`}:${effect}`;

/** What is noted on a node of its labels, by key, or of its taints, by `key:effect`; undefined values are unknown. */
export function notedOn(found: Pick<FoundNode, 'annotations'>, of: keyof typeof OURS): Map<string, string | undefined> {
  const noted = (found.annotations[OURS[of]] ?? '').split(',').filter((it) => it !== '');
  return new Map(
    noted.map((text) => {
      const [, key = text, value, effect = ''] = /^([^=:]+)(?:=([^:]*))?(:\w+)?$/.exec(text) ?? [];
      return [`${key}${effect}`, value] as const;
    }),
  );
}

/** Labels and taints that the settings have given a node, and that others have changed or removed since. Pure. */
export function relabelled(node: K3sNode, found: FoundNode): string[] {
  const [labels, taints] = [notedOn(found, 'labels'), notedOn(found, 'taints')];
  const there = new Map(found.taints.map((it) => [idOf(it), it.value ?? '']));
  return [
    ...Object.entries(node.labels).flatMap(([key, value]) =>
      labels.has(key) ? changeOf(`its label ${key}`, labels.get(key), value, found.labels[key]) : [],
    ),
    ...node.taints.flatMap((taint) => {
      const id = idOf(taint);
      return taints.has(id) ? changeOf(`its taint ${id}`, taints.get(id) ?? '', taint.value, there.get(id)) : [];
    }),
  ];
}

/** Nothing where the settings have changed instead, or what they said before is unknown. */
function changeOf(what: string, noted: string | undefined, wanted: string, found: string | undefined): string[] {
  if (found === undefined) return [`${what} was removed`];
  return noted === undefined || found === noted || found === wanted ? [] : [`${what} was changed to "${found}"`];
}
