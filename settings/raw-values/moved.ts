import { hubClasses } from './chart-facts.ts';
import { isA } from './hub-classes.ts';

/** Where values of older charts, of other charts and of habit belong in the chart of today. */
const values: Readonly<Record<string, string>> = {
  image: 'singleuser.image',
  profileList: 'singleuser.profileList',
  services: 'hub.services',
  storage: 'singleuser.storage',
  culling: 'cull',
  userScheduler: 'scheduling.userScheduler',
  config: 'hub.config',
  extraConfig: 'hub.extraConfig',
  extraEnv: 'singleuser.extraEnv',
  db: 'hub.db',
  https: 'proxy.https',
  letsencrypt: 'proxy.https.letsencrypt',
  'hub.cull': 'cull',
  'hub.env': 'hub.extraEnv',
  'hub.environment': 'hub.extraEnv',
  'hub.extraConfigMap': 'custom',
  'hub.extraEnvFrom': 'hub.extraEnv',
  'hub.extraInitContainers': 'hub.initContainers',
  'hub.fsGID': 'hub.podSecurityContext',
  'hub.imagePullSecrets': 'hub.image.pullSecrets',
  'hub.ingress': 'ingress',
  'hub.JupyterHub': 'hub.config.JupyterHub',
  'hub.profileList': 'singleuser.profileList',
  'hub.securityContext': 'hub.containerSecurityContext',
  'hub.uid': 'hub.containerSecurityContext',
  'hub.volumeMounts': 'hub.extraVolumeMounts',
  'hub.volumes': 'hub.extraVolumes',
  'hub.image.pullSecret': 'hub.image.pullSecrets',
  'prePuller.hook.extraImages': 'prePuller.extraImages',
  'proxy.affinity': 'proxy.chp.extraPodSpec',
  'proxy.containerSecurityContext': 'proxy.chp.containerSecurityContext',
  'proxy.extraEnv': 'proxy.chp.extraEnv',
  'proxy.image': 'proxy.chp.image',
  'proxy.ingress': 'ingress',
  'proxy.lego': 'proxy.traefik',
  'proxy.networkPolicy': 'proxy.chp.networkPolicy',
  'proxy.nginx': 'proxy.traefik',
  'proxy.nodeSelector': 'proxy.chp.nodeSelector',
  'proxy.pdb': 'proxy.chp.pdb',
  'proxy.resources': 'proxy.chp.resources',
  'proxy.tolerations': 'proxy.chp.tolerations',
  'proxy.type': 'proxy.service.type',
  'scheduling.nodeSelector': 'scheduling.userPods.nodeAffinity',
  culler: 'cull',
  'singleuser.affinity': 'singleuser.extraNodeAffinity',
  'singleuser.nodeAffinity': 'singleuser.extraNodeAffinity',
  'singleuser.cull': 'cull',
  'singleuser.culler': 'cull',
  'singleuser.culling': 'cull',
  'hub.culling': 'cull',
  'hub.culler': 'cull',
  'singleuser.lifecycle': 'singleuser.lifecycleHooks',
  'singleuser.runtimeClassName': 'singleuser.extraPodConfig',
  'singleuser.priorityClassName': 'singleuser.extraPodConfig',
  'singleuser.securityContext': 'singleuser.uid, singleuser.fsGid or singleuser.extraPodConfig',
  'singleuser.podSecurityContext': 'singleuser.fsGid or singleuser.extraPodConfig',
  'singleuser.containerSecurityContext': 'singleuser.uid or singleuser.extraPodConfig',
  'singleuser.storageClassName': 'singleuser.storage.dynamic.storageClass',
  'singleuser.storage.dynamic.storageClassName': 'singleuser.storage.dynamic.storageClass',
  'singleuser.labels': 'singleuser.extraLabels',
  'singleuser.annotations': 'singleuser.extraAnnotations',
  'singleuser.schedulerStrategy': 'scheduling.userScheduler',
  'hub.authenticator_class': 'hub.config.JupyterHub',
  'singleuser.config': 'hub.config.KubeSpawner',
  'singleuser.env': 'singleuser.extraEnv',
  'singleuser.environment': 'singleuser.extraEnv',
  'singleuser.extraEnvFrom': 'singleuser.extraPodConfig',
  'singleuser.extraVolumeMounts': 'singleuser.storage.extraVolumeMounts',
  'singleuser.extraVolumes': 'singleuser.storage.extraVolumes',
  'singleuser.image.pullSecret': 'singleuser.image.pullSecrets',
  'singleuser.imagePullPolicy': 'singleuser.image.pullPolicy',
  'singleuser.imagePullSecret': 'singleuser.image.pullSecrets',
  'singleuser.imagePullSecrets': 'singleuser.image.pullSecrets',
  'singleuser.imageTag': 'singleuser.image.tag',
  'singleuser.limits': 'singleuser.cpu and singleuser.memory',
  'singleuser.mem': 'singleuser.memory',
  'singleuser.profiles': 'singleuser.profileList',
  'singleuser.resources': 'singleuser.cpu and singleuser.memory',
  'singleuser.serviceAccount': 'singleuser.serviceAccountName',
  'singleuser.storageCapacity': 'singleuser.storage.capacity',
  'singleuser.storageClass': 'singleuser.storage.dynamic.storageClass',
  'singleuser.storage.class': 'singleuser.storage.dynamic.storageClass',
  'singleuser.storage.pvcName': 'singleuser.storage.static.pvcName',
  'singleuser.storage.size': 'singleuser.storage.capacity',
  'singleuser.storage.storageClass': 'singleuser.storage.dynamic.storageClass',
  'singleuser.storage.storageClassName': 'singleuser.storage.dynamic.storageClass',
  'singleuser.tolerations': 'singleuser.extraTolerations',
  'singleuser.volumeMounts': 'singleuser.storage.extraVolumeMounts',
  'singleuser.volumes': 'singleuser.storage.extraVolumes',
  'singleuser.cloudMetadata.enabled': 'singleuser.cloudMetadata.blockWithIptables',
  'singleuser.cpu.request': 'singleuser.cpu.guarantee',
  'singleuser.cpu.requests': 'singleuser.cpu.guarantee',
  'singleuser.cpu.limits': 'singleuser.cpu.limit',
  'singleuser.memory.request': 'singleuser.memory.guarantee',
  'singleuser.memory.requests': 'singleuser.memory.guarantee',
  'singleuser.memory.limits': 'singleuser.memory.limit',
};

