import { registryOf } from './registry-host.ts';
import type { Settings } from './schema/platform.ts';

/**
 * Whether nodes can pull an image. Without internet access they reach the company's own registries, which are those that the
 * settings name: of `registry.push`, and with a login.
 */
export function isPullable({ cluster, registry }: Pick<Settings, 'cluster' | 'registry'>, reference: string): boolean {
  if (cluster.airgap === undefined) return true;
  const ofPush = registry.push === undefined ? [] : [registryOf(registry.push)];
  return [...ofPush, ...registry.credentials.map(({ host }) => host)].includes(registryOf(reference));
}

/** What to do where nodes have no internet access and an image is in a registry that they reach all the same. */
export const NAME_REGISTRY = 'give the registry an entry in registry.credentials if it is on your network';
