import { type Host, HostError } from '../system/hosts/host.ts';

/** Creates an object in Kubernetes. One of the same name, such as another try has made, is left as it is. */
export async function createObject(server: Host, object: object, signal?: AbortSignal): Promise<void> {
  const options = { sudo: true, input: JSON.stringify(object), ...(signal && { signal }) };
  await server.run(['k3s', 'kubectl', 'create', '-f', '-'], options).catch((error) => {
    if (!(error instanceof HostError) || !/already exists/i.test(error.stderr)) throw error;
  });
}
