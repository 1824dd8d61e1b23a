import type { ClusterLook } from '../../cluster/cluster-look.ts';
import { isSame, type ObjectRef, objectsIn } from '../../cluster/object-ref.ts';
import { sha256 } from '../../system/sha256.ts';

/** The AddOn that k3s makes of a manifest: it is named by what stands before the first dot. */
export function addOnOf(file: string): string {
  return file.split('.', 1)[0] ?? '';
}

/** Whether k3s has applied a manifest as it is. What became of its objects since, an AddOn does not say. */
export function isApplied({ addOns }: Pick<ClusterLook, 'addOns'>, file: string, text: string): boolean {
  return addOns.get(addOnOf(file)) === sha256(text);
}

/** Which objects of a manifest are not there; none while that cannot be asked. */
export function lackingOf({ objects }: Pick<ClusterLook, 'objects'>, text: string): ObjectRef[] {
  const missing = objects?.missing ?? [];
  return missing.length === 0 ? [] : objectsIn(text).filter((it) => missing.some((other) => isSame(it, other)));
}
