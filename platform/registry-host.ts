/** What Docker Hub is called in references of images; those that name no registry are there as well. */
const DOCKER_HUB = 'docker.io';

/** A registry as references of images name it, by which its login is found. Docker Hub answers to more than one name. */
export function registryName(host: string): string {
  return ['index.docker.io', 'registry-1.docker.io'].includes(host) ? DOCKER_HUB : host;
}

/** The registry of a reference that names one: its host, with its port if it has one. */
export function registryOf(reference: string): string {
  return registryName(reference.split('/', 1)[0] ?? '');
}

/**
 * The key of a registry's login in registries.yaml. containerd looks a login up by the host that it asks, and that of
 * Docker Hub is not the one that references name.
 *
 * Source: k3s-io/k3s #12561; earlier releases than v1.33.3 know no other.
 */
export function containerdKey(registry: string): string {
  return registry === DOCKER_HUB ? 'registry-1.docker.io' : registry;
}

/**
 * The key of a registry's login in a Docker configuration: a pull secret, or the file that builders push with.
 *
 * Source: Kubernetes, pkg/credentialprovider/keyring.go; docker reads the login of Docker Hub from this key alone.
 */
export function dockerConfigKey(registry: string): string {
  return registry === DOCKER_HUB ? 'https://index.docker.io/v1/' : registry;
}
