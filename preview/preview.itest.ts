import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { run } from '../bootstrap/exec.ts';
import { hashPassword } from '../lib/phc.ts';
import { HubBrowser } from './hub-browser.ts';
import { freePort } from './ports.ts';
import { processesOf } from './processes.ts';

const repository = resolve(import.meta.dirname, '..');
let project: string;
let state: string;
let running: Running | undefined;

/** A preview in the project, as somebody starts it. */
class Running {
  output = '';
  readonly exit: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, [join(repository, 'cli/hubwright.js'), 'preview', ...args], {
      cwd: project,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.exit = new Promise((done) => this.child.once('exit', done));
  }

  /** As when the terminal, or whoever read the output, has gone. */
  stopReading(): void {
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The URL, when it has said that it is ready. */
  async ready(): Promise<string> {
    await this.says(/^ready: \S+/m);
    return /^ready: (\S+)/m.exec(this.output)?.[1] ?? '';
  }

  async says(what: RegExp): Promise<void> {
    await until(() => {
      if (!what.test(this.output) && this.child.exitCode !== null) throw new Error(`ended:\n${this.output}`);
      return what.test(this.output);
    });
  }
}

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'preview-'));
  state = join(project, '.hubwright/preview/state');
  for (const name of ['platform.yaml', 'users.yaml', 'image']) {
    cpSync(join(repository, name), join(project, name), { recursive: true });
  }
  // Kept, so that a second run downloads nothing; of this test alone, since a preview removes what it does not use.
  const environments = join(repository, '.hubwright/preview-test');
  mkdirSync(environments, { recursive: true });
  mkdirSync(join(project, '.hubwright/preview'), { recursive: true });
  symlinkSync(environments, join(project, '.hubwright/preview/environments'));
});

