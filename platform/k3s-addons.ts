/** What k3s deploys unless it is told to leave it out. */
export const K3S_COMPONENTS = [
  'coredns',
  'local-storage',
  'metrics-server',
  'runtimes',
  'servicelb',
  'traefik',
] as const;

/** k3s names an AddOn by what stands before the first dot of its file; these are its own. */
export const K3S_ADDONS: ReadonlySet<string> = new Set([
  'aggregated-metrics-reader',
  'auth-delegator',
  'auth-reader',
  'ccm',
  'coredns',
  'local-storage',
  'metrics-apiservice',
  'metrics-server-deployment',
  'metrics-server-service',
  'resource-reader',
  'rolebindings',
  'runtimes',
  'traefik',
]);
