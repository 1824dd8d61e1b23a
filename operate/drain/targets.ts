import type { Platform } from '../../platform/platform.ts';
import { UserError } from '../../system/user-error.ts';
import { whyNoHomeOn, whyNoServerOn } from '../homes/node-for-homes.ts';
import type { NodeNow } from '../nodes.ts';
import type { DrainRequest } from './look.ts';

/**
 * The nodes that homes may go to. Pure.
 *
 * @throws UserError if there is none, or one that was named cannot have any
 */
export function targetNodes(
  platform: Platform,
  nodes: readonly NodeNow[],
  { node, to }: Pick<DrainRequest, 'node' | 'to'>,
): string[] {
  const why = (name: string) =>
    name === node ? `${name} is the node to be emptied` : whyNoHomeOn(name, nodes, platform);
  if (to !== undefined) {
    const problems = [...new Set(to)].flatMap((it) => why(it) ?? []);
    if (problems.length === 0) return [...new Set(to)];
    throw new UserError(problems.join('\n'), { fix: 'Name other nodes with --to.', exitCode: 2 });
  }
  const others = nodes.map((it) => it.name).filter((it) => it !== node);
  const reasons = new Map(others.map((it) => [it, why(it) ?? whyNoServerOn(it, platform)]));
  const found = others.filter((it) => reasons.get(it) === undefined);
  if (found.length > 0) return found;
  const lines = [...reasons.values()].map((it) => `\n  ${it}`);
  throw new UserError(`no other node can have the homes of ${node}${lines.join('')}`, {
    fix: 'Add a node to `cluster` in platform.yaml, run `npx hubwright up`, and run the same command again.',
  });
}