/** Keys of older charts for what the settings describe themselves. */
const TYPED = new Set(['auth', 'authentication', 'authenticator']);

/** Charts that have this one as a dependency, and hold its values below a key. */
const WRAPPERS = new Set(['values', 'jupyterhub', 'daskhub', 'binderhub', 'z2jh', 'zero-to-jupyterhub']);

/** Where a value that the chart does not know belongs today, as a fix; undefined when that is not known. */
export function movedValue(path: readonly (string | number)[]): string | undefined {
  const [key, ...rest] = path;
  if (TYPED.has(path.join('.').replace(/^hub\./, ''))) return 'use auth, next to hub in this file, or hub.config';
  const dotted = String(path.at(-1)).split('.');
  if (dotted.length > 1 && dotted.every((part) => /^[a-z]\w*$/.test(part))) {
    return `write nested mappings: ${dotted.join(': { ')}: …${' }'.repeat(dotted.length - 1)}`;
  }
  if (rest.length === 0 && WRAPPERS.has(String(key))) return `remove "${key}:" and move its contents up here`;
  const to = values[path.join('.')];
  return to === undefined ? undefined : `use ${to}`;
}

/** Names that people write for a trait that is called otherwise, by the class that has it. */
const traits: readonly (readonly [base: string, names: Readonly<Record<string, string>>])[] = [
  [
    'KubeSpawner',
    {
      affinity: 'node_affinity_required',
      allow_privileged: 'privileged',
      capacity: 'storage_capacity',
      command: 'cmd',
      container_image: 'image',
      cpu: 'cpu_limit',
      cpu_request: 'cpu_guarantee',
      cpu_requests: 'cpu_guarantee',
      cpus: 'cpu_limit',
      docker_image: 'image',
      env: 'environment',
      env_vars: 'environment',
      extra_env: 'environment',
      extra_pod_spec: 'extra_pod_config',
      extra_resource_requests: 'extra_resource_guarantees',
      extra_tolerations: 'tolerations',
      extra_volume_mounts: 'volume_mounts',
      extra_volumes: 'volumes',
      image_tag: 'image',
      labels: 'extra_labels',
      annotations: 'extra_annotations',
      mem: 'mem_limit',
      mem_request: 'mem_guarantee',
      memory: 'mem_limit',
      memory_guarantee: 'mem_guarantee',
      memory_limit: 'mem_limit',
      memory_request: 'mem_guarantee',
      namespace_template: 'user_namespace_template',
      pull_policy: 'image_pull_policy',
      pull_secrets: 'image_pull_secrets',
      resource_limits: 'extra_resource_limits',
      security_context: 'container_security_context',
      service_account_name: 'service_account',
      singleuser_allow_privilege_escalation: 'allow_privilege_escalation',
      singleuser_lifecycle_hooks: 'lifecycle_hooks',
      singleuser_mount_path: 'volume_mounts',
      storage_class_name: 'storage_class',
      storage_size: 'storage_capacity',
      timeout: 'start_timeout',
      url: 'default_url',
    },
  ],
  [
    'GitHubOAuthenticator',
    { org_whitelist: 'allowed_organizations', orgs: 'allowed_organizations', organizations: 'allowed_organizations' },
  ],
  ['GoogleOAuthenticator', { allowed_domains: 'hosted_domain', hosted_domains: 'hosted_domain' }],
  ['CILogonOAuthenticator', { allowed_domains: 'idps' }],
  ['AzureAdOAuthenticator', { tenant: 'tenant_id' }],
  ['LDAPAuthenticator', { server: 'server_address', port: 'server_port', base_dn: 'user_search_base' }],
  [
    'OAuthenticator',
    {
      callback_url: 'oauth_callback_url',
      groups_claim: 'auth_state_groups_key',
      scopes: 'scope',
    },
  ],
  ['Authenticator', { admins: 'admin_users', admin: 'admin_users', users: 'allowed_users' }],
];

