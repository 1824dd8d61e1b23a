import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Agent } from 'node:https';
import { hostname, networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { log, tuning, untilStarted } from './about.ts';
import type { Heartbeat } from './k3s-api.ts';
import { ask } from './k3s-client.ts';
import { type Config, givenToken, list, type Program, text } from './k3s-config.ts';
import { IMAGES, ImageImporter } from './k3s-images.ts';
import { writeKubeletConfig } from './k3s-kubelet.ts';
import { makeKubeletCertificate } from './k3s-tls.ts';
import { readServer, type ServerAccess } from './k3s-token.ts';

const REGISTRIES = '/etc/rancher/k3s/registries.yaml';
const PASSWORD = '/etc/rancher/node/password';

/** Several a second: a connection for each would take more time than all else. */
const heartbeats = new Agent({ keepAlive: true });

let hasHub = false;

/** An agent: joins the server that its settings name, and stays. */
export async function runAgent(config: Config, program: Program): Promise<void> {
  const url = text(config, 'server') ?? process.env.K3S_URL;
  const token = givenToken(config);
  if (token === undefined) return refuse('--token is required');
  if (url === undefined) return refuse('--server is required');
  await untilStarted();
  let joined: Joined | undefined;
  while (joined === undefined) {
    const accepted = readServer(url, token).then((server) => join(config, program, 'agent', server));
    // As in k3s, without end: its unit blocks until the server accepts it.
    joined = await accepted.catch(async (error: Error) => {
      log('error', `Failed to retrieve agent config: ${error.message}`);
      await sleep(tuning().restart);
      return undefined;
    });
  }
  await work(config, joined);
}

/** What every node does, a server too. */
export async function runNode(
  config: Config,
  program: Program,
  role: Heartbeat['role'],
  server: ServerAccess,
): Promise<void> {
  await work(config, await join(config, program, role, server));
}

interface Joined {
  readonly server: ServerAccess;
  readonly node: Omit<Heartbeat, 'hasJoined'>;
}

async function join(
  config: Config,
  { version, annotations }: Program,
  role: Heartbeat['role'],
  server: ServerAccess,
): Promise<Joined> {
  if (text(config, 'node-ip') === undefined && text(config, 'flannel-iface') === undefined && !hasDefaultRoute()) {
    refuse('unable to select an IP from default routes.');
  }
  const node: Joined['node'] = {
    name: (text(config, 'node-name') ?? hostname()).toLowerCase(),
    password: nodePassword(),
    role,
    version,
    annotations,
    bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    machineId: readFileSync('/etc/machine-id', 'utf8').trim(),
    address: text(config, 'node-ip') ?? ownAddress(),
    labels: list(config, 'node-label'),
    taints: list(config, 'node-taint'),
  };
  if (existsSync(REGISTRIES)) parse(readFileSync(REGISTRIES, 'utf8'));
  await beat(server, { ...node, hasJoined: false });
  return { server, node };
}

/** Containerd with its images, the kubelet, the ports of the ingress. What fails here ends k3s. */
async function work(config: Config, { server, node }: Joined): Promise<never> {
  makeKubeletCertificate(node.name);
  writeFileSync('/var/lib/rancher/k3s/agent/server-ca.crt', server.ca, { mode: 0o600 });
  writeKubeletConfig(server, node);
  mkdirSync('/run/k3s/containerd', { recursive: true });
  process.on('exit', () => rmSync(IMAGES, { force: true }));
  const images = new ImageImporter();
  images.look();
  const ports = list(config, 'disable').includes('traefik') ? [10250] : [80, 443, 10250];
  for (const port of ports) await listen(port);
  if (process.env.NOTIFY_FILE !== undefined) writeFileSync(process.env.NOTIFY_FILE, '');
  log('info', 'k3s is up and running');
  for (;;) {
    await sleep(tuning().poll);
    images.look();
    await beat(server, { ...node, hasJoined: true }).catch((error) =>
      log('error', `Unable to reach the server: ${error.message}`),
    );
  }
}

async function beat(server: ServerAccess, node: Heartbeat): Promise<void> {
  const { url, authorization, ca } = server;
  const body = JSON.stringify(node);
  const answer = await ask(`${url}/v1-k3s/node`, { method: 'POST', body, authorization, ca, agent: heartbeats });
  if (answer.code === 401) throw new Error('not authorized');
  if (answer.code !== 200) throw new Error(JSON.parse(answer.text).message);
  hasHub = JSON.parse(answer.text).hub;
}

/** Traefik as seen from outside: nothing behind it at first, then the hub. The kubelet is there to be taken. */
function listen(port: number): Promise<void> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname;
    if (!hasHub) return response.writeHead(404).end('404 page not found\n');
    if (path === '/hub/health') return response.writeHead(200).end();
    if (path === '/hub/api' || path === '/hub/api/') return response.writeHead(200).end('{"version": "5.5.0"}');
    return response.writeHead(302, { location: '/hub/login' }).end();
  });
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, done);
  });
}

function nodePassword(): string {
  if (!existsSync(PASSWORD)) {
    mkdirSync('/etc/rancher/node', { recursive: true });
    writeFileSync(PASSWORD, randomBytes(16).toString('hex'), { mode: 0o600 });
  }
  return readFileSync(PASSWORD, 'utf8').trim();
}

function hasDefaultRoute(): boolean {
  return readFileSync('/proc/net/route', 'utf8')
    .split('\n')
    .some((line) => line.split('\t')[1] === '00000000');
}

function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((cards) => cards ?? []);
  return all.find((card) => !card.internal && card.family === 'IPv4')?.address ?? '127.0.0.1';
}

function refuse(message: string): never {
  log('fatal', `Error: ${message}`);
  process.exit(1);
}
