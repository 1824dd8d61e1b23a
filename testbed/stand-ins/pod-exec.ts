import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fatal, tuning, writeWhole } from './about.ts';

interface Pod {
  readonly metadata: { readonly name: string };
  readonly status: { readonly phase: string; readonly containerStatuses: readonly { readonly name: string }[] };
}

const HOSTS = '/run/testbed-pod-hosts';
/** What the DNS of the cluster and the internet behind it know. */
const NAMES = ['kubernetes.default.svc', 'kubernetes.default.svc.cluster.local', 'hub', 'proxy-api', 'jupyter.org'];

/** What is behind the Services of the chart: the hub's API and that of its proxy. */
export function servePods(): void {
  for (const port of [8081, 8001]) createServer((socket) => socket.end()).listen(port, '127.0.0.1');
}

/**
 * Runs a command as in a container of the pod: on the host itself, which knows the names of the cluster's Services then.
 */
export function execInPod(pod: Pod, container: string | undefined, command: readonly string[], isOpen: boolean): void {
  if (command.length === 0) fatal('error: you must specify at least one command for the container');
  const names = pod.status.containerStatuses.map((it) => it.name);
  if (pod.status.phase !== 'Running') {
    fatal(`error: cannot exec into a container in a completed pod; current phase is ${pod.status.phase}`);
  }
  if (container !== undefined && !names.includes(container)) {
    fatal(`Error from server (BadRequest): container ${container} is not valid for pod ${pod.metadata.name}`);
  }
  writeWhole(HOSTS, `127.0.0.1 localhost${tuning().noDns === true ? '' : ` ${NAMES.join(' ')}`}\n`, 0o644);
  const script = `mount --bind ${HOSTS} /etc/hosts && exec "$@"`;
  const child = spawn('unshare', ['--mount', 'sh', '-c', script, 'sh', ...command], {
    stdio: [isOpen ? 'inherit' : 'ignore', 'inherit', 'inherit'],
    env: {
      PATH: process.env.PATH ?? '',
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: '6443',
    },
  });
  child.once('exit', (code) => {
    if (code !== 0) fatal(`command terminated with exit code ${code}`, code ?? 1);
  });
}
