import { isAround } from '../../platform/mount-paths.ts';
import { SHARED_MEMORY } from '../../platform/names.ts';
import { kubernetesSize, mebibytesOf } from '../../platform/quantities.ts';
import type { Settings } from '../../platform/schema/platform.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';

const SETTING = ['servers', 'sharedMemory'];

/** Shared memory that no server of a size can fill, or in a place that something else needs. */
export function checkSharedMemory(settings: Settings): SettingsProblem[] {
  if (settings.servers.sharedMemory === undefined) return [];
  return [...tooLittleMemory(settings), ...sharedGpus(settings), ...samePlace(settings)];
}

function tooLittleMemory({ servers, sizes }: Settings): SettingsProblem[] {
  const mebibytes = servers.sharedMemory ? mebibytesOf(servers.sharedMemory) : 0;
  const small = sizes.find(({ memory }) => memory.limit && mebibytesOf(memory.limit) <= mebibytes);
  if (small?.memory.limit === undefined) return [];
  const limit = kubernetesSize(small.memory.limit);
  const message = `counts against the memory of a server, and the size "${small.name}" has ${limit}: a server that fills it is killed`;
  return [
    { path: SETTING, severity: 'warning', message, fix: `set less than ${limit}, or a larger limit of the size` },
  ];
}

/** Servers meet the control daemon of MPS in its `/dev/shm`, which the device plugin mounts into them. */
function sharedGpus({ cluster, sizes }: Settings): SettingsProblem[] {
  const node = cluster.nodes.find((it) => it.gpuSharing?.mps !== undefined);
  if (node === undefined || !sizes.some((it) => it.gpus > 0)) return [];
  const message = `covers the ${SHARED_MEMORY} through which servers reach the shared GPUs of "${node.name}": no server could compute there`;
  return [{ path: SETTING, message, fix: 'remove it, or share the GPUs with gpuSharing.timeSlicing' }];
}

function samePlace({ storage }: Settings): SettingsProblem[] {
  const places: [path: PathSegment[], place: string | undefined][] = [
    [['storage', 'home', 'path'], storage.home.path],
    ...storage.shared.map((it, i): [PathSegment[], string | undefined] => [
      ['storage', 'shared', i, 'mountPath'],
      it.mountPath,
    ]),
  ];
  return places
    .filter(([, place]) => place !== undefined && isAround(SHARED_MEMORY, place))
    .map(([path, place]) => ({
      path,
      message: `"${place}" is in the shared memory of servers, which servers.sharedMemory sets`,
      fix: 'use another path',
    }));
}