/** Fields of a pod that KubeSpawner has no trait for. */
const podFields: Readonly<Record<string, string>> = {
  dns_config: 'dnsConfig',
  dns_policy: 'dnsPolicy',
  host_aliases: 'hostAliases',
  host_ipc: 'hostIPC',
  host_network: 'hostNetwork',
  host_pid: 'hostPID',
  runtime_class: 'runtimeClassName',
  runtime_class_name: 'runtimeClassName',
  share_process_namespace: 'shareProcessNamespace',
  termination_grace_period_seconds: 'terminationGracePeriodSeconds',
  topology_spread_constraints: 'topologySpreadConstraints',
};

/** What a class calls a setting that is often looked for under another name, as a fix. */
export function movedTrait(className: string, name: string): string | undefined {
  const plain = name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  const spawner = isA('KubeSpawner', className);
  if (spawner && podFields[plain]) return `use extra_pod_config: { ${podFields[plain]}: … }`;
  if (spawner && /^(gpus?|nvidia(_gpus?)?)$/.test(plain)) return 'use extra_resource_limits: { nvidia.com/gpu: "1" }';
  if (className === 'JupyterHub' && hubClasses().Authenticator?.traits[name]) return 'it belongs to Authenticator';
  const to = traits.find(([base, names]) => (isA(className, base) || isA(base, className)) && names[plain])?.[1][plain];
  return to && `use ${to}`;
}

/** The tables, for the test that what they name exists. */
export const moved = { values, traits };
