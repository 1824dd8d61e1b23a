import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { run } from '../../system/exec.ts';
import { HostError } from '../../system/hosts/host.ts';
import { TestBed, whyNoTestBed } from '../../testbed/test-bed.ts';
import type { TestHost } from '../../testbed/test-host.ts';
import { until } from '../../testbed/until.ts';
import { SshHost, type SshHostProps } from './ssh-host.ts';

const reason = whyNoTestBed();
if (reason !== undefined) console.warn(`Skipped, the SSH driver on real hosts: ${reason}`);

(reason === undefined ? describe : describe.skip)('the SSH driver on real hosts', () => {
  let bed: TestBed;
  let machine: TestHost;
  let folder: string;
  const open: SshHost[] = [];

  beforeAll(async () => {
    bed = await TestBed.create();
    [machine] = (await bed.addAll(['node-1'])) as [TestHost];
  });
  afterAll(async () => bed?.destroy());
  beforeEach(async () => {
    folder = await mkdtemp('/tmp/hubwright test %d ');
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((host) => host.close()));
    await rm(folder, { recursive: true });
  });

  function connect(props: Partial<SshHostProps> = {}): SshHost {
    const host = new SshHost({
      name: 'node-1',
      address: machine.address,
      user: 'ubuntu',
      knownHosts: join(folder, 'cluster', 'known_hosts'),
      connectTimeout: 2,
      keepAlive: 1,
      exec: (command, args, options) => run(command, args, { ...options, env: bed.env }),
      ...props,
    });
    open.push(host);
    return host;
  }

  /** Folders of this process's connections; other tests on this machine may have theirs. */
  const sockets = async () => (await readdir(tmpdir())).filter((name) => name.startsWith(`hubwright-${process.pid}-`));

  const failureOf = async (work: Promise<unknown>): Promise<HostError> => {
    const error = await work.then(
      () => undefined,
      (e: unknown) => e,
    );
    if (!(error instanceof HostError)) throw new Error(`expected a HostError, found ${error}`);
    return error;
  };

  test('runs commands as the login user and as root, words intact', async () => {
    const host = connect();
    expect((await host.run(['id', '-un'])).stdout).toBe('ubuntu');
    expect((await host.run(['id', '-un'], { sudo: true })).stdout).toBe('root');
    expect((await host.run(['hostname'])).stdout).toBe('node-1');
    const words = ['a b', "it's", '$HOME', '`id`', '*', 'é\n2', '', '--', '\\'];
    const printed = await host.run(['printf', '[%s]', ...words]);
    expect(printed.stdout).toBe(words.map((word) => `[${word}]`).join(''));
  });

  test('gives standard input, passes lines on and keeps the two streams apart', async () => {
    const lines: string[] = [];
    const found = await connect().run(['sh', '-c', 'cat; echo two >&2'], {
      input: 'one\n',
      onLine: (line) => lines.push(line),
    });
    expect(found).toEqual({ exitCode: 0, stdout: 'one', stderr: 'two' });
    expect(lines.sort()).toEqual(['one', 'two']);
  });

  test('without input, standard input is empty', async () => {
    expect((await connect().run(['cat'])).stdout).toBe('');
  });

  test('a failed command says which host, which command, its code and its last lines', async () => {
    const error = await failureOf(connect().run(['ls', '/no such'], { sudo: true }));
    expect(error.message).toBe(
      `node-1 (ubuntu@10.77.0.1 over SSH): ls '/no such': exit code 2\n  ls: cannot access '/no such': No such file or directory`,
    );
    expect(error).toMatchObject({ host: 'node-1', reason: 'exit', code: 2 });
    expect((await connect().run(['sh', '-c', 'exit 3'], { allow: [3] })).exitCode).toBe(3);
  });

  test("a command that itself ends with SSH's own code is not taken for a lost connection", async () => {
    const error = await failureOf(connect().run(['sh', '-c', 'echo broken >&2; exit 255']));
    expect(error).toMatchObject({ reason: 'exit', code: 255, stderr: 'broken' });
  });

  test('a command over its limit is ended on the host too', async () => {
    const error = await failureOf(connect().run(['sleep', '4711'], { sudo: true, timeout: 1000 }));
    expect(error).toMatchObject({ reason: 'timeout' });
    expect(error.message).toContain('sleep 4711: timed out and was ended');
    await until(async () => (await machine.exec(['pgrep', '-f', 'sleep 4711'], { allow: [1] })).stdout === '');
  });

  test('an aborted command ends', async () => {
    const host = connect();
    await host.run(['true']);
    expect(await failureOf(host.run(['sleep', '30'], { signal: AbortSignal.timeout(200) }))).toMatchObject({
      reason: 'aborted',
    });
  });

  test('all commands share one connection, also at once; closing it leaves nothing behind', async () => {
    const host = connect();
    await Promise.all(Array.from({ length: 8 }, (_, i) => host.run(['echo', String(i)])));
    const logins = (await machine.exec(['pgrep', '-cf', 'sshd: ubuntu@']).catch(() => undefined))?.stdout;
    expect(logins).toBe('1');
    await host.close();
    const left = async () => (await machine.exec(['pgrep', '-cf', 'sshd: ubuntu@'], { allow: [1] })).stdout;
    await until(async () => (await left()) === '0');
    expect((await host.run(['echo', 'again'])).stdout).toBe('again');
  });

  test('writes a file with its mode and owner, and makes the folders above it', async () => {
    const host = connect();
    await host.write({ path: '/etc/rancher/k3s/config.yaml', content: 'token: "ü"\n', mode: 0o600 });
    expect(await machine.read('/etc/rancher/k3s/config.yaml')).toBe('token: "ü"\n');
    expect((await machine.exec(['stat', '-c', '%a %U', '/etc/rancher/k3s/config.yaml'])).stdout).toBe('600 root');
    await host.write({ path: '/srv/it is mine', content: '', mode: 0o644, owner: 'ubuntu:ubuntu' });
    expect((await machine.exec(['stat', '-c', '%a %U %s', '/srv/it is mine'])).stdout).toBe('644 ubuntu 0');
    expect(await host.read('/etc/rancher/none')).toBeUndefined();
  });

  test.each(['token: "ü"\n', 'no newline', 'two\n\n', '\n', '\r\n', '.', ''])(
    'reads a file as it is: %j',
    async (content) => {
      const host = connect();
      await host.write({ path: '/srv/as-it-is', content, mode: 0o600 });
      expect(await host.read('/srv/as-it-is')).toBe(content);
    },
  );

  test('sends a large local file, byte for byte', async () => {
    const big = join(folder, 'image.tar');
    const bytes = randomBytes(40_000_000);
    await writeFile(big, bytes);
    await connect().write({ path: '/var/lib/rancher/image.tar', content: { file: big }, mode: 0o644 });
    const sum = await machine.exec(['sha256sum', '/var/lib/rancher/image.tar']);
    expect(sum.stdout.split(' ')[0]).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  test('a transfer that is cut short changes nothing', async () => {
    const host = connect();
    await host.write({ path: '/srv/whole', content: 'old', mode: 0o644 });
    const big = join(folder, 'big');
    await writeFile(big, Buffer.alloc(300_000_000));
    const stop = new AbortController();
    const onSent = (bytes: number) => bytes > 1_000_000 && stop.abort();
    const file = { path: '/srv/whole', content: { file: big }, mode: 0o644 };
    const error = await failureOf(host.write(file, { signal: stop.signal, onSent }));
    expect(error.reason).toBe('aborted');
    await until(async () => !(await readdir(machine.path('/srv'))).includes('.whole.hubwright'));
    expect(await machine.read('/srv/whole')).toBe('old');
  });

  test('a full disk is reported, and the old file is kept', async () => {
    const host = connect();
    await host.write({ path: '/srv/kept', content: 'old', mode: 0o644 });
    await machine.fillDisk(256);
    try {
      const error = await failureOf(host.write({ path: '/srv/kept', content: Buffer.alloc(2_000_000), mode: 0o644 }));
      expect(error.message).toContain('No space left on device');
      expect(error.fix).toContain('Free space on the disk');
      expect(await machine.read('/srv/kept')).toBe('old');
    } finally {
      await machine.emptyDisk();
    }
  });

  test('a host that is not there is distinguished from a command that fails', async () => {
    const error = await failureOf(connect({ address: '10.77.0.99' }).run(['true']));
    expect(error).toMatchObject({ reason: 'unreachable' });
    expect(error.fix).toContain('switched on');
    const refused = await failureOf(connect({ port: 23 }).run(['true']));
    expect(refused.message).toContain('Connection refused');
  });

  test('a host that goes away in mid-run is noticed, and reached again when it is back', async () => {
    const host = connect();
    await host.run(['true']);
    const lost = failureOf(host.run(['sleep', '30']));
    await machine.cutLink();
    try {
      expect((await lost).reason).toBe('unreachable');
    } finally {
      await machine.restoreLink();
    }
    expect((await host.run(['echo', 'back'])).stdout).toBe('back');
    await host.close();
    expect(await sockets()).toEqual([]);
  });

  test('a host that hangs is noticed when it is first reached', async () => {
    await machine.freeze();
    try {
      expect((await failureOf(connect().run(['true']))).reason).toBe('unreachable');
    } finally {
      await machine.thaw();
    }
  });

  test('a rejected key is reported', async () => {
    await machine.rejectKey();
    try {
      const error = await failureOf(connect().run(['true']));
      expect(error).toMatchObject({ reason: 'denied' });
      expect(error.fix).toContain('ssh-copy-id');
    } finally {
      await machine.acceptKey();
    }
  });

  test('sudo that asks for a password is reported', async () => {
    const rule = '/etc/sudoers.d/90-ubuntu';
    await machine.exec(['mv', rule, '/root/rule']);
    try {
      expect(await failureOf(connect().run(['true'], { sudo: true }))).toMatchObject({ reason: 'sudo' });
    } finally {
      await machine.exec(['mv', '/root/rule', rule]);
    }
  });

  test('a host keeps its key under its name: at another address it is known, with another key it is refused', async () => {
    const first = connect();
    await first.run(['true']);
    const known = await readFile(join(folder, 'cluster', 'known_hosts'), 'utf8');
    expect(known).toMatch(/^node-1 ssh-ed25519 \S+\n$/);
    await machine.changeAddress(50);
    await connect({ address: machine.address }).run(['true']);
    await machine.changeAddress(1);
    expect(await readFile(join(folder, 'cluster', 'known_hosts'), 'utf8')).toBe(known);
    await machine.changeHostKey();
    const error = await failureOf(connect().run(['true']));
    expect(error.reason).toBe('host-key');
    expect(error.message).toMatch(
      /: the host's key has changed\n {2}it now has the ED25519 key SHA256:[A-Za-z0-9+/]{43}$/,
    );
    expect(error.fix).toContain(`ssh-keygen -R node-1 -f '${folder}/cluster/known_hosts'`);
  });

  test('reaches a host behind a jump host of the SSH configuration', async () => {
    await bed.add({ name: 'jump', number: 20, network: 'both' });
    const inner = await bed.add({ name: 'inner', number: 21, network: 'inner' });
    const config = join(bed.dir, 'ssh_config');
    const others = await readFile(config, 'utf8');
    const configure = async (checking: string) => {
      const jump = `Host 10.78.0.*\n  ProxyJump 10.77.0.20\nHost 10.77.0.20\n  StrictHostKeyChecking ${checking}\n  UserKnownHostsFile ${bed.dir}/jump_hosts\n`;
      await writeFile(config, `${jump}${others}`);
    };
    const host = connect({ name: 'inner', address: inner.address });
    // Its key is not known yet, and nobody is there to be asked.
    await configure('yes');
    await expect(host.run(['hostname'])).rejects.toMatchObject({
      reason: 'unreachable',
      fix: expect.stringMatching(/by way of another host, .* `ssh 10\.78\.0\.21` shows why/),
    });
    await configure('no');
    expect((await host.run(['hostname'])).stdout).toBe('inner');
  });
});
