import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fatal } from './about.ts';
import { parseLaunch, parseWords, shellLine, type Words } from './multipass-flags.ts';
import { type Instance, Store } from './multipass-state.ts';

// Stand-in for Multipass, its command and its daemon. Its VMs are hosts of a test bed, which vm-host.ts makes. Texts and
// codes are those of Multipass 1.17. Arguments: the bed's directory, the path of vm-host.js, then those of `multipass`.

const [bed = '', vmHost = '', ...argv] = process.argv.slice(2);
const store = new Store(bed);
// The daemon's own, whatever the client has.
process.umask(0o022);

/** Ends as a command whose operation failed does. */
const failed = (command: string, message: string): never => fatal(`${command} failed: ${message}`, 2);

/** Makes, starts, stops or removes the host of a VM. */
function host(...words: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [vmHost, bed, ...words]);
  if (status !== 0) throw new Error(`vm-host ${words.join(' ')}: ${stderr}`);
}

/** Process 1 of a VM's host; undefined while it is switched off. */
function pidOf(name: string): string | undefined {
  const file = `${bed}/hosts/${name}/pid`;
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Ends unless the VM is there and not deleted. */
function operative(command: string, name: string): Instance {
  const found = store.instances[name];
  if (found === undefined || found.state === 'preparing') return failed(command, `instance "${name}" does not exist`);
  return found.isDeleted ? failed(command, `instance "${name}" is deleted`) : found;
}

async function launch(words: Words): Promise<void> {
  const { name, image: _, ...spec } = parseLaunch(words);
  const refusal = await store.change((all) => {
    if (all[name]?.state === 'preparing') return `instance "${name}" is being prepared`;
    if (all[name] !== undefined) return `instance "${name}" already exists`;
    const number = Math.max(0, ...Object.values(all).map((it) => it.number)) + 1;
    all[name] = { ...spec, number, state: 'preparing', isDeleted: false, launch: undefined };
    return undefined;
  });
  if (refusal !== undefined) failed('launch', refusal);
  // The daemon goes on whatever becomes of the client.
  const daemon = [process.argv[1] ?? '', bed, vmHost, '--daemon', name];
  spawn(process.execPath, daemon, { detached: true, stdio: 'ignore' }).unref();
  process.stdout.write(`Creating ${name}\n`);
  const end = Date.now() + Number(words.flags.get('--timeout') ?? 300) * 1000;
  for (;;) {
    const ended = store.instances[name]?.launch;
    if (ended === 'done') break;
    if (ended !== undefined) return failed('launch', ended.error);
    if (Date.now() > end) return fatal('Timed out waiting for instance launch.', 5);
    await sleep(20);
  }
  process.stdout.write(`Launched: ${name}\n`);
}

/** What the daemon does for a launch. */
async function launchInDaemon(name: string): Promise<void> {
  const { prepare = 20, initialize = 20, timesOut = [], noAddress = [], cloudInit = {} } = store.tuning;
  const spec = store.instances[name];
  if (spec === undefined) return;
  await sleep(prepare);
  await store.update(name, { state: 'Starting' });
  host('add', name, String(spec.number), String(spec.disk), String(spec.memory));
  for (const { path, content } of spec.files) {
    const target = `/proc/${pidOf(name)}/root${path}`;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  const file = cloudInit[name];
  if (file !== undefined) writeFileSync(`/proc/${pidOf(name)}/root/etc/testbed-cloud-init`, file);
  await sleep(initialize);
  const timedOut = { error: 'timed out waiting for initialization to complete' };
  if (noAddress.includes(name)) {
    await store.update(name, { state: 'Unknown', launch: { error: `${name}: timed out waiting for response` } });
  } else {
    await store.update(name, { state: 'Running', launch: timesOut.includes(name) ? timedOut : 'done' });
  }
}

async function start(name: string): Promise<void> {
  const { instances, tuning } = store;
  const [found, number] = [instances[name], tuning.nextNumber?.[name]];
  if (found === undefined || found.state === 'preparing') {
    return failed('start', `failed to start the following instances:\nInstance '${name}' does not exist.`);
  }
  if (found.isDeleted) {
    const fix = "Use 'recover' to recover it or 'purge' to permanently delete it.";
    return failed('start', `failed to start the following instances:\nInstance '${name}' is deleted. ${fix}`);
  }
  if (found.state === 'Unknown') {
    const fault = `Instance '${name}' is already running, but in an unknown state.`;
    return failed('start', `failed to start the following instances:\n${fault}`);
  }
  await store.alone(`vm-${name}`, async () => {
    if (pidOf(name) === undefined) host('start', name, String(number ?? found.number), String(found.memory));
    await store.update(name, { state: 'Running', ...(number === undefined ? {} : { number }) });
  });
}

/** Switches a VM off. */
async function halt(command: string, name: string, state: 'Stopped' | 'Suspended'): Promise<void> {
  operative(command, name);
  await store.alone(`vm-${name}`, async () => {
    if (pidOf(name) !== undefined) host('stop', name);
    await store.update(name, { state });
  });
}

async function remove(name: string, isPurged: boolean): Promise<void> {
  const found = store.instances[name];
  if (found === undefined) return failed('delete', `instance "${name}" does not exist`);
  await store.alone(`vm-${name}`, async () => {
    if (pidOf(name) !== undefined) host('stop', name);
    await store.update(name, { state: 'Stopped', isDeleted: true });
  });
  if (isPurged) await purge(name);
}

async function purge(name: string): Promise<void> {
  await store.alone(`vm-${name}`, async () => {
    // Another client may have been faster.
    if (store.instances[name] === undefined) return;
    host('remove', name);
    await store.change((all) => delete all[name]);
  });
}

async function execute([name = '', ...command]: readonly string[]): Promise<void> {
  if (command.length === 0) fatal('Wrong number of arguments', 1);
  // As the real one: what is not running is started.
  if (operative('exec', name).state !== 'Running') await start(name);
  const enter = ['--target', pidOf(name) ?? '', '--all', '--root', '--wdns=/home/ubuntu'];
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const login = [
    'runuser',
    '-u',
    'ubuntu',
    '--',
    '/usr/bin/env',
    '-i',
    `PATH=${path}`,
    'HOME=/home/ubuntu',
    'USER=ubuntu',
  ];
  const { status } = spawnSync('nsenter', [...enter, ...login, 'bash', '-c', shellLine(command)], { stdio: 'inherit' });
  process.exitCode = status ?? 255;
}

function addressesOf(name: string, { state, number }: Instance): string[] {
  if (state !== 'Running' || store.tuning.noAddress?.includes(name)) return [];
  const hasK3s = existsSync(`/proc/${pidOf(name)}/root/run/k3s`);
  return [`10.77.0.${number}`, ...(hasK3s ? [`10.42.${number}.0`, `10.42.${number}.1`] : [])];
}

function list(): object {
  const listed = Object.entries(store.instances).filter(([, { state }]) => state !== 'preparing');
  return {
    list: listed.map(([name, instance]) => ({
      ipv4: instance.isDeleted ? [] : addressesOf(name, instance),
      name,
      release: instance.state === 'Running' ? 'Ubuntu 24.04 LTS' : 'Not Available',
      state: instance.isDeleted ? 'Deleted' : instance.state,
      zone: { available: true, name: 'zone1' },
    })),
  };
}

function info(name: string): object {
  const { cpus, memory, disk, ...instance } =
    store.instances[name] ?? failed('info', `instance "${name}" does not exist`);
  const isOn = instance.state === 'Running';
  const detail = {
    state: instance.isDeleted ? 'Deleted' : instance.state,
    image_release: '24.04 LTS',
    release: isOn ? 'Ubuntu 24.04.3 LTS' : '',
    cpu_count: isOn ? String(cpus) : '',
    load: isOn ? [0.1, 0.1, 0.1] : [],
    disks: { sda1: isOn ? { used: '2147483648', total: String(disk) } : {} },
    memory: isOn ? { used: 300_000_000, total: Math.floor(memory * 0.94) } : {},
    ipv4: addressesOf(name, { cpus, memory, disk, ...instance }),
    mounts: {},
  };
  return { errors: [], info: { [name]: detail } };
}

async function main(): Promise<void> {
  if (argv[0] === '--daemon') return launchInDaemon(argv[1] ?? '');
  store.note(argv);
  const words = parseWords(argv);
  const { command, flags, names } = words;
  if (store.tuning.isSocketGone && command !== 'version') {
    const where = "Please ensure multipassd is running and '/var/snap/multipass/common/multipass_socket' is accessible";
    return failed(command, `cannot connect to the multipass socket\n${where}`);
  }
  const print = (value: object) => {
    if (flags.get('--format') !== 'json') fatal('the stand-in for Multipass prints JSON alone', 70);
    process.stdout.write(`${JSON.stringify(value, undefined, 4)}\n`);
  };
  if (command === 'launch') await launch(words);
  else if (command === 'list') print(list());
  else if (command === 'version') print({ multipass: '1.17.0', multipassd: '1.17.0' });
  else if (command === 'exec') await execute(names);
  else if (command === 'purge') {
    const gone = Object.entries(store.instances).filter(([, it]) => it.isDeleted);
    for (const [name] of gone) await purge(name);
  } else if (names.length === 0) fatal('Name argument or --all is required', 1);
  else if (command === 'info') print(info(names[0] ?? ''));
  else {
    for (const name of names) {
      if (command === 'start') await start(name);
      if (command === 'stop') await halt('stop', name, 'Stopped');
      if (command === 'suspend') await halt('suspend', name, 'Suspended');
      if (command === 'delete') await remove(name, flags.has('--purge'));
    }
  }
}

await main();
