import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { probe } from '../../cluster/probe.ts';
import { run } from '../../system/exec.ts';
import { HostError } from '../../system/hosts/host.ts';
import { TestBed, whyNoTestBed } from '../../testbed/test-bed.ts';
import { RELOAD_SSHD, type TestHost } from '../../testbed/test-host.ts';
import { until } from '../../testbed/until.ts';
import { SshHost, type SshHostProps } from './ssh-host.ts';

const HOME = '/home/ubuntu';
const RULE = '/etc/sudoers.d/90-ubuntu';
/** Prints on both streams what could be taken for an answer. */
const NOISE = 'echo active; echo "end	ok"; echo root >&2';
const shell = (path: string) => `sed -i 's|^\\(ubuntu:.*:\\)[^:]*$|\\1${path}|' /etc/passwd`;
const login = (name: string) => `sed -n 's|^ubuntu:|${name.replace('\\', '\\\\')}:|p' /etc/passwd >>/etc/passwd.new`;
const also = (name: string) => `cp /etc/passwd /etc/passwd.new; ${login(name)}; mv /etc/passwd.new /etc/passwd`;
const sudoers = (...lines: string[]) =>
  `chmod 640 ${RULE}; printf '%s\\n' ${lines.map((it) => `'${it}'`).join(' ')} >${RULE}`;
const NOPASSWD = 'ALL ALL=(ALL) NOPASSWD:ALL';
const withoutSudo = 'mv /usr/bin/sudo /usr/bin/sudo.away';
const sshd = (line: string) => `echo '${line}' >>/etc/ssh/testbed_sshd_config; ${RELOAD_SSHD}`;

interface Odd {
  readonly name: string;
  /** Run as root on the host. */
  readonly prepare: string;
  readonly props?: Partial<SshHostProps>;
  /** A program that has to be on this machine for it. */
  readonly needs?: string;
}

const WORK: readonly Odd[] = [
  {
    name: 'a .bashrc that prints, traps its exit and changes everything',
    prepare: `printf '%s\\n' '${NOISE}' 'trap "${NOISE.replaceAll('"', '\\"')}; exit 3" EXIT' 'umask 077' 'export LC_ALL=xx_XX TMOUT=1' 'export PATH=/usr/bin:/bin' 'alias sh=false' 'set -u' >${HOME}/.bashrc`,
  },
  {
    name: 'csh that prints',
    prepare: `${shell('/usr/bin/tcsh')}; echo '${NOISE.replace('>&2', '')}' >${HOME}/.cshrc`,
    needs: '/usr/bin/tcsh',
  },
  {
    name: 'fish that prints',
    prepare: `${shell('/usr/bin/fish')}; mkdir -p ${HOME}/.config/fish; echo '${NOISE}' >${HOME}/.config/fish/config.fish`,
    needs: '/usr/bin/fish',
  },
  {
    name: 'zsh that prints',
    prepare: `${shell('/usr/bin/zsh')}; echo '${NOISE}' >${HOME}/.zshenv`,
    needs: '/usr/bin/zsh',
  },
  { name: 'plain sh', prepare: shell('/bin/sh') },
  { name: 'a restricted shell', prepare: `ln -s bash /usr/bin/rbash-odd; ${shell('/bin/rbash')}` },
  {
    name: 'sudo without /usr/local/bin, with a lecture, a umask and an environment that is kept',
    prepare: sudoers(
      NOPASSWD,
      'Defaults secure_path=/usr/bin:/bin',
      'Defaults lecture=always',
      'Defaults umask=0077, umask_override',
      'Defaults !env_reset',
    ),
  },
  { name: 'a login with a dot', prepare: also('john.doe'), props: { user: 'john.doe' } },
  { name: 'a login of a domain', prepare: also('CORP\\ada'), props: { user: 'CORP\\ada' } },
  { name: 'a login of a realm', prepare: also('ada@EXAMPLE.COM'), props: { user: 'ada@EXAMPLE.COM' } },
  {
    name: 'root without sudo',
    prepare: `${withoutSudo}; mkdir -p /root/.ssh; cp ${HOME}/.ssh/authorized_keys /root/.ssh/; chown -R 0:0 /root/.ssh; chmod 700 /root /root/.ssh`,
    props: { user: 'root' },
  },
  {
    name: 'doas instead of sudo',
    prepare: `${withoutSudo}; echo 'permit nopass ubuntu' >/etc/doas.conf; chmod 400 /etc/doas.conf`,
    needs: '/usr/bin/doas',
  },
];

