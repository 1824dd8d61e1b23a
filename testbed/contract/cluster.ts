import { CommandError } from '../../system/exec.ts';
import { sha256 } from '../../system/sha256.ts';
import { until } from '../until.ts';
import { type ContractHost, contractServer, target } from './server.ts';

export const NAME = 'hubwright-contract';
export const FOLDER = '/var/lib/rancher/k3s/server/manifests';
export const CONFIG = '/etc/rancher/k3s/config.yaml.d/hubwright-contract.yaml';
/** The object that most is tried with, as kubectl takes it. */
export const ONE = `configmap one -n ${NAME}`;

interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A cluster of one server with two objects, on which the contract is tried. */
export class ContractCluster {
  private rounds = 0;

  private constructor(
    readonly host: ContractHost,
    private readonly release: () => Promise<void>,
  ) {}

  static async create(): Promise<ContractCluster> {
    const { host, release } = await contractServer();
    const cluster = new ContractCluster(host, release);
    await cluster.put(
      `${NAME}.k8s.yaml`,
      namespace(),
      configMap('one', { a: '1', b: '' }),
      configMap('two', { a: '2' }),
    );
    await until(async () => (await cluster.checksum(NAME)) !== '');
    return cluster;
  }

  /** Removes what was made on a real server, or the stand-in. */
  async end(): Promise<void> {
    if (target !== undefined) {
      await this.host.exec(['sh', '-c', `rm -f ${FOLDER}/${NAME}* ${FOLDER}/.${NAME}* ${CONFIG}`]);
      const addOns = await this.kubectl('get addons.k3s.cattle.io -n kube-system -o name');
      for (const addOn of addOns.stdout.split('\n').filter((it) => it.includes(NAME))) {
        await this.kubectl(`delete ${addOn} -n kube-system`);
      }
      for (const kind of ['helmcharts.helm.cattle.io', 'secrets', 'configmaps']) {
        await this.kubectl(`delete ${kind} ${NAME} -n kube-system --ignore-not-found --wait=false`);
      }
      await this.kubectl(`delete namespace ${NAME} --ignore-not-found --wait=false`);
    }
    await this.release();
  }

  /** @param words separated by single spaces */
  async kubectl(words: string, input?: string): Promise<Answer> {
    const argv = ['k3s', 'kubectl', ...words.split(' ')];
    const found = await this.host.exec(argv, input === undefined ? {} : { input }).catch((error: unknown) => error);
    if (!(found instanceof CommandError) && !isAnswer(found)) throw found;
    return { exitCode: found.exitCode ?? -1, stdout: found.stdout, stderr: found.stderr };
  }

  async json(words: string) {
    return JSON.parse((await this.kubectl(`${words} -o json`)).stdout);
  }

  /** Of the server, whatever else is in its cluster. */
  async node() {
    const { items } = await this.json('get nodes');
    const isServer = (it: { metadata: { labels?: object } }) =>
      'node-role.kubernetes.io/control-plane' in (it.metadata.labels ?? {});
    return items.find(isServer);
  }

  async isThere(words: string): Promise<boolean> {
    return (await this.kubectl(`get ${words} --ignore-not-found -o name`)).stdout !== '';
  }

  /** Of an AddOn; empty if there is none. */
  async checksum(addOn: string): Promise<string> {
    const get = `get addons.k3s.cattle.io ${addOn} -n kube-system --ignore-not-found -o jsonpath={.spec.checksum}`;
    return (await this.kubectl(get)).stdout;
  }

  /** Writes a manifest. */
  async put(file: string, ...objects: readonly object[]): Promise<void> {
    await this.host.write(`${FOLDER}/${file}`, manifest(objects));
  }

  /** Writes a manifest that comes after all others in the folder, and waits for it: by then those were looked at. */
  async round(): Promise<void> {
    const last = configMap('last', { round: String(++this.rounds) });
    await this.put(`${NAME}-zz.yaml`, last);
    await until(async () => (await this.checksum(`${NAME}-zz`)) === sha256(manifest([last])));
  }
}

function isAnswer(found: unknown): found is Answer {
  return typeof found === 'object' && found !== null && 'stdout' in found;
}

export const namespace = () => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAME } });

export const configMap = (name: string, data?: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: NAME },
  ...(data === undefined ? {} : { data }),
});

/** JSON is YAML too. */
export const manifest = (objects: readonly object[]) => objects.map((it) => `---\n${JSON.stringify(it)}\n`).join('');
