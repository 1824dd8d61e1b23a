import { releaseId } from '../lib/releases.ts';
import { names } from '../platform/names.ts';
import { isMapping } from '../system/mapping.ts';
import type { Change } from './change.ts';
import type { Side } from './side.ts';

/** What changes in the releases that main.ts adds; of values the manifests below tell. */
export function releaseChanges(before: Side, after: Side): Change[] {
  const previous = releasesOf(before);
  return [...releasesOf(after)].flatMap(([name, { version, values }]): Change[] => {
    const old = previous.get(name);
    const say = (text: string): Change[] => [{ topic: 'Releases', text: `release ${name}: ${text}` }];
    if (old === undefined) return say(`new${version === '' ? '' : `, version ${version}`}`);
    if (old.version !== version) return say(`version ${old.version || 'not set'} → ${version || 'not set'}`);
    return old.values === values ? [] : say('upgraded with other settings');
  });
}

/** By what `up` calls them; one that is gone is among the deleted objects. */
function releasesOf({ manifests }: Side) {
  const charts = [...manifests.values()].flat().filter(({ kind }) => kind === 'HelmChart');
  return new Map(
    charts.flatMap(({ metadata: { name, namespace = 'default' }, spec }) => {
      const id = releaseId({ name, namespace });
      const { version = '', ...rest } = isMapping(spec) ? spec : {};
      return id === names.release ? [] : [[id, { version: `${version}`, values: JSON.stringify(rest) }] as const];
    }),
  );
}
