import type { ObjectRef } from '../../cluster/object-ref.ts';
import { names } from '../../platform/names.ts';

/** `hubwright-users-0` */
const SHARD = new RegExp(`^${names.users('[0-9a-f]')}$`);

/**
 * Whether Hubwright alone writes an object, so that whatever it does not say was changed by others: its users, its secret
 * values, its code and pages in the hub, its logins at registries, the HelmChart of the hub and the HelmChartConfig of Traefik. What
 * else is in the manifests, controllers may fill as well.
 */
export function isOwn({ apiVersion, kind, namespace, name }: ObjectRef): boolean {
  const isControllers = namespace === names.controllerNamespace;
  if (apiVersion === 'v1' && kind === 'Secret') {
    return SHARD.test(name) || name === names.registry || (name === names.secretValues && isControllers);
  }
  if (apiVersion === 'v1' && kind === 'ConfigMap') return name === names.hubCode || name === names.hubPages;
  if (apiVersion !== 'helm.cattle.io/v1' || !isControllers) return false;
  return kind === 'HelmChart' ? name === names.release : kind === 'HelmChartConfig' && name === names.traefik;
}
