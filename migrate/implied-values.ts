import { chartDefaults } from '../settings/raw-values/chart-facts.ts';
import { type Mapping, withDefaults } from '../system/mapping.ts';
import type { Draft } from './draft.ts';
import { leavesOf, valueIn } from './paths.ts';
import { isSameValue } from './same-value.ts';
import { OF_SERVERS } from './server-parts.ts';

export interface Difference {
  /** Dotted. */
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What follows from the version, the nodes and other settings. */
const NOT_IMPLIED =
  /^(hub\.config|hub\.image|singleuser\.image|scheduling\.corePods|scheduling\.userPlaceholder|singleuser\.cloudMetadata|prePuller|proxy\.service|ingress)\./;

/**
 * What nobody set, and the chart and Hubwright decide otherwise; without what the report says anyway.
 *
 * @param values What the settings give the chart.
 */
export function impliedValues(given: Mapping, values: Mapping, { made, remarks }: Draft): Difference[] {
  const after = withDefaults(chartDefaults(), values);
  // Images and sizes come from many keys of it, and say nothing of the others.
  const said = [...made, ...remarks].flatMap((it) => it.keys).filter((it) => it !== 'singleuser');
  const isSaid = (key: string) => said.some((it) => key === it || key.startsWith(`${it}.`) || it.startsWith(`${key}.`));
  const isGiven = (path: readonly string[]) =>
    valueIn(given, path) !== undefined || path.some((_, i) => valueIn(given, path.slice(0, i + 1)) === null);
  return leavesOf(chartDefaults()).flatMap(({ path, value }) => {
    const [key, now] = [path.join('.'), valueIn(after, path)];
    if (isGiven(path) || OF_SERVERS.test(key) || NOT_IMPLIED.test(key) || isSaid(key)) return [];
    const isSame = isSameValue(path, value, now) || (value ?? undefined) === (now ?? undefined);
    return isSame ? [] : [{ key, before: value, after: now }];
  });
}
