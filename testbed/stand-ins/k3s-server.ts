import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { connect, createServer } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { log, tuning, untilStarted, writeWhole } from './about.ts';
import { HelmCharts } from './helm-charts.ts';
import { AddOns, MIDDLEWARE } from './k3s-addons.ts';
import { serveApi } from './k3s-api.ts';
import { ask } from './k3s-client.ts';
import { type Config, givenToken, list, type Program, text } from './k3s-config.ts';
import { packDatastore, resetCluster, unpackDatastore } from './k3s-datastore.ts';
import { runNode } from './k3s-node.ts';
import { STORE, Store } from './k3s-store.ts';
import { caHash, makeCertificates, readTls } from './k3s-tls.ts';
import { passwordOf, readServer, type ServerAccess } from './k3s-token.ts';
import { Volumes } from './k3s-volumes.ts';
import { serveKubectl } from './kubectl-service.ts';
import { servePods } from './pod-exec.ts';

const DATA = '/var/lib/rancher/k3s/server';
const KUBECONFIG = '/etc/rancher/k3s/k3s.yaml';

/** A server: the first one has the datastore; a further one hands its API on to the server that it joined. */
export async function runServer(config: Config, program: Program): Promise<void> {
  const { version } = program;
  log('info', `Starting k3s ${version} (stand-in)`);
  await untilStarted();
  mkdirSync(DATA, { recursive: true, mode: 0o700 });
  const snapshot = text(config, 'cluster-reset-restore-path');
  if (text(config, 'cluster-reset') !== undefined && snapshot !== undefined) {
    resetCluster(snapshot);
    process.exit(0);
  }
  const restored = unpackDatastore();
  const token = givenToken(config) ?? keptToken() ?? randomBytes(16).toString('hex');
  const url = text(config, 'server');
  const isFirst = url === undefined || existsSync(STORE);
  const leader = isFirst ? undefined : await joinServer(url, token);
  const addresses = Object.values(networkInterfaces()).flatMap((cards) => cards ?? []);
  const own = addresses.filter((card) => card.family === 'IPv4').map((card) => card.address);
  makeCertificates(
    [...new Set([hostname(), 'localhost', 'kubernetes', ...own, ...list(config, 'tls-san')])],
    leader?.files ?? restored,
  );
  const keepToken = (password: string) => {
    const full = `K10${caHash(readTls('server-ca.crt'))}::server:${password}`;
    writeWhole(`${DATA}/token`, `${full}\n`);
    writeWhole(`${DATA}/node-token`, `${full}\n`);
  };
  const full = `K10${caHash(readTls('server-ca.crt'))}::server:${passwordOf(token)}`;
  if (leader === undefined) {
    const store = openStore(token, version);
    packDatastore(text(config, 'cluster-init') === 'true');
    const agentPassword = text(config, 'agent-token');
    await serveApi(store, { serverPassword: passwordOf(token), agentPassword, keepToken });
    servePods();
    work(store, config);
  } else {
    packDatastore(true);
    await handOn(new URL(leader.url));
  }
  keepToken(passwordOf(token));
  writeKubeconfig(Number.parseInt(text(config, 'write-kubeconfig-mode') ?? '600', 8));
  serveKubectl(leader === undefined ? new Agent({ keepAlive: true }) : undefined);
  if (text(config, 'disable-agent') === 'true') {
    if (process.env.NOTIFY_FILE !== undefined) writeFileSync(process.env.NOTIFY_FILE, '');
    return;
  }
  await runNode(config, program, 'server', leader ?? (await readServer('https://127.0.0.1:6443', full, 'server')));
}

function keptToken(): string | undefined {
  return existsSync(`${DATA}/token`) ? readFileSync(`${DATA}/token`, 'utf8').trim() : undefined;
}

/** The datastore, which opens only with the token that it was made with, and not with an older minor version of k3s. */
function openStore(token: string, version: string): Store {
  const store = new Store(passwordOf(token));
  if (minorOf(store.release) > minorOf(version)) {
    log(
      'fatal',
      `Error: preparing server: the datastore was written by ${store.release}, which is newer than ${version}`,
    );
    process.exit(1);
  }
  store.release = version;
  if (store.password !== passwordOf(token)) {
    log(
      'fatal',
      'Error: preparing server: failed to bootstrap cluster data: failed to reconcile with local datastore: ' +
        'bootstrap data already found and encrypted with different token',
    );
    process.exit(1);
  }
  store.save();
  return store;
}

const minorOf = (release: string) => Number(/^v1\.(\d+)\./.exec(release)?.[1] ?? 0);

async function joinServer(url: string, token: string): Promise<ServerAccess & { files: Record<string, string> }> {
  try {
    const access = await readServer(url, token, 'server');
    const { authorization, ca } = access;
    const answer = await ask(`${url}/v1-k3s/server-bootstrap`, { authorization, ca });
    if (answer.code !== 200) throw new Error('not authorized');
    return { ...access, files: JSON.parse(answer.text) };
  } catch (error) {
    log('fatal', `Error: preparing server: failed to validate token: ${(error as Error).message}`);
    process.exit(1);
  }
}

/** Manifests and charts, time and again. */
async function work(store: Store, config: Config): Promise<void> {
  const isDisabled = list(config, 'disable').includes('traefik');
  // They go some time after the start, when k3s has already seen them.
  const addOns = new AddOns(store, isDisabled && store.hasTraefik ? [MIDDLEWARE] : []);
  store.hasTraefik = !isDisabled;
  if (isDisabled) for (const it of store.list('Middleware')) store.delete(it);
  store.save();
  const charts = new HelmCharts(store);
  const volumes = new Volumes(store);
  for (;;) {
    addOns.look();
    charts.look();
    volumes.look();
    await sleep(tuning().poll);
  }
}

/** One datastore serves all: bytes go through to the server that has it, TLS included. */
function handOn(leader: URL): Promise<void> {
  const server = createServer((client) => {
    const behind = connect(Number(leader.port), leader.hostname);
    client.pipe(behind).pipe(client);
    for (const socket of [client, behind]) socket.on('error', () => [client, behind].map((s) => s.destroy()));
  });
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(6443, done);
  });
}

function writeKubeconfig(mode: number): void {
  const data = (name: string) => Buffer.from(readTls(name)).toString('base64');
  const server = { server: 'https://127.0.0.1:6443', 'certificate-authority-data': data('server-ca.crt') };
  const user = { 'client-certificate-data': data('client-admin.crt'), 'client-key-data': data('client-admin.key') };
  const kubeconfig = {
    apiVersion: 'v1',
    clusters: [{ cluster: server, name: 'default' }],
    contexts: [{ context: { cluster: 'default', user: 'default' }, name: 'default' }],
    'current-context': 'default',
    kind: 'Config',
    preferences: {},
    users: [{ name: 'default', user }],
  };
  mkdirSync('/etc/rancher/k3s', { recursive: true });
  writeWhole(KUBECONFIG, stringify(kubeconfig), mode);
}
