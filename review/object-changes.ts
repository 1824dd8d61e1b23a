import { isDeepStrictEqual } from 'node:util';
import { names } from '../platform/names.ts';
import type { Platform } from '../platform/platform.ts';
import { differences } from './settings-changes.ts';
import { identity, type KubeObject, type ParsedManifests, type Side } from './side.ts';

/** Which objects of manifests differ, each as `Secret jupyterhub/hubwright-users-0`. */
export interface ObjectChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export function objectChanges(before: ParsedManifests, after: ParsedManifests): ObjectChanges {
  const [old, now] = [before, after].map(byIdentity) as [Objects, Objects];
  return {
    added: [...now.keys()].filter((it) => !old.has(it)),
    changed: [...now].flatMap(([it, object]) => (old.has(it) && !isDeepStrictEqual(object, old.get(it)) ? it : [])),
    removed: [...old.keys()].filter((it) => !now.has(it)),
  };
}

type Objects = ReadonlyMap<string, KubeObject>;

function byIdentity(manifests: ParsedManifests): Objects {
  return new Map([...manifests.values()].flat().map((it) => [identity(it), it]));
}

/** Whether a change takes nothing away and puts nothing back: it brings users, or objects of their own. */
export function onlyAdds(before: Side, after: Side): boolean {
  const { changed, removed } = objectChanges(before.manifests, after.manifests);
  const isOfUsers = (object: string) =>
    object.startsWith('Secret ') && (object.split('/').at(-1) ?? '').startsWith(names.users(''));
  return removed.length === 0 && changed.every(isOfUsers) && hasOnlyMore(before.platform, after.platform);
}

function hasOnlyMore(before: Platform, after: Platform): boolean {
  return differences(before, after).every(({ previous }) => previous === undefined);
}