const FAIL: readonly (Odd & { readonly reason: string; readonly says: string; readonly fix: string })[] = [
  {
    name: 'a login without a shell',
    prepare: shell('/usr/sbin/nologin'),
    reason: 'shell',
    says: 'id: the shell of the login does not run commands\n  This account is currently not available.',
    fix: '`chsh -s /bin/sh LOGIN`',
  },
  {
    name: 'a key for one command alone',
    prepare: `sed -i 's|^|command="echo backup" |' ${HOME}/.ssh/authorized_keys`,
    reason: 'shell',
    says: 'backup',
    fix: 'use another login',
  },
  {
    name: 'sudo with a password',
    prepare: sudoers('ubuntu ALL=(ALL) ALL'),
    reason: 'sudo',
    says: 'the login may not run commands as root without a password\n  sudo: a password is required',
    fix: 'NOPASSWD',
  },
  { name: 'a login that may not use sudo', prepare: `rm ${RULE}`, reason: 'sudo', says: 'sudo:', fix: 'NOPASSWD' },
  {
    name: 'sudo that wants a terminal',
    prepare: sudoers(NOPASSWD, 'Defaults requiretty'),
    reason: 'sudo',
    says: 'you must have a tty',
    fix: '`Defaults:LOGIN !requiretty`',
  },
  {
    name: 'sudo for some commands alone',
    prepare: sudoers('ubuntu ALL=(ALL) NOPASSWD: /usr/bin/id'),
    reason: 'sudo',
    says: 'sudo:',
    fix: 'NOPASSWD',
  },
  {
    name: 'neither sudo nor doas',
    prepare: `${withoutSudo}; rm -f /usr/bin/doas`,
    reason: 'sudo',
    says: 'neither sudo nor doas is installed',
    fix: '`user: root`',
  },
  {
    name: 'more keys than the host lets anyone try',
    prepare: sshd('MaxAuthTries 1'),
    props: { key: '/etc/ssh/ssh_host_ed25519_key' },
    reason: 'denied',
    says: 'Too many authentication failures',
    fix: 'set `key` of the host',
  },
  {
    name: 'a host that goes on booting',
    prepare: 'echo "System is booting up. Unprivileged users are not permitted to log in yet." >/etc/nologin',
    props: { bootTime: 0 },
    reason: 'denied',
    says: 'System is booting up',
    fix: 'systemctl list-jobs',
  },
];

