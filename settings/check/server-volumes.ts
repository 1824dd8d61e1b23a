import { isAround } from '../../platform/mount-paths.ts';
import type { Settings } from '../../platform/schema/platform.ts';
import type { ServerVolume } from '../../platform/schema/server-volumes.ts';
import { containersOf } from '../../platform/server-containers.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { PRIVILEGED } from '../raw-values/pod-security.ts';
import { checkFilledIn } from '../raw-values/templates.ts';
import { repeated } from './names.ts';

/** Names of the chart's volumes, and of those that other settings become. */
export const TAKEN = /^(files|home|volume-.*|dev-shm|shared-.*|hubwright-.*)$/;

/** Folders of nodes through which a server would have the homes of all users, or the node itself. */
const OF_KUBERNETES = ['/var/lib/rancher', '/etc/rancher', '/var/lib/kubelet', '/run/k3s', '/proc', '/sys', '/dev'];

/** Volumes of servers whose names are taken, and folders of nodes that servers must not have. */
export function checkServerVolumes({ hub, servers }: Settings): SettingsProblem[] {
  const list = ['servers', 'volumes'];
  const names = servers.volumes.map((it) => it.name);
  const mounted = containersOf(servers).flatMap(({ it }) => it.mounts.map(({ volume }) => volume));
  return [
    ...repeated(names, list, 'name', 'volume'),
    ...servers.volumes.flatMap((it, i): SettingsProblem[] => {
      const at = [...list, i];
      return [
        ...checkName(it, at),
        ...checkUse(it, mounted, at),
        ...checkHostPath(it, at, hub.podSecurity),
        ...checkFilledIn(it.subPath, [...at, 'subPath'], 'volumeMounts'),
      ];
    }),
  ];
}

function checkName({ name }: ServerVolume, at: PathSegment[]): SettingsProblem[] {
  if (!TAKEN.test(name)) return [];
  const message = `"${name}" is how the chart or Hubwright calls a volume of its own`;
  return [{ path: [...at, 'name'], message, fix: 'give it another name' }];
}

function checkUse({ name, path }: ServerVolume, mounted: readonly string[], at: PathSegment[]): SettingsProblem[] {
  if (path !== undefined || mounted.includes(name)) return [];
  const message = `nothing has the volume "${name}"`;
  return [{ path: at, message, fix: 'set `path`, or mount it in an init container or a sidecar' }];
}

function checkHostPath({ hostPath }: ServerVolume, at: PathSegment[], level?: string): SettingsProblem[] {
  if (hostPath === undefined) return [];
  const path = [...at, 'hostPath'];
  const own = OF_KUBERNETES.find((it) => isAround(hostPath, it) || isAround(it, hostPath));
  if (own !== undefined) {
    const message = `${own} belongs to the node itself: whoever has a server could take over the node and all homes on it`;
    return [{ path, message, fix: 'use a folder with nothing but data, such as /srv/data' }];
  }
  if (level === 'baseline') {
    const message = 'the namespace refuses servers with a folder of their node: hub.podSecurity is "baseline"';
    return [{ path, message, fix: `${INSTEAD}, or remove hub.podSecurity` }];
  }
  if (level === 'privileged') return []; // a warning of its own
  const message = `hub.podSecurity becomes "privileged" for it: ${PRIVILEGED}`;
  return [{ path, severity: 'warning', message, fix: `${INSTEAD} unless it has to be a folder of the node` }];
}

const INSTEAD = 'use a claim, or an NFS export in storage.shared';
