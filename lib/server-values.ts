import type { ChartValues } from '../imports/z2jh-values.ts';
import { type HomePlace, homePlace, sharedPlace } from '../platform/home-place.ts';
import { pullPolicy, splitReference } from '../platform/image-reference.ts';
import { HOME, JUPYTERLAB_DEFAULTS, LAB_EXTENSION, names } from '../platform/names.ts';
import type { Platform } from '../platform/platform.ts';
import { kubernetesSize, spawnerCpu, spawnerSize } from '../platform/quantities.ts';
import { dvcConfig } from './dvc-config.ts';
import { extraFileName } from './extra-file-name.ts';
import { homeIn, movedHome } from './home-mount.ts';
import { DATABASES_OFF_NFS, nfsHomes } from './nfs-homes.ts';
import { containerValues } from './server-containers.ts';
import { environmentValues } from './server-environment.ts';
import { filePlaces } from './server-files.ts';
import { serverMounts, serverVolumes } from './server-volumes.ts';
import { sharedWithAll } from './shared-folders.ts';
import { sharedMemory } from './shared-memory.ts';
import { defaultImage, defaultSize, profileList } from './spawn-form.ts';

/**
 * Has git work in the home itself, in every image. k3s's provisioner makes the folder of a home for root, and git refuses
 * a repository in someone else's folder. Folders below it are the user's own, and shared ones stay refused.
 *
 * Source: git 2.38 and newer take `safe.directory` from the environment.
 */
function trustedHome(platform: Platform): Record<string, string> {
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: homeIn(platform) };
}

/** Where Jupyter keeps what only matters while it runs: in a full home, it would start neither a server nor a kernel. */
const RUNTIME_OFF_HOME = { JUPYTER_RUNTIME_DIR: '/tmp/jupyter-runtime' };

/** JupyterLab's trash is in the home: what is in it still counts, and in a full home nothing can be put there. */
const DELETED_AT_ONCE = {
  'hubwright-jupyter': {
    mountPath: '/etc/jupyter/jupyter_config.json',
    data: { FileContentsManager: { delete_to_trash: false } },
  },
};

/**
 * Has JupyterLab ask nobody, at the first visit, whether it may fetch news from the internet, tell nobody of a newer version,
 * which is the image's matter, and ask for no name when a new notebook is first saved. Settings of a user, an image or `servers.files` replace both.
 *
 * Source: jupyterlab_server 2.28, `settings_utils.py`: `labconfig/default_setting_overrides`; jupyter_server 2,
 * `config_manager.py`: what is in a folder `.d` comes before the file of that name, and /etc before all other folders.
 */
const NO_QUESTIONS = {
  'hubwright-jupyterlab': {
    mountPath: JUPYTERLAB_DEFAULTS,
    data: {
      '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
      '@jupyterlab/docmanager-extension:plugin': { renameUntitledFileOnSave: false },
    },
  },
};

/**
 * Lets JupyterLab show what the hub announces. It is where Jupyter looks in every image, whatever Python that has; without
 * JupyterLab, nothing reads it.
 *
 * Source: jupyter_core 4.0 and newer, `paths.py`: `SYSTEM_JUPYTER_PATH`.
 */
function labExtension(platform: Pick<Platform, 'labExtension'>) {
  return Object.fromEntries(
    platform.labExtension.map(({ path, content }) => [
      `hubwright-notices-${extraFileName(path)}`,
      { mountPath: `${LAB_EXTENSION}/${path}`, stringData: content },
    ]),
  );
}

/** Seconds in which a server's pod runs: a large image is pulled within it. */
const START_TIMEOUT = 600;

/** The chart values of the users' servers. */
export function serverValues(platform: Platform): ChartValues {
  const { hub, storage, servers } = platform;
  const { reference } = defaultImage(platform);
  const { cpu, memory } = defaultSize(platform);
  const isHard = storage.home.limit === 'hard';
  const moved = movedHome(platform);
  return {
    ...(moved && { hub: { config: { KubeSpawner: { working_dir: moved } } } }),
    singleuser: {
      image: { ...splitReference(reference), pullPolicy: servers.pullPolicy ?? pullPolicy(reference) },
      cpu: { guarantee: spawnerCpu(cpu.guarantee), limit: cpu.limit ? spawnerCpu(cpu.limit) : null },
      memory: { guarantee: spawnerSize(memory.guarantee), limit: memory.limit ? spawnerSize(memory.limit) : null },
      extraEnv: {
        ...trustedHome(platform),
        ...(moved && { HOME: moved }),
        ...(isHard && RUNTIME_OFF_HOME),
        ...environmentValues(servers.environment, 'servers.'),
      },
      profileList: profileList(platform),
      startTimeout: servers.startTimeout?.toSeconds() ?? START_TIMEOUT,
      ...(servers.defaultUrl !== undefined && { defaultUrl: servers.defaultUrl }),
      ...(servers.command && { cmd: servers.command }),
      ...(servers.postStart && { lifecycleHooks: { postStart: { exec: { command: servers.postStart } } } }),
      ...(servers.user !== undefined && { uid: servers.user }),
      ...(servers.group !== undefined && { fsGid: servers.group }),
      cloudMetadata: { blockWithIptables: false },
      networkPolicy: { egress: hub.network.allow.map((cidr) => ({ to: [{ ipBlock: { cidr } }] })) },
      storage: storageValues(platform),
      ...extraFiles(platform),
      ...containerValues(platform),
    },
  };
}

function extraFiles(platform: Platform): Pick<NonNullable<ChartValues['singleuser']>, 'extraFiles'> {
  const { limit } = platform.storage.home;
  const isLimited = limit === 'hard' || limit === 'enforce';
  const files = {
    ...(sharedPlace(homePlace(platform.storage)) && DATABASES_OFF_NFS),
    ...(isLimited && DELETED_AT_ONCE),
    ...NO_QUESTIONS,
    ...dvcConfig(platform),
    ...labExtension(platform),
    ...filePlaces(platform),
  };
  return { extraFiles: files };
}

/** Homes as the chart knows them; it knows no NFS. */
function homes(place: HomePlace, capacity: string): Storage {
  switch (place.kind) {
    case 'none':
    case 'nfs':
      return { type: 'none' };
    case 'claim':
      return { type: 'static', static: { pvcName: place.name, subPath: '{username}' } };
    default:
      return { capacity, dynamic: { storageClass: place.kind === 'class' ? place.name : names.storageClass } };
  }
}

type Storage = NonNullable<NonNullable<ChartValues['singleuser']>['storage']>;

function storageValues(platform: Platform): Storage {
  const { size, path } = platform.storage.home;
  const place = homePlace(platform.storage);
  const mounted = [
    ...(place.kind === 'nfs' ? [nfsHomes(place.from, homeIn(platform))] : []),
    ...sharedWithAll(platform),
    ...sharedMemory(platform),
  ];
  const volumes = [...mounted.map((it) => it.volume), ...serverVolumes(platform)];
  const mounts = [...mounted.map((it) => it.mount), ...serverMounts(platform)];
  return {
    ...homes(place, kubernetesSize(size)),
    ...(path !== HOME && { homeMountPath: path }),
    ...(volumes.length > 0 && { extraVolumes: volumes }),
    ...(mounts.length > 0 && { extraVolumeMounts: mounts }),
  };
}
