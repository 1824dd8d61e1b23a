import { hubPaths } from '../../platform/names.ts';

/** What Hubwright sets at a path of the chart's values and below it, and what it means that a raw value replaces it. */
export interface OwnValue {
  readonly path: string;
  /** @param lost Names of the items that are gone. */
  readonly message: (lost: string) => string;
  /** @default - to give one's own another name */
  readonly fix?: string;
  /** @default 'error' */
  readonly severity?: 'warning';
}

const hubVolumes = {
  message: (lost: string) => `replaces what the hub needs to start and to let users log in: ${lost}`,
};
const sharedFolders = {
  message: (lost: string) => `servers lose what storage and servers.volumes mount: ${lost}`,
  severity: 'warning',
} as const;

/** All of them whose loss breaks the hub, or means more than that a list is shorter. */
export const ownValues: readonly OwnValue[] = [
  { path: 'custom.hubwright', message: () => "replaces what Hubwright's code in the hub reads" },
  {
    path: 'hub.extraConfig.hubwright',
    message: () => "replaces what loads Hubwright's code into the hub",
  },
  { path: 'hub.extraFiles', message: () => 'replaces the certificates of certificateAuthority' },
  {
    path: 'hub.extraEnv.PYTHONPATH',
    message: () => "the hub could not find Hubwright's code, and would not start",
    fix: `start it with "${hubPaths.code}:"`,
  },
  { path: 'hub.extraVolumes', ...hubVolumes },
  { path: 'hub.extraVolumeMounts', ...hubVolumes },
  { path: 'singleuser.storage.extraVolumes', ...sharedFolders },
  { path: 'singleuser.storage.extraVolumeMounts', ...sharedFolders },
  {
    path: 'imagePullSecrets',
    message: () => 'nodes pull images without the credentials of registry.credentials',
    severity: 'warning',
  },
  {
    path: 'singleuser.networkPolicy.egress',
    message: (lost) => `servers cannot reach networks of hub.network.allow: ${lost}`,
    severity: 'warning',
  },
  {
    path: 'singleuser.profileList',
    message: () => 'replaces the choices that images and sizes make, and their limits to groups',
    fix: 'give your profile another slug',
    severity: 'warning',
  },
];

/** Any other list of Hubwright's. */
export const otherList: Omit<OwnValue, 'path'> = {
  message: (lost) => `drops what the other settings put there: ${lost}`,
  severity: 'warning',
};

/**
 * What the chart makes from its own values, and a trait in `hub.config` replaces, since the chart reads that last.
 *
 * Source: zero-to-jupyterhub 4.4.0, `files/hub/jupyterhub_config.py`.
 */
export const ofChart: readonly {
  readonly trait: string;
  /** The value of ours that is lost; there may be none. @default - what every platform has */
  readonly from?: string;
  readonly loses: string;
  readonly use: string;
}[] = [
  { trait: 'KubeSpawner.volumes', loses: 'homes and shared folders', use: 'singleuser.storage.extraVolumes' },
  {
    trait: 'KubeSpawner.volume_mounts',
    loses: 'homes and shared folders',
    use: 'singleuser.storage.extraVolumeMounts',
  },
  {
    trait: 'KubeSpawner.init_containers',
    from: 'singleuser.initContainers',
    loses: 'servers.initContainers',
    use: 'singleuser.initContainers',
  },
  {
    trait: 'KubeSpawner.extra_containers',
    from: 'singleuser.extraContainers',
    loses: 'servers.sidecars',
    use: 'singleuser.extraContainers',
  },
  {
    trait: 'KubeSpawner.image_pull_secrets',
    from: 'imagePullSecrets',
    loses: 'the credentials of registry.credentials',
    use: 'imagePullSecrets',
  },
  { trait: 'KubeSpawner.profile_list', loses: 'the choices of images and sizes', use: 'singleuser.profileList' },
  {
    trait: 'KubeSpawner.common_labels',
    loses: 'the labels that network policies use',
    use: 'singleuser.extraLabels',
  },
  {
    trait: 'JupyterHub.load_roles',
    from: 'cull.enabled',
    loses: 'the role of the service that stops idle servers',
    use: 'hub.loadRoles',
  },
  {
    trait: 'JupyterHub.load_roles',
    from: 'hub.loadRoles',
    loses: 'the roles of hub.roles, and who administers the hub by auth',
    use: 'hub.roles',
  },
];
