import { paths } from '../../cluster/node-config.ts';
import { LOCAL_STORAGE } from '../../cluster/volumes.ts';
import { error, type Problem } from '../../system/problem.ts';

/** What Hubwright cannot keep a cluster with. */
interface Refused {
  readonly why: string;
  /** The one value that says what k3s does anyway. */
  readonly usual: string;
}

const off = (why: string): Refused => ({ why, usual: 'false' });

const REFUSED: Readonly<Record<string, Refused>> = {
  config: {
    why: 'its settings are not in /etc/rancher/k3s/config.yaml',
    usual: '/etc/rancher/k3s/config.yaml',
  },
  'data-dir': {
    why: 'its data is not in /var/lib/rancher/k3s, where backups, images and homes are looked for',
    usual: '/var/lib/rancher/k3s',
  },
  'datastore-endpoint': {
    why: 'its datastore is a database of its own, which backups, restore and rollback do not reach',
    usual: '',
  },
  'default-local-storage-path': {
    why: `its homes are not in ${LOCAL_STORAGE}, where backups look for them`,
    usual: LOCAL_STORAGE,
  },
  'disable-agent': off('its servers run no pods and are no nodes'),
  'disable-apiserver': off('its servers do not all have the Kubernetes API'),
  'disable-controller-manager': off('its servers do not all have the controllers'),
  'disable-etcd': off('its servers do not all have the datastore'),
  'disable-helm-controller': off('it installs no HelmChart, and the hub is one'),
  'disable-scheduler': off('its servers do not all have the scheduler'),
  docker: off("images are put into k3s's own containerd"),
  'container-runtime-endpoint': { why: "images are put into k3s's own containerd", usual: '' },
  'https-listen-port': { why: 'its API is not at port 6443', usual: '6443' },
  'private-registry': { why: `its registries are not in ${paths.registries}`, usual: paths.registries },
  rootless: off('it does not run as root'),
  'with-node-id': off('the names of its nodes end with a random number'),
  'write-kubeconfig': { why: `its kubeconfig is not ${paths.kubeconfig}`, usual: paths.kubeconfig },
};

/** Why Hubwright cannot keep a k3s with this flag; none if it can. */
export function whyRefused(flag: string, values: readonly string[]): Problem[] {
  const refused = refusal(flag, values);
  const fix = 'Hubwright cannot keep it. docs/deploy.md has what works on such a k3s.';
  return refused === undefined ? [] : [error(`k3s runs with --${flag}: ${refused.why}`, fix)];
}

export const isRefused = (flag: string, values: readonly string[]): boolean => refusal(flag, values) !== undefined;

/** Of several values of such a flag, k3s takes the last. */
function refusal(flag: string, values: readonly string[]): Refused | undefined {
  const refused = REFUSED[flag];
  return values.at(-1)?.replace(/\/$/, '') === refused?.usual ? undefined : refused;
}
