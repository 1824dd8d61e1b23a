import { isAround, sharedPath } from '../../platform/mount-paths.ts';
import { serverPaths } from '../../platform/names.ts';
import type { Settings } from '../../platform/schema/platform.ts';
import type { SettingsProblem } from '../../system/problem.ts';

/** Files in servers that are Hubwright's own where a setting needs them. */
const OWN = ['/etc/jupyter/jupyter_config.json', '/etc/ipython/ipython_kernel_config.json', serverPaths.company];

/** Files of `servers.files` in a place that something else has, or that contains it. */
export function checkServerFiles({ servers, storage }: Settings): SettingsProblem[] {
  const taken: [place: string, what: string][] = [
    ...OWN.map((it): [string, string] => [it, 'a file of Hubwright']),
    ...storage.shared.map((it): [string, string] => [sharedPath(it), `the shared folder "${it.name}"`]),
  ];
  return servers.files.flatMap(({ path }, i): SettingsProblem[] => {
    const others = servers.files.slice(0, i).map((it, other): [string, string] => [it.path, `servers.files[${other}]`]);
    const at = ['servers', 'files', i, 'path'];
    if (isAround(path, storage.home.path))
      return [{ path: at, message: `"${path}" would hide the home folder`, fix: 'use another path' }];
    const clash = [...taken, ...others].find(([place]) => isAround(path, place) || isAround(place, path));
    if (clash === undefined) return [];
    const [place, what] = clash;
    const message =
      place === path ? `"${path}" is also ${what}` : `"${path}" and "${place}", ${what}, are inside one another`;
    return [{ path: at, message, fix: 'use another path' }];
  });
}