(whyNoTestBed() === undefined ? describe : describe.skip)('hosts that are not a fresh Ubuntu', () => {
  let bed: TestBed;
  let machine: TestHost;
  let folder: string;
  let host: SshHost | undefined;
  const FILES = `/etc/passwd ${RULE} /usr/bin/sudo /usr/bin/doas ${HOME} /root/.ssh /etc/ssh/testbed_sshd_config`;

  beforeAll(async () => {
    bed = await TestBed.create();
    [machine] = (await bed.addAll(['node-1'])) as [TestHost];
    folder = await mkdtemp('/tmp/hubwright-odd-');
    await machine.exec(['sh', '-c', `tar -cpf /var/tmp/before.tar --ignore-failed-read ${FILES}`]);
  });
  afterEach(async () => {
    await host?.close();
    const back = `rm -rf ${HOME} /root/.ssh /etc/nologin /etc/doas.conf; tar -xpf /var/tmp/before.tar -C /`;
    await machine.exec(['sh', '-c', `${back}; ${RELOAD_SSHD}`]);
  });
  afterAll(async () => {
    await bed?.destroy();
    await rm(folder, { recursive: true, force: true });
  });

  function connect(props: Partial<SshHostProps> = {}): SshHost {
    const exec: typeof run = (command, args, options) => run(command, args, { ...options, env: bed.env });
    host = new SshHost({
      name: 'node-1',
      address: machine.address,
      user: 'ubuntu',
      knownHosts: `${folder}/known`,
      exec,
      ...props,
    });
    return host;
  }

  /** What Hubwright does with every host, and that it gets the truth. */
  async function works(host: SshHost): Promise<void> {
    expect(await host.run(['id', '-un'], { sudo: true })).toEqual({ exitCode: 0, stdout: 'root', stderr: '' });
    expect(await host.run(['sh', '-c', 'echo no >&2; exit 4'], { allow: [4] })).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: 'no',
    });
    const words = ['a b', "it's", '$HOME', '`id`', '*', 'é\n2!', '', '\\', '!!', '"'];
    expect((await host.run(['printf', '[%s]', ...words])).stdout).toBe(words.map((word) => `[${word}]`).join(''));
    const facts = await probe(host, { files: ['/etc/machine-id'] });
    expect(facts).toMatchObject({ hostname: 'node-1', os: { id: 'ubuntu' }, ports: new Map() });
    const bytes = randomBytes(300_000);
    await host.write({ path: '/srv/odd/bytes', content: bytes, mode: 0o644 });
    expect((await machine.exec(['stat', '-c', '%a %U', '/srv/odd/bytes', '/srv/odd'])).stdout).toBe(
      '644 root\n755 root',
    );
    const outputFile = join(folder, 'out');
    await host.run(['cat', '/srv/odd/bytes'], { sudo: true, outputFile });
    expect(readFileSync(outputFile).equals(bytes)).toBe(true);
    expect(await host.read('/srv/odd/none')).toBeUndefined();
    // It lies in /usr/local/bin.
    expect((await host.run(['sh', '-c', 'command -v systemctl'], { sudo: true })).stdout).toBe(
      '/usr/local/bin/systemctl',
    );
    await machine.exec(['rm', '-r', '/srv/odd']);
  }

  const possible = WORK.filter(({ needs }) => needs === undefined || existsSync(needs));
  test.each(possible)('$name: works', async ({ prepare, props }) => {
    await machine.exec(['sh', '-c', prepare]);
    await works(connect(props));
  });

  test.each(FAIL)('$name: is reported', async ({ prepare, props, reason, says, fix }) => {
    await machine.exec(['sh', '-c', prepare]);
    const error: unknown = await connect(props)
      .run(['id'], { sudo: true })
      .catch((e: unknown) => e);
    if (!(error instanceof HostError)) throw new Error(`expected a HostError, found ${error}`);
    expect(error.reason).toBe(reason);
    expect(error.message).toContain(says);
    expect(error.fix).toContain(fix);
    expect(error.message).not.toMatch(/[0-9a-f]{64}|printf/);
  });

  test('a host that is still booting is waited for', async () => {
    await machine.exec(['sh', '-c', 'echo "System is booting up." >/etc/nologin']);
    const answer = connect().run(['id', '-un']);
    const refused = async () =>
      (await machine.exec(['sh', '-c', 'grep -c "Accepted publickey" /var/log/sshd.log'])).stdout;
    const before = Number(await refused());
    await until(async () => Number(await refused()) > before);
    await machine.exec(['rm', '/etc/nologin']);
    expect((await answer).stdout).toBe('ubuntu');
  });

  test('a long folder for temporary files leaves room for the socket', async () => {
    const before = process.env.TMPDIR;
    const long = join(folder, 'x'.repeat(80));
    await mkdir(long);
    process.env.TMPDIR = long;
    try {
      expect((await connect().run(['id', '-un'])).stdout).toBe('ubuntu');
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  });

  test('what a personal configuration of SSH adds does not get in the way', async () => {
    const config = join(bed.dir, 'ssh_config');
    const usual = readFileSync(config, 'utf8');
    const odd = [
      'RemoteCommand echo no',
      'RequestTTY force',
      'ForwardAgent yes',
      'ControlMaster auto',
      'ControlPath none',
      'LogLevel DEBUG1',
      'Tunnel yes',
    ];
    await writeFile(
      config,
      `Host Lab_1\n  HostName ${machine.address}\n${usual}${odd.map((it) => `  ${it}\n`).join('')}`,
    );
    try {
      await works(connect({ address: 'Lab_1' }));
    } finally {
      await writeFile(config, usual);
    }
  });
});
