import { registryName } from './registry-host.ts';
import type { Settings } from './schema/platform.ts';

/**
 * Whether nodes can pull an image. Without internet access they reach the company's own registries, which are those that the
 * settings name: of `registry.push`, and with a login.
 */
export function isPullable({ cluster, registry }: Pick<Settings, 'cluster' | 'registry'>, reference: string): boolean {
  if (cluster.airgap === undefined) return true;
  const hosts = [registry.push?.split('/', 1)[0], ...registry.credentials.map(({ host }) => host)];
  return hosts.includes(registryName(reference.split('/', 1)[0] ?? ''));
}

/** What to do where nodes have no internet access and an image is in a registry that they reach all the same. */
export const NAME_REGISTRY = 'give the registry an entry in registry.credentials if it is on your network';
