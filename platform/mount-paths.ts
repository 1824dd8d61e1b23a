import type { SharedFolder } from './schema/storage.ts';

/** Where servers have a shared folder. */
export function sharedPath({ name, mountPath }: Pick<SharedFolder, 'name' | 'mountPath'>): string {
  return mountPath ?? `/srv/shared/${name}`;
}

/** Whether a path of a server is another one or contains it, so that a mount there would hide what is at the other. */
export function isAround(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}
