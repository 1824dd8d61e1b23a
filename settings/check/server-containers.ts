import { homePlace } from '../../platform/home-place.ts';
import { isAround, isSystemFolder } from '../../platform/mount-paths.ts';
import type { Settings } from '../../platform/schema/platform.ts';
import type { ServerContainer } from '../../platform/schema/server-containers.ts';
import { containersOf } from '../../platform/server-containers.ts';
import { didYouMean } from '../../system/did-you-mean.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { checkFilledIn } from '../raw-values/templates.ts';
import { checkLimits } from './limits.ts';
import { HIDES_SYSTEM } from './server-places.ts';

/** Names of the chart's containers, and of those that other settings become. */
const TAKEN = /^(notebook|block-cloud-metadata|hubwright-.*)$/;

/** Init containers and sidecars whose names are taken, or that mount what is not there. */
export function checkServerContainers(settings: Settings): SettingsProblem[] {
  const all = containersOf(settings.servers);
  const names = all.map(({ it }) => it.name);
  return all.flatMap(({ list, i, it }, index) => {
    const at = ['servers', list, i];
    return [
      ...checkName(it.name, names.indexOf(it.name) < index, [...at, 'name']),
      ...checkTexts(it, at),
      ...checkLimits(it.resources, [...at, 'resources']),
      ...checkMounts(it, settings, at),
    ];
  });
}

function checkName(name: string, isRepeated: boolean, path: PathSegment[]): SettingsProblem[] {
  const fix = 'give it another name';
  if (TAKEN.test(name))
    return [{ path, message: `"${name}" is how the chart or Hubwright calls a container of its own`, fix }];
  return isRepeated ? [{ path, message: `another container of servers has the same name, "${name}"`, fix }] : [];
}

/** KubeSpawner fills in what is in braces everywhere in these containers. */
function checkTexts({ command = [], args, mounts }: ServerContainer, at: PathSegment[]): SettingsProblem[] {
  return [
    ...checkFilledIn(command, [...at, 'command'], 'initContainers'),
    ...checkFilledIn(args, [...at, 'args'], 'initContainers'),
    ...mounts.flatMap((it, i) => checkFilledIn(it.subPath, [...at, 'mounts', i, 'subPath'], 'initContainers')),
  ];
}

type Mount = ServerContainer['mounts'][number];

/** A mount with where the container has it. */
interface Placed extends Mount {
  readonly path: string;
}

function checkMounts(
  { mounts }: ServerContainer,
  { servers, storage }: Settings,
  at: PathSegment[],
): SettingsProblem[] {
  const paths = new Map(servers.volumes.map((it) => [it.name, it.path]));
  paths.set('home', storage.home.path);
  const placed: Placed[] = [];
  return mounts.flatMap((it, i): SettingsProblem[] => {
    const place = [...at, 'mounts', i];
    if (!paths.has(it.volume)) return [unknownVolume(it.volume, [...paths.keys()], place)];
    if (it.volume === 'home' && homePlace(storage).kind === 'none') return [noHome([...place, 'volume'])];
    const path = it.path ?? paths.get(it.volume);
    if (path === undefined) {
      const message = `servers do not have the volume "${it.volume}", so it has no path here either`;
      return [{ path: place, message, fix: 'set `path`' }];
    }
    const message = isSystemFolder(path) ? HIDES_SYSTEM(path) : clash({ ...it, path }, placed);
    placed.push({ ...it, path });
    return message === undefined ? [] : [{ path: [...place, 'path'], message, fix: 'use another path' }];
  });
}

function noHome(path: PathSegment[]): SettingsProblem {
  const fix = 'use a volume of servers.volumes that is empty, or remove storage.home.ephemeral';
  return { path, message: 'there are no homes: storage.home.ephemeral is true', fix };
}

function unknownVolume(name: string, known: readonly string[], at: PathSegment[]): SettingsProblem {
  const near = didYouMean(name, known);
  const fix = near === undefined ? 'add it to servers.volumes' : `did you mean "${near}"?`;
  return { path: [...at, 'volume'], message: `there is no volume "${name}" in servers.volumes`, fix };
}

/** What is wrong with a mount beside earlier ones; only in the home there may be others. */
function clash(mount: Placed, others: readonly Placed[]): string | undefined {
  const hides = (outer: Placed, inner: Placed) =>
    isAround(outer.path, inner.path) && (outer.volume !== 'home' || outer.path === inner.path);
  const other = others.find((it) => hides(it, mount) || hides(mount, it));
  if (other === undefined) return undefined;
  return mount.path === other.path
    ? `"${mount.path}" is also where the volume "${other.volume}" is`
    : `"${mount.path}" and "${other.path}", the volume "${other.volume}", are inside one another`;
}
