import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fatal, note, tuning, writeWhole } from './about.ts';

// Stand-in for systemd and its systemctl, for units of Type=notify with Restart=always, which is what k3s has, and for timers,
// which are started and never elapse.

const UNITS = '/etc/systemd/system';
const RUN = '/run/testbed';
const LOGS = '/var/log/testbed-journal';

interface UnitState {
  readonly ActiveState: 'inactive' | 'activating' | 'active' | 'deactivating' | 'failed';
  readonly SubState: 'dead' | 'start' | 'running' | 'auto-restart' | 'failed';
  readonly NRestarts: number;
  readonly MainPID: number;
  readonly ExecMainStatus: number;
  readonly ActiveEnterTimestamp: string;
  /** Of its present or last run; `/run/testbed/ID` has its unit and its beginning, for journalctl. */
  readonly InvocationID: string;
  /** The process that starts the unit again when it ends. */
  readonly keeper: number;
}

const DEAD: UnitState = {
  ActiveState: 'inactive',
  SubState: 'dead',
  NRestarts: 0,
  MainPID: 0,
  ExecMainStatus: 0,
  ActiveEnterTimestamp: '',
  InvocationID: '',
  keeper: 0,
};

const isTimer = (unit: string) => unit.endsWith('.timer');
const fileName = (unit: string) => (isTimer(unit) ? unit : `${unit}.service`);
const unitFile = (unit: string) => `${UNITS}/${fileName(unit)}`;
const wants = (unit: string) => `${UNITS}/${isTimer(unit) ? 'timers' : 'multi-user'}.target.wants`;
const wanted = (unit: string) => `${wants(unit)}/${fileName(unit)}`;
const stateFile = (unit: string) => `${RUN}/${unit}.json`;

function stateOf(unit: string): UnitState {
  return existsSync(stateFile(unit)) ? JSON.parse(readFileSync(stateFile(unit), 'utf8')) : DEAD;
}

function setState(unit: string, change: Partial<UnitState>): void {
  writeWhole(stateFile(unit), JSON.stringify({ ...stateOf(unit), ...change }), 0o644);
}

async function start(unit: string, isBlocking: boolean): Promise<void> {
  if (!existsSync(unitFile(unit))) fatal(`Failed to start ${fileName(unit)}: Unit ${fileName(unit)} not found.`, 5);
  if (isTimer(unit)) return setState(unit, { ActiveState: 'active', SubState: 'running' });
  if (stateOf(unit).keeper === 0) {
    mkdirSync(LOGS, { recursive: true });
    const journal = openSync(`${LOGS}/${unit}.log`, 'a');
    const self = [process.argv[1] ?? '', '--keep', unit];
    const keeper = spawn(process.execPath, self, { detached: true, stdio: ['ignore', journal, journal] });
    keeper.unref();
    setState(unit, { ...DEAD, ActiveState: 'activating', SubState: 'start', keeper: keeper.pid ?? 0 });
  }
  // TimeoutStartSec=0: a unit that never says it is ready blocks for ever.
  while (isBlocking && stateOf(unit).ActiveState !== 'active') {
    if (stateOf(unit).SubState === 'auto-restart') {
      fatal(
        `Job for ${unit}.service failed because the control process exited with error code.\n` +
          `See "systemctl status ${unit}.service" and "journalctl -xeu ${unit}.service" for details.`,
      );
    }
    await sleep(20);
  }
}

async function stop(unit: string): Promise<void> {
  if (isTimer(unit)) return setState(unit, { ...DEAD });
  const { keeper } = stateOf(unit);
  if (keeper === 0) return;
  process.kill(keeper, 'SIGTERM');
  while (stateOf(unit).keeper !== 0) await sleep(20);
}

/** What systemd itself does for a unit: runs it, waits for its sign, starts it again. */
async function keep(unit: string): Promise<void> {
  let child: ChildProcess | undefined;
  process.on('SIGTERM', () => {
    child?.removeAllListeners('exit');
    child?.once('exit', () => {
      setState(unit, { ...DEAD });
      process.exit(0);
    });
    if (child === undefined || !child.kill('SIGTERM')) {
      setState(unit, { ...DEAD });
      process.exit(0);
    }
  });
  const ready = `${RUN}/${unit}.ready`;
  for (let restarts = 0; ; restarts++) {
    rmSync(ready, { force: true });
    const { command, env } = readUnit(unit);
    const id = randomBytes(16).toString('hex');
    writeFileSync(`${RUN}/${id}`, `${unit} ${new Date().toISOString()}\n`);
    child = spawn('/bin/sh', ['-c', `exec ${command}`], {
      env: { PATH: process.env.PATH ?? '', ...env, NOTIFY_FILE: ready },
      stdio: 'inherit',
    });
    const running = child;
    const ended = new Promise<number>((done) => running.once('exit', (code) => done(code ?? 1)));
    setState(unit, {
      ...{ ActiveState: 'activating', SubState: 'start', NRestarts: restarts },
      ...{ MainPID: child.pid ?? 0, InvocationID: id },
    });
    const sign = waitFor(ready, () => running.exitCode === null);
    if (await sign)
      setState(unit, { ActiveState: 'active', SubState: 'running', ActiveEnterTimestamp: new Date().toISOString() });
    const status = await ended;
    child = undefined;
    setState(unit, { ActiveState: 'activating', SubState: 'auto-restart', MainPID: 0, ExecMainStatus: status });
    await sleep(tuning().restart);
  }
}

