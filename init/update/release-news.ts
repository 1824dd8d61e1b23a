import { columns } from '../../system/columns.ts';
import type { Pins, Release } from '../releases.ts';
import { sectionsSince } from './changelog.ts';

/**
 * What came with a version since another one, for an operator.
 *
 * @param from undefined where nobody knows: then it is everything
 */
export function releaseNews(
  from: string | undefined,
  { now, past, changelog }: { now: Release; past: readonly Release[]; changelog: string },
): string {
  if (from === now.version) return '';
  const old = from === undefined ? past[0] : past.find((it) => it.version === from);
  const names = Object.keys(now.pins) as (keyof Pins)[];
  const changed = names.filter((it) => old !== undefined && old.pins[it] !== now.pins[it]);
  const rows = changed.map((it) => [`  ${it}`, old?.pins[it] ?? '', `→ ${now.pins[it]}`]);
  const same = names.filter((it) => !changed.includes(it)).join(', ');
  const versions = [
    ...columns(rows),
    ...(old === undefined
      ? [`Which chart, JupyterHub and k3s came with ${from ?? 'earlier versions'} is not recorded.`]
      : same === ''
        ? []
        : [`  the same as before: ${same}`]),
  ];
  return [versions.join('\n'), ...sectionsSince(changelog, from)].join('\n\n');
}
