import { NEVER_PRUNE, names } from '../platform/names.ts';
import { type Change, listed } from './change.ts';
import { identity, type KubeObject, type Side } from './side.ts';

const [[LABEL, NO]] = Object.entries(NEVER_PRUNE) as [[string, string]];

/**
 * Objects that are no longer in any manifest, and what k3s does about each: it deletes what is removed from a file, unless
 * the object's label keeps it, and forgets what is removed together with its file.
 */
export function removedObjects(before: Side, after: Side): Change[] {
  const present = new Set([...after.manifests.values()].flat().map(identity));
  // A shard of the users goes with its last user, who is reported under Users.
  const sameNamespace = before.platform.hub.namespace === after.platform.hub.namespace;
  const gone = [...before.manifests].flatMap(([file, objects]) =>
    objects
      .filter((it) => !present.has(identity(it)) && !(it.metadata.name.startsWith(names.users('')) && sameNamespace))
      .map((object) => ({ file, object })),
  );
  const forgotten = gone.filter(({ file }) => !after.manifests.has(file));
  const left = gone.filter(({ file, object }) => after.manifests.has(file) && kept(object));
  const deleted = gone.filter(({ file, object }) => after.manifests.has(file) && !kept(object));
  const sentence = (objects: typeof gone, what: string, caution: boolean): Change[] =>
    objects.length === 0
      ? []
      : [{ topic: 'Deleted', text: `${what}: ${listed(objects.map((it) => identity(it.object)))}.`, caution }];
  return [
    ...sentence(deleted, 'k3s deletes', true),
    ...sentence(left, 'Kept in the cluster by its label, but no longer managed', false),
    ...sentence(forgotten, 'Left in the cluster because its whole file is gone; delete by hand', true),
  ];
}

function kept({ metadata }: KubeObject): boolean {
  return metadata.labels?.[LABEL] === NO;
}