afterEach(async () => {
  running?.kill('SIGINT');
  await running?.exit;
  running = undefined;
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

test('a user signs in, chooses an image, gets a server and leaves no process behind', async () => {
  running = new Running('--port', String(await freePort()));
  const url = await running.ready();
  expect(running.output).toContain('log in as admin, user1, user2');
  expect(running.output).not.toMatch(/scrypt/);
  const browser = new HubBrowser(url);
  expect((await browser.login('user1', 'wrong')).text).toContain('Invalid username or password');
  const form = await browser.login('user1', 'user1');
  expect(form.path).toBe('/hub/spawn');
  expect(form.text).toContain('Data science (pandas, DVC)');
  expect(form.text).toContain('Minimal notebook');

  await startServer(browser, 'user1', 'data-science');
  const pod = readFileSync(join(state, 'pods/user1.yaml'), 'utf8');
  expect(pod).toMatch(/image: registry\.hubwright\.internal\/data-science:[0-9a-f]{16}/);
  expect(pod).toContain('kind: PersistentVolumeClaim');
  expect(statSync(join(state, 'pods/user1.yaml')).mode & 0o777).toBe(0o600);
  const server = (await processesOf(state)).map(commandOf).find((it) => it.includes('jupyterhub-singleuser')) ?? '';
  expect(pythonHas(server, 'pandas', 'dvc')).toBe(true);
  expect(await inTerminal(browser, url, 'user1', server, 'dvc --version')).toMatch(/\d+\.\d+\.\d+/);
  const token = readFileSync(join(state, 'proxy_token'), 'utf8');
  for (const pid of await processesOf(state)) expect(commandOf(pid)).not.toContain(token);

  writeFileSync(join(state, 'homes/user1/kept.txt'), 'kept');
  expect((await browser.api('DELETE', 'users/user1/server')).status).toBeLessThan(300);
  await until(async () => !(await processesOf(state)).map(commandOf).some((it) => it.includes('singleuser')));

  await startServer(browser, 'user1', 'minimal');
  const minimal = (await processesOf(state)).map(commandOf).find((it) => it.includes('jupyterhub-singleuser')) ?? '';
  expect(pythonHas(minimal, 'jupyterlab')).toBe(true);
  expect(pythonHas(minimal, 'pandas')).toBe(false);

  running.kill('SIGINT');
  expect(await running.exit).toBe(0);
  expect(await processesOf(state)).toEqual([]);
});

test('the home is still there at the next start; a new password works without one', async () => {
  running = new Running('--port', String(await freePort()));
  const url = await running.ready();
  expect(readFileSync(join(state, 'homes/user1/kept.txt'), 'utf8')).toBe('kept');
  const users = join(project, 'users.yaml');
  const text = readFileSync(users, 'utf8');
  const hash = await hashPassword('another one for user2');
  writeFileSync(
    users,
    text.replace(/(?<=user2:\n\s+password: ).*/, () => hash),
  );
  await synth();
  await running.says(/users and secrets of dist\/ are in use/);
  expect((await new HubBrowser(url).login('user2', 'user2')).text).toContain('Invalid username or password');
  expect((await new HubBrowser(url).login('user2', 'another one for user2')).path).toBe('/hub/spawn');
});

test('what a killed preview left is ended by the next, and a second one is refused meanwhile', async () => {
  const port = String(await freePort());
  running = new Running('--port', port, '--json');
  await running.says(/"ready"/);
  expect(JSON.parse(running.output)).toMatchObject({ users: ['admin', 'user1', 'user2'], state });
  const second = new Running('--port', String(await freePort()));
  expect(await second.exit).toBe(1);
  expect(second.output).toContain('a preview of this folder is running already');
  expect((await fetch(`http://127.0.0.1:${port}/hub/health`)).status).toBe(200);

  running.kill('SIGKILL');
  await running.exit;
  const left = await processesOf(state);
  expect(left.length).toBeGreaterThanOrEqual(3);
  running = new Running('--port', port, '--reset');
  await running.ready();
  expect(running.output).toMatch(/ended \d+ processes that an earlier preview had left/);
  expect((await processesOf(state)).filter((pid) => left.includes(pid))).toEqual([]);
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
  expect(refused.output).toContain(`port ${port} is taken by another program`);
  blocker.close();

  const file = join(project, 'dist/hubwright-hub.k8s.yaml');
  const good = readFileSync(file, 'utf8');
  writeFileSync(file, good.replace('import hubwright.setup', 'raise SystemExit("no such setup")'));
  const broken = new Running('--port', String(await freePort()));
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
terminal = websocket.create_connection(sys.argv[1], header=['Authorization: token ' + sys.stdin.read()], timeout=120)
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
  const headers = { authorization: `token ${token}` };
  const answer = await fetch(new URL(`user/${user}/api/terminals`, url), { method: 'POST', headers });
  const { name } = (await answer.json()) as { name: string };
  const socket = new URL(`user/${user}/terminals/websocket/${name}`, url.replace(/^http/, 'ws'));
  const python = /(\S+\/bin\/python\S*)/.exec(server)?.[1] ?? '';
  const { stdout } = await run(python, ['-c', TERMINAL, socket.href, command], { input: token, timeout: 180_000 });
  return stdout;
}

async function synth(): Promise<void> {
  const child = spawn(process.execPath, [join(repository, 'cli/hubwright.js'), 'synth'], {
    cwd: project,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect(await new Promise((done) => child.once('exit', done))).toBe(0);
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** Whether the Python that runs a command has packages. */
function pythonHas(command: string, ...packages: string[]): boolean {
  const environment = /(\S+)\/bin\/python/.exec(command)?.[1] ?? '';
  const version = /\d+\.\d+/.exec(readFileSync(join(environment, 'pyvenv.cfg'), 'utf8').split('version_info')[1] ?? '');
  return packages.every((name) => existsSync(join(environment, 'lib', `python${version}`, 'site-packages', name)));
}

/** The limit is for a machine that is busy and has to download all packages. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10 * 60_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ten minutes: ${condition}`);
    await sleep(200);
  }
}
