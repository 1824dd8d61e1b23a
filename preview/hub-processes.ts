import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { toYaml } from '../lib/yaml.ts';
import { Daemon } from './daemon.ts';
import type { PreviewValues } from './manifests.ts';
import { MARK } from './processes.ts';
import type { State } from './state.ts';
import { variablesOf } from './variables.ts';

/** Ports of 127.0.0.1. */
export interface Ports {
  /** Where browsers go. */
  readonly proxy: number;
  /** Where the hub tells the proxy about servers. */
  readonly api: number;
  readonly hub: number;
}

const CODE = join(import.meta.dirname, 'hub');

/** KubeSpawner wants to know of a cluster. Nothing listens at this one's address, and nobody's own is touched. */
const NO_CLUSTER = toYaml({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'none',
  contexts: [{ name: 'none', context: { cluster: 'none', user: 'none' } }],
  clusters: [{ name: 'none', cluster: { server: 'http://127.0.0.1:1' } }],
  users: [{ name: 'none', user: {} }],
});

/** Starts configurable-http-proxy, the package of this project. */
export function startProxy(state: State, ports: Ports): Daemon {
  const args = {
    '--ip': '127.0.0.1',
    '--port': ports.proxy,
    '--api-ip': '127.0.0.1',
    '--api-port': ports.api,
    '--default-target': `http://127.0.0.1:${ports.hub}`,
    '--error-target': `http://127.0.0.1:${ports.hub}/hub/error`,
  };
  return new Daemon({
    name: 'the proxy',
    command: process.execPath,
    args: [proxyProgram(), ...Object.entries(args).flatMap(([name, value]) => [name, String(value)])],
    cwd: state.folder,
    env: { ...inherited(), [MARK]: state.folder, CONFIGPROXY_AUTH_TOKEN: state.secret('proxy_token') },
    log: state.path('logs', 'proxy.log'),
  });
}

/** Starts JupyterHub from an environment. */
export function startHub(state: State, ports: Ports, environment: string, values: PreviewValues): Daemon {
  state.write('kubeconfig', NO_CLUSTER);
  const { PYTHONPATH, ...env } = variablesOf(values.hub.extraEnv);
  return new Daemon({
    name: 'the hub',
    command: join(environment, 'bin', 'jupyterhub'),
    args: ['--config', join(CODE, 'jupyterhub_config.py')],
    cwd: state.folder,
    env: {
      ...inherited(),
      ...env,
      PYTHONPATH: [CODE, PYTHONPATH].filter(Boolean).join(delimiter),
      KUBECONFIG: state.path('kubeconfig'),
      [MARK]: state.folder,
      HUBWRIGHT_PREVIEW_PORT: String(ports.proxy),
      HUBWRIGHT_PREVIEW_API_PORT: String(ports.api),
      HUBWRIGHT_PREVIEW_HUB_PORT: String(ports.hub),
      CONFIGPROXY_AUTH_TOKEN: state.secret('proxy_token'),
      JUPYTERHUB_CRYPT_KEY: state.secret('crypt_key'),
    },
    log: state.path('logs', 'hub.log'),
  });
}

/** This process's environment without what would lead to another hub, another Python or a cluster. */
function inherited(): NodeJS.ProcessEnv {
  const foreign = /^(JUPYTER|JPY_|KUBE|PYTHON|VIRTUAL_ENV$|CONDA_|NODE_OPTIONS$|NODE_ENV$|CONFIGPROXY_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

function proxyProgram(): string {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve('configurable-http-proxy/package.json');
  return join(manifest, '..', 'bin', 'configurable-http-proxy');
}
