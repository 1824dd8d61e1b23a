import { delimiter, join } from 'node:path';
import { toYaml } from '../system/yaml.ts';
import { Daemon } from './daemon.ts';
import type { GateOptions } from './gate/gate.ts';
import type { ProxySettings } from './gate/main.ts';
import type { PreviewValues } from './manifests.ts';
import type { PreviewFolder } from './preview-folder.ts';
import { MARK } from './processes.ts';
import { variablesOf } from './variables.ts';

/** What proxy and hub have to know of each other. Ports are of 127.0.0.1. Secrets are of this start, and in no file. */
export interface Connection {
  readonly gate: GateOptions;
  /** Where the hub registers servers at the proxy, and the token it sends. */
  readonly apiPort: number;
  readonly token: string;
  /** Where the proxy passes requests on to the hub, and what it shows there. */
  readonly hubPort: number;
  readonly passed: string;
}

/** What the hub alone has, in hex, 32 bytes each. */
export interface HubSecrets {
  readonly cookieSecret: string;
  readonly cryptKey: string;
}

const CODE = join(import.meta.dirname, 'hub');

/** KubeSpawner needs a cluster. Nothing listens at this address, so no real cluster is touched. */
const NO_CLUSTER = toYaml({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'none',
  contexts: [{ name: 'none', context: { cluster: 'none', user: 'none' } }],
  clusters: [{ name: 'none', cluster: { server: 'http://127.0.0.1:1' } }],
  users: [{ name: 'none', user: {} }],
});

/** The arguments with which Node.js runs the gate, which is compiled in the package. */
const gateArgs = () =>
  import.meta.url.endsWith('.ts')
    ? ['--import', import.meta.resolve('tsx'), join(import.meta.dirname, 'gate', 'main.ts')]
    : [join(import.meta.dirname, 'gate', 'main.js')];

/** Starts configurable-http-proxy, the package of this project, with the gate in front of it. */
export function startProxy(state: PreviewFolder, connection: ProxySettings): Daemon {
  return new Daemon({
    name: 'the proxy',
    command: process.execPath,
    args: gateArgs(),
    cwd: state.folder,
    env: { PATH: process.env.PATH, [MARK]: state.folder },
    input: connection,
    log: state.path('logs', 'proxy.log'),
  });
}

/** Starts JupyterHub from an environment. */
export function startHub(
  state: PreviewFolder,
  { gate, ...connection }: Connection,
  secrets: HubSecrets,
  environment: string,
  values: PreviewValues,
): Daemon {
  state.write('kubeconfig', NO_CLUSTER);
  const { PYTHONPATH, ...env } = variablesOf(values.hub.extraEnv);
  return new Daemon({
    name: 'the hub',
    command: join(environment, 'bin', 'jupyterhub'),
    args: ['--config', join(CODE, 'jupyterhub_config.py')],
    cwd: state.folder,
    env: {
      ...ofThisMachine(),
      ...env,
      HOME: state.folder,
      PYTHONPATH: [CODE, PYTHONPATH].filter(Boolean).join(delimiter),
      KUBECONFIG: state.path('kubeconfig'),
      [MARK]: state.folder,
    },
    input: { ...connection, ...secrets, port: gate.port },
    log: state.path('logs', 'hub.log'),
  });
}

/** The variables of this process that describe the machine, and none that belong to its user. */
function ofThisMachine(): NodeJS.ProcessEnv {
  const common = /^(PATH|LANG|LC_\w+|TZ|TMPDIR|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|(https?|no)_proxy)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => common.test(name)));
}
