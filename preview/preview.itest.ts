import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { X509 } from '../platform/auth/testing.ts';
import { run } from '../system/exec.ts';
import { hashPassword } from '../system/phc.ts';
import { HUBWRIGHT } from '../testbed/program.ts';
import { withSharedEnvironments } from '../testbed/shared-environments.ts';
import { testPort } from '../testbed/test-port.ts';
import { testProject } from '../testbed/test-project.ts';
import { until } from '../testbed/until.ts';
import { HubBrowser } from './hub-browser.ts';
import { processesOf } from './processes.ts';

let project: string;
let state: string;
let running: Running | undefined;
/** What whoever starts it has in the environment, and no server may see. */
const OPERATOR = { AWS_SECRET_ACCESS_KEY: 'of-the-operator', SSH_AUTH_SOCK: '/of-the-operator' };

/** A preview in the project, as somebody starts it. */
class Running {
  output = '';
  readonly exit: Promise<number | null>;
  /** When all of its output is there too. */
  private readonly closed: Promise<void>;
  private readonly child: ChildProcess;

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, [HUBWRIGHT, 'preview', ...args], {
      cwd: project,
      env: { ...process.env, NODE_OPTIONS: '', ...OPERATOR },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.exit = new Promise((done) => this.child.once('exit', done));
    this.closed = new Promise((done) => this.child.once('close', () => done()));
  }

  /** As when the terminal, or whoever read the output, has gone. */
  stopReading(): void {
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The link, when it has said that it is ready. */
  async ready(): Promise<string> {
    await this.says(/^ready: \S+/m);
    return /^ready: (\S+)/m.exec(this.output)?.[1] ?? '';
  }

  async says(what: RegExp): Promise<void> {
    let hasEnded = false;
    void this.closed.then(() => {
      hasEnded = true;
    });
    await until(() => what.test(this.output) || hasEnded);
    if (!what.test(this.output)) throw new Error(`ended:\n${this.output}`);
  }
}

/** A service that the hub runs: says the path that it is asked for. */
const ECHO = `
import http.server, sys
class Echo(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.path.encode())
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Echo).serve_forever()
`;

beforeAll(async () => {
  project = testProject();
  const port = await testPort();
  const echo = { name: 'echo', url: `http://hub:${port}`, command: ['python3', '-c', ECHO, String(port)] };
  const user = { name: 'user', scopes: ['self', 'access:services!service=echo'] };
  const file = join(project, 'platform.yaml');
  const access = `  services: ${JSON.stringify([echo])}\n  roles: ${JSON.stringify([user])}`;
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(/^hub:.*/m, (line) => `${line}\n${access}`),
  );
  writeFileSync(join(project, 'company-ca.pem'), X509);
  appendFileSync(
    join(project, 'platform.yaml'),
    '\ncertificateAuthority: { file: company-ca.pem }\nstorage: { home: { limit: warn } }\n',
  );
  state = join(project, '.hubwright/preview/state');
});

