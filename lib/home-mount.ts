import { homePlace, sharedPlace } from '../platform/home-place.ts';
import { isAround } from '../platform/mount-paths.ts';
import { HOME } from '../platform/names.ts';
import type { Platform } from '../platform/platform.ts';
import { valueAt } from '../system/mapping.ts';

/** Where servers have the home. */
export function homeIn({ hub, storage }: Platform): string {
  return String(valueAt(hub.values, ['singleuser', 'storage', 'homeMountPath']) ?? storage.home.path);
}

/**
 * The home that servers have to be told of, since their images may have another: what users save there would be lost with the
 * server. A folder within that of Jupyter's images is a part of what is there.
 */
export function movedHome({ storage }: Pick<Platform, 'storage'>): string | undefined {
  const { path } = storage.home;
  return isAround(HOME, path) || homePlace(storage).kind === 'none' ? undefined : path;
}

/**
 * The volume of the home of a server's user, and the part of it that is the home.
 *
 * Source: zero-to-jupyterhub 4.4.0, `files/hub/jupyterhub_config.py` and `singleuser.storage.dynamic.volumeNameTemplate`.
 */
export function homeVolume({ hub, storage }: Platform): { readonly name: string; readonly subPath?: string } {
  if (sharedPlace(homePlace(storage)) !== undefined) return { name: 'home', subPath: '{username}' };
  const name = valueAt(hub.values, ['singleuser', 'storage', 'dynamic', 'volumeNameTemplate']);
  return { name: String(name ?? 'volume-{user_server}') };
}
