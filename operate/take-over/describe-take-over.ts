import { paths } from '../../cluster/node-config.ts';
import { counted } from '../../system/counted.ts';
import { few } from '../../system/few.ts';
import type { FoundK3s, TakenNode } from './look.ts';
import { BEFORE } from './take-over-steps.ts';

/** What a take-over does, as a person reads it before they agree. Nothing in it is secret: kept settings are named, not shown. */
export function describeTakeOver({ nodes, added, unlisted }: FoundK3s, wanted: string): string {
  const releases = [...new Set(nodes.map(({ facts }) => facts.k3s ?? 'unknown'))];
  const isOther = releases.some((it) => it !== wanted);
  return [
    `Takes over the k3s of ${counted(nodes.length, 'node')}: from then on Hubwright keeps it, and whatever set it up must not.`,
    ...nodes.flatMap(describeNode),
    `The files that are replaced stay in ${BEFORE} on each node. k3s is not restarted: the next \`up\` does that, a server ` +
      'at a time, and pods keep running.',
    ...(isOther
      ? [
          `It runs ${releases.join(', ')}, and the next \`up\` would bring ${wanted}. To keep it for now: ` +
            `\`cluster.k3sVersion: ${releases.at(-1)}\`.`,
        ]
      : []),
    ...(added.length === 0 ? [] : [`Not in the cluster yet, the next \`up\` adds: ${few(added, 10)}`]),
    ...(unlisted.length === 0
      ? []
      : [`Agents of the cluster that platform.yaml does not have, and that stay as they are: ${few(unlisted, 10)}`]),
  ].join('\n');
}

function describeNode({ node, facts, kept, changed }: TakenNode): string[] {
  const names = Object.keys(kept).map((it) => it.replace(/\+$/, ''));
  return [
    `${node.name} (${node.role}, ${facts.k3s})`,
    ...(names.length === 0 ? [] : [`  keeps, in ${paths.before}: ${names.join(', ')}`]),
    ...changed.map((it) => `  changes ${it}`),
    ...(names.length + changed.length === 0 ? ['  has nothing of its own'] : []),
  ];
}
