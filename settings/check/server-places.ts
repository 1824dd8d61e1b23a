import { isAround, isSystemFolder, sharedPath } from '../../platform/mount-paths.ts';
import { DVC_CONFIG, JUPYTERLAB_DEFAULTS, LAB_EXTENSION, SHARED_MEMORY, serverPaths } from '../../platform/names.ts';
import type { Settings } from '../../platform/schema/platform.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';

/** Files in servers that are Hubwright's own where a setting needs them. */
const OWN = [
  '/etc/jupyter/jupyter_config.json',
  '/etc/ipython/ipython_kernel_config.json',
  JUPYTERLAB_DEFAULTS,
  serverPaths.company,
  LAB_EXTENSION,
];

/** A path of servers, and what is there. */
interface Place {
  readonly path: string;
  readonly what: string;
}

/** Files and volumes of servers in a place that something else has, or that contains it. */
export function checkServerPlaces(settings: Settings): SettingsProblem[] {
  const { servers, storage } = settings;
  const taken: Place[] = [
    ...OWN.map((path) => ({ path, what: 'a file of Hubwright' })),
    ...storage.shared.map((it) => ({ path: sharedPath(it), what: `the shared folder "${it.name}"` })),
    ...(storage.shared.some((it) => it.dvcCache) ? [{ path: DVC_CONFIG, what: 'dvcCache' }] : []),
    ...(servers.sharedMemory ? [{ path: SHARED_MEMORY, what: 'servers.sharedMemory' }] : []),
  ];
  const placed = (['files', 'volumes'] as const).flatMap((list) =>
    servers[list].flatMap(({ path }, i) =>
      path === undefined ? [] : [{ path, what: `servers.${list}[${i}]`, at: ['servers', list, i, 'path'] }],
    ),
  );
  return placed.flatMap(({ path, at }, i) =>
    checkPlace(path, at, storage.home.path, [...taken, ...placed.slice(0, i)]),
  );
}

function checkPlace(path: string, at: PathSegment[], home: string, others: readonly Place[]): SettingsProblem[] {
  const problem = (message: string) => [{ path: at, message, fix: 'use another path' }];
  if (isAround(path, home)) return problem(`"${path}" would hide the home folder`);
  if (isSystemFolder(path)) return problem(HIDES_SYSTEM(path));
  const clash = others.find((it) => isAround(path, it.path) || isAround(it.path, path));
  if (clash === undefined) return [];
  return problem(
    clash.path === path
      ? `"${path}" is also ${clash.what}`
      : `"${path}" and "${clash.path}", ${clash.what}, are inside one another`,
  );
}

/** Folders that hold more than what is mounted there. */
export const HIDES_SYSTEM = (path: string) => `"${path}" would hide a system folder of the image`;
