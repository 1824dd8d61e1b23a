import { mergeValues } from '../lib/merge.ts';
import { counted } from '../system/counted.ts';
import { isMapping, type Mapping } from '../system/mapping.ts';
import { ChartSource } from './chart-source.ts';
import { Draft } from './draft.ts';
import { isDefault, leavesBelow } from './leave-out-defaults.ts';
import { mappings } from './mappings.ts';
import { objectsNamed } from './objects-named.ts';
import { renewValues } from './older-values.ts';
import { valueIn } from './paths.ts';
import { rawValues } from './raw-values.ts';
import { placeholdersIn } from './templates.ts';
import type { ValuesSource } from './values-source.ts';

/** Values of the chart as settings, before anything has checked these. */
export interface Imported {
  readonly draft: Draft;
  /** The values as they were given, merged, with the keys of today. */
  readonly values: Mapping;
  /** Of a key of today, dotted, the one of an older chart. */
  readonly olderName: ReadonlyMap<string, string>;
  /** So many values were the chart's defaults, and are left out. */
  readonly defaults: number;
}

/** Makes settings of the values of one or more sources, of which a later one replaces what an earlier one says. */
export function importValues(sources: readonly Pick<ValuesSource, 'values' | 'remarks'>[]): Imported {
  const merged = sources.reduce<Mapping>((all, it) => mergeValues(all, it.values), {});
  const { values, olderName } = renewValues(merged);
  const draft = new Draft();
  for (const remark of sources.flatMap((it) => it.remarks)) draft.say(remark);
  const source = new ChartSource(values);
  for (const mapping of mappings) mapping.move(source, draft);
  describeCluster(draft);
  for (const [today, older] of olderName)
    if (/^hub\.services\.[^.]+$/.test(today) && !hasToken(valueIn(values, today.split('.'))))
      draft.decide(
        [today],
        `has the token that the chart makes in the Secret \`hub\` as ${today}.apiToken now, and not as ${older}.apiToken`,
      );
  const raw = rawValues(source.rest);
  if (Object.keys(raw.values).length > 0) draft.set(['hub', 'values'], raw.values);
  for (const { object, keys } of objectsNamed(raw.values)) draft.decide(keys, `${object} has to be in the new cluster`);
  for (const key of placeholdersIn(values)
    .filter(isValue)
    .map((path) => path.join('.')))
    if (!isSettled(key, draft)) draft.decide([key], 'is to be filled in by something else: write the value itself');
  return { draft, values, olderName, defaults: raw.defaults + forgetDefaults(values, draft) };
}

/**
 * Who starts from a copy of the chart's own values drops nothing by what is the default there.
 *
 * @returns so many values
 */
function forgetDefaults(values: Mapping, draft: Draft): number {
  const forgotten = draft.remarks.filter(
    (it) => it.kind === 'dropped' && it.keys.length > 0 && it.keys.every((key) => isDefault(values, key)),
  );
  draft.remarks = draft.remarks.filter((it) => !forgotten.includes(it));
  return forgotten.flatMap((it) => it.keys).flatMap((key) => leavesBelow(values, key)).length;
}

const hasToken = (service: unknown) => isMapping(service) && (service.apiToken ?? service.api_token) !== undefined;

/** Code and files of the hub may contain what looks like a placeholder. */
const isValue = (path: readonly string[]) => !/(^|\.)(extraConfig|extraFiles|templateVars)\./.test(path.join('.'));

/** Whether nobody needs the value: it is dropped, or among the secrets to set. */
const isSettled = (key: string, { remarks, secrets }: Draft) =>
  secrets.some((it) => it.key === key) ||
  remarks.some((it) => it.kind === 'dropped' && it.keys.some((other) => key === other || key.startsWith(`${other}.`)));

/** One node that has what the sizes ask for, until somebody says which there are. */
function describeCluster(draft: Draft): void {
  const sizes = draft.settings.sizes as readonly { gpus?: number; nodeSelector?: Mapping }[];
  const gpus = Math.max(0, ...sizes.map((it) => it.gpus ?? 0));
  const hubLabels = draft.get(['hub', 'nodeSelector']);
  const selectors = [...(isMapping(hubLabels) ? [hubLabels] : []), ...sizes.map((it) => it.nodeSelector ?? {})];
  const named = selectors.flatMap((it) => Object.entries(it).filter(([, value]) => typeof value === 'string'));
  const labels = Object.fromEntries(named.toReversed());
  draft.set(['cluster'], {
    provider: 'local',
    ...(gpus > 0 && { gpus }),
    ...(Object.keys(labels).length > 0 && { labels: { ...labels } }),
  });
  const has = [
    ...(gpus > 0 ? [counted(gpus, 'GPU')] : []),
    ...(Object.keys(labels).length > 0 ? ['the labels that sizes select'] : []),
  ];
  draft.decide(
    [],
    `values of the chart say nothing of the machines: describe them in cluster; until then it is this machine${has.length > 0 ? `, with ${has.join(' and ')}` : ''}`,
  );
}
