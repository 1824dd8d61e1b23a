/**
 * The resource names that something outside a construct refers to. Everything else is named by cdk8s or by the chart.
 */
export const names = {
  /** The Helm release: `status` and k3s look for it, and its secrets carry it. */
  release: 'jupyterhub',
  /** Namespace of HelmCharts and of the values that only they read: k3s's controller looks there. */
  controllerNamespace: 'kube-system',
  /** The HelmChart of k3s's Traefik: a HelmChartConfig of that name adds to its values, and there is one at most. */
  traefik: 'traefik',
  /** Service of the chart by which requests reach the hub. */
  proxyService: 'proxy-public',
  /** Middleware of Traefik that says HTTPS where a proxy in front of the cluster has the certificate. */
  forwardedHttps: 'forwarded-https',
  /** ConfigMap beside it with the company's certificate authorities, which the pod of Traefik mounts. */
  traefikAuthorities: (digest: string) => `hubwright-traefik-ca-${digest}`,
  /** Secret values of the chart, which the HelmChart names. */
  secretValues: 'hubwright-secret-values',
  /** ConfigMap with Hubwright's code in the hub, which the hub's pod mounts, and the volume of it. */
  hubCode: 'hubwright-hub-code',
  /** The same with logo and templates of the hub's pages. */
  hubPages: 'hubwright-hub-pages',
  /** Secret variables of the users' servers, which KubeSpawner names in their pods. */
  serverSecrets: 'hubwright-servers',
  /** Pull credentials, which every pod names. */
  registry: 'hubwright-registry',
  /** StorageClass of homes, which the claims that KubeSpawner makes name. */
  storageClass: 'hubwright-home',
  /** HorizontalPodAutoscaler of k3s's CoreDNS, beside it. */
  coreDnsReplicas: 'hubwright-coredns',
  /** PriorityClass of the hub and its proxy, which the chart's values name; PriorityClasses have no namespace. */
  hubPriority: 'hubwright-hub',
  /** DaemonSet of NVIDIA's device plugin and label of its pods: `doctor` looks for them, and docs/gpu.md names it. */
  devicePlugin: 'hubwright-device-plugin',
  /** Label of the pods of the control daemon of MPS, and beginning of the names of its DaemonSets; likewise. */
  mpsControlDaemon: 'hubwright-mps-control-daemon',
  /** The hub's service account, as the chart names it. */
  hubServiceAccount: 'hub',
  /** While it is there, the hub starts no server with the home of this claim; `holds.py` reads it. */
  hold: (claim: string) => `hubwright-hold-${claim}`,
  /** ConfigMap with the announcement, which the hub's pod mounts. */
  announcement: 'hubwright-announcement',
  /** ConfigMap with the limits of users, which the hub's pod mounts. */
  limits: 'hubwright-limits',
  /** Secret of one shard of the users, which the hub's pod mounts. */
  users: (shard: string) => `hubwright-users-${shard}`,
} as const;

/** Tells our objects from others of the same name. */
export const OURS = { 'app.kubernetes.io/managed-by': 'hubwright' } as const;

/** The service of the hub that stops idle servers, and its role, as the chart names both. */
export const IDLE_CULLER = 'jupyterhub-idle-culler';

/** Where a server has its user's home, unless `storage.home.path` or a raw value says otherwise: the chart's own default. */
export const HOME = '/home/jovyan';

/** Where a server has its shared memory: glibc looks nowhere else. */
export const SHARED_MEMORY = '/dev/shm';

/** Paths inside the hub's container. */
export const hubPaths = {
  /** Our Python package and templates. */
  code: '/opt/hubwright',
  /** The user directory, which the kubelet keeps up to date. */
  users: '/etc/hubwright/users',
  /** The announcement, which the kubelet keeps up to date; `announcement.py` reads it. */
  announcement: '/opt/hubwright/announcement',
  /** The limits of users, which the kubelet keeps up to date; `limits.py` reads them. */
  limits: '/opt/hubwright/limits',
  /** The logo and templates of `hub.pages`, which `appearance.py` reads. */
  pages: '/opt/hubwright/pages',
  /** The certificates of `certificateAuthority`, which certificate_authority.py reads. */
  companyAuthorities: '/opt/hubwright/company-ca.pem',
} as const;

/** Where a server has our extension of JupyterLab. */
export const LAB_EXTENSION = '/usr/local/share/jupyter/labextensions/hubwright-notices';

/** Where a server has settings of JupyterLab that everyone begins with. */
export const JUPYTERLAB_DEFAULTS = '/etc/jupyter/labconfig/default_setting_overrides.d/hubwright.json';

/** Where a server has what DVC reads before the settings of a user and of a repository. */
export const DVC_CONFIG = '/etc/xdg/dvc/config';

/** Paths inside a server, of `certificateAuthority`. */
export const serverPaths = {
  /** The company's certificates. */
  company: '/etc/hubwright/company-ca.pem',
  /** The same after those of the image, made when the server starts. */
  bundle: '/etc/hubwright/ca/bundle.pem',
} as const;

/**
 * Keeps k3s from deleting an object that disappears from its manifest.
 *
 * Source: rancher/wrangler, `pkg/apply`: the label `objectset.rio.cattle.io/prune` is read from the live object.
 */
export const NEVER_PRUNE = { 'objectset.rio.cattle.io/prune': 'false' } as const;
