import { basename } from 'node:path';
import { paths } from '../cluster/node-config.ts';
import type { HostFacts } from '../cluster/probe.ts';
import { K3S_ADDONS } from '../platform/k3s-addons.ts';
import type { ProblemAt } from '../system/problem.ts';
import { addOnOf } from './k3s/lacking.ts';

/**
 * Manifests on the first server that nobody has recorded: they are named, and left alone. Pure.
 *
 * @param ours names of the files that are this cluster's
 */
export function otherManifests(
  where: string,
  { entries }: Pick<HostFacts, 'entries'>,
  ours: { has(name: string): boolean },
): ProblemAt[] {
  return entries.flatMap(({ path }): ProblemAt[] => {
    const name = basename(path);
    const isManifest = path === `${paths.manifests}/${name}` && /^[^.].*\.(ya?ml|json)$/.test(name);
    if (!isManifest || ours.has(name) || K3S_ADDONS.has(addOnOf(name))) return [];
    const message = `${path} was not put there by Hubwright; k3s applies it, and it is left alone`;
    return [{ severity: 'warning', where, message, fix: `If nobody needs it, delete what it made and then the file.` }];
  });
}