afterEach(async () => {
  running?.kill('SIGINT');
  await running?.exit;
  running = undefined;
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

test('a user signs in, chooses an image, gets a server; when the preview is killed, all of it ends', async () => {
  const port = String(await testPort());
  const first = await withSharedEnvironments(project, async () => {
    running = new Running('--port', port);
    await running.ready();
    return running;
  });
  running = first;
  const link = await running.ready();
  expect(running.output).toContain('log in as admin, user1, user2');
  expect(running.output).not.toMatch(/scrypt/);
  await nobodyElseGetsIn(new URL('/', link).href);
  const browser = new HubBrowser(link);
  expect((await browser.login('user1', 'wrong')).text).toContain('Invalid username or password');
  const form = await browser.login('user1', 'user1');
  expect(form.path).toBe('/hub/spawn');
  expect(form.text).toContain('Data science (pandas, DVC)');
  expect(form.text).toContain('Minimal notebook');
  expect(form.text).toContain('fit now');

  expect((await browser.get('hub/home')).text).toContain('/services/echo/');
  await until(async () => (await browser.get('services/echo/a')).text === '/services/echo/a');

  await startServer(browser, 'user1', 'data-science');
  expect((await browser.get('hub/home')).text).toContain('Your home: 0 of 10 GiB');
  const admin = new HubBrowser(link);
  await admin.login('admin', 'admin');
  expect((await admin.get('hub/cluster')).text).toMatch(/does not run in a cluster.*hubwright-agent-2/s);
  const pod = readFileSync(join(state, 'pods/user1.yaml'), 'utf8');
  expect(pod).toMatch(/image: registry\.hubwright\.internal\/data-science:[0-9a-f]{16}/);
  expect(pod).toContain('kind: PersistentVolumeClaim');
  expect(statSync(join(state, 'pods/user1.yaml')).mode & 0o777).toBe(0o600);
  const server = await commandWith('jupyterhub-singleuser');
  expect(pythonHas(server, 'pandas', 'dvc')).toBe(true);
  const output = await inTerminal(
    browser,
    link,
    'user1',
    server,
    'grep -c BEGIN "$SSL_CERT_FILE" "$NODE_EXTRA_CA_CERTS"; dvc --version; cat /proc/[0-9]*/environ; echo $HOME/..*/',
  );
  expect(output).toMatch(/\d+\.\d+\.\d+/);
  // The public authorities and the company's.
  expect(output).toMatch(/bundle\.pem:\d{2,}\s+\S*bundle\.pem:\d{2,}/);
  expect(output).not.toContain('of-the-operator');
  for (const pid of await processesOf(state))
    expect(environmentOf(pid)).not.toMatch(/of-the-operator|PROXY_AUTH|CRYPT/);

  writeFileSync(join(state, 'homes/user1/kept.txt'), 'kept');
  expect((await browser.api('DELETE', 'users/user1/server')).status).toBeLessThan(300);
  await until(async () => (await commandWith('singleuser')) === '');

  await startServer(browser, 'user1', 'minimal');
  for (const plugin of ['apputils-extension:notification', 'docmanager-extension:plugin']) {
    const { text } = await browser.get(`user/user1/lab/api/settings/@jupyterlab/${plugin}`);
    const { schema } = JSON.parse(text) as { schema: { properties: Record<string, { default: unknown }> } };
    const asked = ['fetchNews', 'checkForUpdates', 'renameUntitledFileOnSave'].filter((it) => it in schema.properties);
    expect(asked.length).toBeGreaterThan(0);
    for (const name of asked) expect(String(schema.properties[name]?.default)).toBe('false');
  }
  const minimal = await commandWith('jupyterhub-singleuser');
  expect(pythonHas(minimal, 'jupyterlab')).toBe(true);
  expect(pythonHas(minimal, 'pandas')).toBe(false);

  running.kill('SIGKILL');
  await running.exit;
  await until(async () => (await processesOf(state)).length === 0);
});

/** Not without the link, not by another name, and not past the proxy: everybody on this machine can reach these. */
async function nobodyElseGetsIn(url: string): Promise<void> {
  expect((await fetch(new URL('hub/login', url))).status).toBe(403);
  const { stdout } = await run('curl', ['--silent', '--header', 'Host: evil.example', url], { timeout: 600_000 });
  expect(stdout).toContain('not to "evil.example"');
  const hub = /Hub API listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(
    readFileSync(join(state, 'logs/hub.log'), 'utf8'),
  )?.[1];
  expect((await fetch(`${hub}/hub/login`)).status).toBe(403);
  expect((await fetch(`${hub}/hub/api/`)).status).toBe(200);
}

test('the home is still there at the next start; a new password works without one', async () => {
  running = new Running('--port', String(await testPort()));
  const url = await running.ready();
  expect(readFileSync(join(state, 'homes/user1/kept.txt'), 'utf8')).toBe('kept');
  const users = join(project, 'users.yaml');
  const text = readFileSync(users, 'utf8');
  const hash = await hashPassword('another one for user2');
  appendFileSync(join(project, 'platform.yaml'), '\nannouncement: { text: The hub ends at six }\n');
  writeFileSync(
    users,
    text.replace(/(?<=user2:\n\s+password: ).*/, () => hash),
  );
  await running.says(/settings have changed; to use them, run `npx hubwright synth`/);
  await synth();
  await running.says(/reloaded what is mounted from dist\//);
  const refused = await new HubBrowser(url).login('user2', 'user2');
  expect(refused.text).toContain('Invalid username or password');
  expect(refused.text).toContain('The hub ends at six');
  expect((await new HubBrowser(url).login('user2', 'another one for user2')).path).toBe('/hub/spawn');
  writeFileSync(users, `${text}  Eve: {}\n`);
  await running.says(/users\.yaml:\d+:\d+: [\s\S]*keeping the previous settings/);
  writeFileSync(users, text);

  running.kill('SIGINT');
  expect(await running.exit).toBe(0);
  expect(await processesOf(state)).toEqual([]);
});

test('a second preview is refused; the next one after a kill starts as if nothing had been', async () => {
  const port = String(await testPort());
  running = new Running('--port', port, '--json');
  await running.says(/"ready"/);
  const { ready, ...rest } = JSON.parse(/^\{.*\}$/m.exec(running.output)?.[0] ?? '') as { ready: string };
  expect(rest).toEqual({ users: ['admin', 'user1', 'user2'], state });
  const second = new Running('--port', String(await testPort()));
  expect(await second.exit).toBe(1);
  expect(second.output).toContain('a preview of this folder is already running');
  expect((await new HubBrowser(ready).login('user1', 'user1')).path).toBe('/hub/spawn');

  // The hub too, which would end everything else: then proxy and services are on their own.
  const hub = Number(readFileSync(join(state, 'hub.pid'), 'utf8'));
  running.kill('SIGKILL');
  process.kill(hub, 'SIGKILL');
  await running.exit;
  await until(async () => (await processesOf(state)).length === 0);
  running = new Running('--port', port, '--reset');
  expect(await running.ready()).not.toBe(ready);
  expect(existsSync(join(state, 'homes/user1'))).toBe(false);

  running.stopReading();
  running.kill('SIGHUP');
  await running.exit;
  expect(await processesOf(state)).toEqual([]);
});

test('a taken port and a hub that cannot start are explained', async () => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await until(() => blocker.listening);
  const { port } = blocker.address() as { port: number };
  const refused = new Running('--port', String(port));
  expect(await refused.exit).toBe(1);
  expect(refused.output).toContain(`port ${port} is in use by another program`);
  blocker.close();

  const file = join(project, 'platform.yaml');
  const good = readFileSync(file, 'utf8');
  writeFileSync(file, `${good}nodes: 3\n`);
  const wrong = new Running('--port', String(await testPort()));
  expect(await wrong.exit).toBe(2);
  expect(wrong.output).toMatch(/^platform\.yaml:\d+:\d+: nodes: .*\n1 error in the settings; nothing was written/m);

  const value = 'extraConfig: { broken: "raise SystemExit(\'no such setup\')" }';
  writeFileSync(
    file,
    good.replace(/^hub:.*/m, (line) => `${line}\n  values: { hub: { ${value} } }`),
  );
  const broken = new Running('--port', String(await testPort()));
  expect(await broken.exit).toBe(1);
  expect(broken.output).toMatch(/the hub ended.*no such setup.*hub\.log/s);
  expect(await processesOf(state)).toEqual([]);
  writeFileSync(file, good);
});

async function startServer(browser: HubBrowser, user: string, image: string): Promise<void> {
  const option = 'profile-option-server--';
  const fields = { profile: 'server', [`${option}image`]: image, [`${option}size`]: 'small' };
  await browser.post(`hub/spawn/${user}`, fields);
  await until(async () => {
    const page = await browser.get(`user/${user}/lab`);
    return page.path === `/user/${user}/lab` && page.text.includes('jupyter-config-data');
  });
}

/** The client of Jupyter's own packages, since a terminal of JupyterLab speaks over a WebSocket. */
const TERMINAL = `
import json, sys, websocket
token, cookie = sys.stdin.read().split("\\n")
headers = ['Authorization: token ' + token]
terminal = websocket.create_connection(sys.argv[1], header=headers, cookie=cookie, timeout=600)
terminal.send(json.dumps(["stdin", sys.argv[2] + "; echo end-$((1 + 1))\\r"]))
said = ""
while "end-2" not in said:
    kind, *text = json.loads(terminal.recv())
    said += text[0] if kind == "stdout" else ""
terminal.send(json.dumps(["stdin", "exit\\r"]))
print(said)
`;

/** What a command says in a terminal of a user's server. */
async function inTerminal(browser: HubBrowser, url: string, user: string, server: string, command: string) {
  const { token } = JSON.parse((await browser.api('POST', `users/${user}/tokens`)).text) as { token: string };
  const headers = { authorization: `token ${token}`, cookie: browser.cookie };
  const answer = await fetch(new URL(`user/${user}/api/terminals`, url), { method: 'POST', headers });
  const { name } = (await answer.json()) as { name: string };
  const socket = new URL(`user/${user}/terminals/websocket/${name}`, url.replace(/^http/, 'ws'));
  const python = /(\S+\/bin\/python\S*)/.exec(server)?.[1] ?? '';
  const { stdout } = await run(python, ['-c', TERMINAL, socket.href, command], {
    input: `${token}\n${browser.cookie}`,
    timeout: 600_000,
  });
  return stdout;
}

async function synth(): Promise<void> {
  const child = spawn(process.execPath, [HUBWRIGHT, 'synth'], {
    cwd: project,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect(await new Promise((done) => child.once('exit', done))).toBe(0);
}

/** The command of the preview's process that has a word in it and is no sandbox; empty if none has. */
async function commandWith(word: string): Promise<string> {
  const commands = (await processesOf(state)).map((pid) => ofProcess(pid, 'cmdline').replaceAll('\0', ' '));
  return commands.find((it) => it.includes(word) && !/^\S*bwrap /.test(it)) ?? '';
}

const environmentOf = (pid: number) => ofProcess(pid, 'environ').replaceAll('\0', '\n');

function ofProcess(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
}

/** Whether the Python that runs a command has packages. */
function pythonHas(command: string, ...packages: string[]): boolean {
  const environment = /(\S+)\/bin\/python/.exec(command)?.[1] ?? '';
  const version = /\d+\.\d+/.exec(readFileSync(join(environment, 'pyvenv.cfg'), 'utf8').split('version_info')[1] ?? '');
  return packages.every((name) => existsSync(join(environment, 'lib', `python${version}`, 'site-packages', name)));
}
