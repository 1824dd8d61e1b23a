import { areOnNodes } from '../../platform/home-place.ts';
import { isAround, isSystemFolder, sharedPath } from '../../platform/mount-paths.ts';
import type { Settings } from '../../platform/schema/platform.ts';
import type { Storage } from '../../platform/schema/storage.ts';
import type { SettingsProblem } from '../../system/problem.ts';
import { repeated } from './names.ts';
import { HIDES_SYSTEM } from './server-places.ts';

/** Shared folders that collide with each other, or with the homes. */
export function checkStorage({ storage }: Pick<Settings, 'storage'>): SettingsProblem[] {
  const problems = repeated(
    storage.shared.map((it) => it.name),
    ['storage', 'shared'],
    'name',
    'shared folder',
  );
  const home = storage.home.path;
  if (isSystemFolder(home))
    problems.push({ path: ['storage', 'home', 'path'], message: HIDES_SYSTEM(home), fix: 'use another path' });
  const paths = storage.shared.map(sharedPath);
  paths.forEach((path, i) => {
    const at = ['storage', 'shared', i, storage.shared[i]?.mountPath ? 'mountPath' : 'name'];
    const other = paths.findIndex((it) => isAround(it, path));
    if (other !== i)
      problems.push({
        path: at,
        message: `"${path}" is inside the shared folder "${storage.shared[other]?.name}"`,
        fix: 'mount them side by side',
      });
    if (isSystemFolder(path)) problems.push({ path: at, message: HIDES_SYSTEM(path), fix: 'use another path' });
    if (isAround(path, home)) {
      problems.push({
        path: at,
        message: `"${path}" would hide the home folder`,
        fix: `mount it below ${home} or elsewhere`,
      });
    }
  });
  return [...problems, ...checkExports(storage), ...checkClaim(storage), ...checkLimit(storage), ...checkDvc(storage)];
}

/** The cache of DVC is in one folder that every server can write. */
function checkDvc({ shared }: Storage): SettingsProblem[] {
  const first = shared.find((it) => it.dvcCache);
  return shared.flatMap((folder, i): SettingsProblem[] => {
    if (!folder.dvcCache) return [];
    const path = ['storage', 'shared', i];
    const at = (key: string, message: string, fix: string) => [{ path: [...path, key], message, fix }];
    if (folder.readOnly) return at('readOnly', 'DVC could not write its cache there', 'remove readOnly or dvcCache');
    if (folder.groups.length > 0) {
      return at(
        'groups',
        'other users have no cache of DVC then',
        'use a folder for everyone, or set cache.dir in the repository',
      );
    }
    if (folder === first) return [];
    return at('dvcCache', `the cache of DVC is in "${first?.name}" already`, 'keep one of them');
  });
}

/** Nodes measure what is on their disks. */
function checkLimit(storage: Storage): SettingsProblem[] {
  if (storage.home.limit === undefined || areOnNodes(storage)) return [];
  const message = 'applies only to homes on the disks of nodes';
  return [{ path: ['storage', 'home', 'limit'], message, fix: 'remove it, and limit them where they are' }];
}

/** Whoever has the whole claim sees the homes of all. */
function checkClaim({ home, shared }: Storage): SettingsProblem[] {
  return shared.flatMap(({ name, claim }, i): SettingsProblem[] => {
    if (claim === undefined || claim !== home.claim) return [];
    const message = `the claim "${claim}" has the homes: whoever has the shared folder "${name}" sees those of all users`;
    return [{ path: ['storage', 'shared', i, 'claim'], message, fix: 'share another claim' }];
  });
}

/** An export among the homes, or around them, gives users what is not theirs. */
function checkExports({ home: { nfs: homes }, shared }: Storage): SettingsProblem[] {
  if (homes === undefined) return [];
  const of = folderOf(homes.path);
  return shared.flatMap(({ name, nfs }, i): SettingsProblem[] => {
    if (nfs?.server !== homes.server) return [];
    const other = folderOf(nfs.path);
    const path = ['storage', 'shared', i, 'nfs', 'path'];
    if (of.startsWith(other)) {
      const message = `"${nfs.path}" contains the homes: whoever has the shared folder "${name}" sees those of all users`;
      return [{ path, message, fix: 'share a folder beside the homes' }];
    }
    if (!other.startsWith(of)) return [];
    const message = `"${nfs.path}" is among the homes: a user of that name would get it as their home`;
    return [{ path, message, fix: 'share a folder beside the homes' }];
  });
}

const folderOf = (path: string) => `${path.replace(/\/+$/, '')}/`;