async function waitFor(file: string, isGoingOn: () => boolean): Promise<boolean> {
  while (isGoingOn()) {
    if (existsSync(file)) return true;
    await sleep(20);
  }
  return false;
}

/** A unit with its drop-ins, of which the later ones win. */
function readUnit(unit: string): { command: string; env: Record<string, string> } {
  const folder = `${unitFile(unit)}.d`;
  const dropIns = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.conf')) : [];
  const files = [unitFile(unit), ...dropIns.sort().map((name) => `${folder}/${name}`)];
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').replaceAll('\\\n', ' ').split('\n'));
  const values = (key: string) =>
    lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
  const env: Record<string, string> = {};
  for (const value of values('EnvironmentFile')) {
    const file = value.replace(/^-/, '');
    if (!existsSync(file) && value !== file) continue;
    for (const [, name = '', text = ''] of readFileSync(file, 'utf8').matchAll(/^(\w+)="?(.*?)"?$/gm)) env[name] = text;
  }
  return { command: values('ExecStart')[0] ?? '', env };
}

function enable(unit: string, isOn: boolean): void {
  if (!existsSync(unitFile(unit)) && isOn) fatal(`Failed to enable unit: Unit file ${fileName(unit)} does not exist.`);
  rmSync(wanted(unit), { force: true });
  if (!isOn) return;
  mkdirSync(wants(unit), { recursive: true });
  symlinkSync(unitFile(unit), wanted(unit));
  process.stderr.write(`Created symlink ${wanted(unit)} → ${unitFile(unit)}.\n`);
}

function isEnabled(unit: string): never {
  if (!existsSync(unitFile(unit))) {
    fatal(`Failed to get unit file state for ${unit}.service: No such file or directory`);
  }
  process.stdout.write(existsSync(wanted(unit)) ? 'enabled\n' : 'disabled\n');
  process.exit(existsSync(wanted(unit)) ? 0 : 1);
}

function show(unit: string, options: readonly string[]): void {
  const at = options.findIndex((o) => o === '-p' || o.startsWith('--property'));
  const names = (options[at]?.split('=')[1] ?? options[at + 1] ?? '').split(',');
  const state: Readonly<Record<string, unknown>> = { ...stateOf(unit) };
  for (const name of names) {
    if (!(name in state)) fatal(`the stand-in for systemctl does not know the property ${name}`, 70);
    process.stdout.write(options.includes('--value') ? `${state[name]}\n` : `${name}=${state[name]}\n`);
  }
}

async function main(argv: readonly string[]): Promise<void> {
  const options = argv.filter((word) => word.startsWith('-'));
  const [verb = '', ...units] = argv.filter((word) => !word.startsWith('-'));
  const unit = (units[0] ?? '').replace(/\.service$/, '');
  const isRoot = process.getuid?.() === 0;
  if (['start', 'stop', 'restart', 'enable', 'disable'].includes(verb)) {
    if (!isRoot) fatal(`Failed to ${verb} ${unit}.service: Interactive authentication required.`);
    mkdirSync(RUN, { recursive: true });
  }
  const isBlocking = !options.includes('--no-block');
  switch (verb) {
    case 'daemon-reload':
      return;
    case 'start':
      return start(unit, isBlocking);
    case 'stop':
      return stop(unit);
    case 'restart':
      await stop(unit);
      return start(unit, isBlocking);
    case 'enable':
    case 'disable':
      enable(unit, verb === 'enable');
      return options.includes('--now') ? (verb === 'enable' ? start(unit, isBlocking) : stop(unit)) : undefined;
    case 'is-enabled':
      return isEnabled(unit);
    case 'is-active':
      process.stdout.write(`${stateOf(unit).ActiveState}\n`);
      process.exit(stateOf(unit).ActiveState === 'active' ? 0 : 3);
      break;
    case 'status':
      if (!existsSync(unitFile(unit))) fatal(`Unit ${unit}.service could not be found.`, 4);
      process.stdout.write(
        `● ${unit}.service\n     Active: ${stateOf(unit).ActiveState} (${stateOf(unit).SubState})\n`,
      );
      process.exit(stateOf(unit).ActiveState === 'active' ? 0 : 3);
      break;
    case 'show':
      return show(unit, argv.slice(argv.indexOf('show') + 1));
    default:
      fatal(`Unknown command verb ${verb}.`);
  }
}

const [, , ...argv] = process.argv;
if (argv[0] === '--keep') await keep(argv[1] ?? '');
else {
  note(['systemctl', ...argv]);
  await main(argv);
}
