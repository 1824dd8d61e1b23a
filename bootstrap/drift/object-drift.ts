import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { isSame, nameOf, type ObjectRef, refOf } from '../../cluster/object-ref.ts';
import { few } from '../../system/few.ts';
import { isMapping, type Mapping } from '../../system/mapping.ts';
import { type Differences, differences, type Path } from './differences.ts';
import type { Drift } from './drift.ts';
import { writersOf } from './field-managers.ts';
import type { LiveObject } from './live-objects.ts';
import { isOwn } from './own-objects.ts';

/** An object of a manifest that others have changed in the cluster. */
export interface EditedObject {
  /** The manifest that it is in. */
  readonly file: string;
  readonly ref: ObjectRef;
  /** Fields that are not as the manifest says. */
  readonly changed: readonly Path[];
  /** Fields that were added to an object that Hubwright alone writes: applying the manifest again leaves them. */
  readonly added: readonly Path[];
}

/**
 * Objects that others have changed since k3s applied them. Pure.
 *
 * Of an object that controllers may write as well, only what people have written counts: a Secret that came empty, replicas
 * that are scaled by load, a field that Kubernetes does not keep are as they should be.
 *
 * @param manifests those that k3s has applied as they are
 */
export function editedObjects(manifests: ReadonlyMap<string, string>, live: readonly LiveObject[]): EditedObject[] {
  return [...manifests].flatMap(([file, text]) =>
    documentsOf(text).flatMap((wanted): EditedObject[] => {
      const ref = refOf(wanted);
      const found = ref && live.find((it) => isSame(ref, it));
      if (ref === undefined || found === undefined) return [];
      const { changed, added } = changesByOthers(ref, wanted, found.object);
      return changed.length + added.length === 0 ? [] : [{ file, ref, changed, added }];
    }),
  );
}

function changesByOthers(ref: ObjectRef, wanted: Mapping, live: Mapping): Differences {
  const { changed, added } = differences(wanted, live);
  return isOwn(ref)
    ? { changed, added: added.filter((path) => !writersOf(live, path).isDeployed) }
    : { changed: changed.filter((path) => writersOf(live, path).isByHand), added: [] };
}

function documentsOf(text: string): Mapping[] {
  try {
    return loadAll(text, null, { schema: CORE_SCHEMA }).filter(isMapping);
  } catch {
    // k3s itself says what is wrong with it.
    return [];
  }
}

/** Kinds on which something depends that is started again when they change back. */
const COSTS: Readonly<Record<string, string>> = {
  HelmChart: 'the hub does not run with the values of platform.yaml',
  Secret: 'users, passwords or logins are not those of the settings',
};

export function objectDrift(edited: readonly EditedObject[]): Drift[] {
  return edited.map(({ file, ref, changed, added }): Drift => {
    const parts = [
      ...(changed.length === 0 ? [] : [`has another ${fields(changed)}`]),
      ...(added.length === 0 ? [] : [`has ${fields(added)} in addition`]),
    ];
    const cost = COSTS[ref.kind] ?? 'it is not what the settings say';
    const fix = 'To keep it, write it in platform.yaml, users.yaml or main.ts.';
    return { where: file, what: `${nameOf(ref)} ${parts.join(' and ')}`, cost, fix, step: 'restore' };
  });
}

/** Names of fields: of their values some are secret. */
function fields(paths: readonly Path[]): string {
  return few(
    paths.map((path) => path.join('.')),
    3,
  );
}
