import { access, mkdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, type Run, type RunOptions, type RunResult, run } from '../../system/exec.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../system/files/temporary-folder.ts';
import { isKeyOf } from '../../system/hosts/known-hosts.ts';
import { quote } from '../../system/hosts/quote.ts';
import { type Explanation, ShellHost } from '../../system/hosts/shell-host.ts';
import { INSTALL } from './program.ts';

export interface SshHostProps {
  /** The node's name. Host keys are kept under it, so that a host may change its address and stay the same host. */
  readonly name: string;
  /** IP address, host name, or alias of the SSH configuration. */
  readonly address: string;
  /** @default - what the SSH configuration says */
  readonly user?: string | undefined;
  /** @default - what the SSH configuration says, else 22 */
  readonly port?: number | undefined;
  /** Private key file. @default - SSH's own choice, agent included */
  readonly key?: string | undefined;
  /** The cluster's own file of host keys. */
  readonly knownHosts: string;
  /** Seconds until a connection that is not made counts as failed. @default 15 */
  readonly connectTimeout?: number;
  /** Seconds between signs of life; after three are missed the connection counts as lost. @default 10 */
  readonly keepAlive?: number;
  /** Seconds to wait for a host that is still booting. @default 180 */
  readonly bootTime?: number;
  /** How `ssh` is run. @default - for real */
  readonly exec?: Run | undefined;
}

/** How SSH calls the far end of a ProxyJump or ProxyCommand that it cannot talk to; what the other SSH says is lost. */
const BEHIND_ANOTHER = /UNKNOWN port 65535/;
/** systemd's word for a host that lets nobody but root in yet. Source: systemd, `tmpfiles.d/systemd-nologin.conf`. */
const IS_BOOTING = /System is booting up/;
/** `sun_path` of macOS, which has less room than Linux, without what `ssh` adds while it makes the socket. */
const LONGEST_SOCKET = 104 - 18;

/** A host over SSH: the system's own `ssh`, its configuration, agent and jump hosts, and one connection for all. */
export class SshHost extends ShellHost {
  protected readonly install = INSTALL;
  private connection: Promise<string> | undefined;
  /** Holds the connection's socket, until the host is closed. */
  private folder: string | undefined;

  constructor(private readonly props: SshHostProps) {
    super(props.name);
  }

  describe(): string {
    const { user, address, port } = this.props;
    return `${user === undefined ? '' : `${user}@`}${address}${port === undefined ? '' : `:${port}`} over SSH`;
  }

  override async close(): Promise<void> {
    const socket = await this.connection?.catch(() => undefined);
    this.connection = undefined;
    if (socket !== undefined) await this.hangUp(socket);
    if (this.folder !== undefined) removeTemporaryFolder(this.folder);
    this.folder = undefined;
  }

  protected async reach(argv: readonly string[], options: RunOptions): Promise<RunResult> {
    return this.onceBooted(async () => this.reachNow(argv, options), options.signal);
  }

  private async reachNow(argv: readonly string[], options: RunOptions): Promise<RunResult> {
    const socket = await this.connect(options.signal);
    // The connection's own process holds the command's output open, also when the command's `ssh` has been ended.
    const hangUp = () => void this.hangUp(socket);
    options.signal?.addEventListener('abort', hangUp, { once: true });
    try {
      return await this.exec('ssh', [...(await this.options(socket)), '--', this.props.address, lineOf(argv)], options);
    } finally {
      options.signal?.removeEventListener('abort', hangUp);
    }
  }

  protected async explain(error: CommandError): Promise<Explanation | undefined> {
    const { stderr } = error;
    if (IS_BOOTING.test(stderr)) {
      const fix = 'It has been booting for long: `systemctl list-jobs` on its console says what it waits for.';
      return { reason: 'denied', fix };
    }
    if (error.exitCode !== 255) return undefined;
    if (/HOST IDENTIFICATION HAS CHANGED|Host key verification failed/.test(stderr)) {
      return { reason: 'host-key', fix: this.hostKeyFix(), said: saidOfKey(stderr) };
    }
    if (/Too many authentication failures/.test(stderr)) {
      const fix =
        'Your agent has more keys than the host lets anyone try: set `key` of the host in platform.yaml to the file of the right one.';
      return { reason: 'denied', fix };
    }
    if (/Permission denied|no matching (host key|key exchange)/.test(stderr)) {
      return { reason: 'denied' };
    }
    if (BEHIND_ANOTHER.test(stderr)) {
      this.connection = undefined;
      const { address } = this.props;
      const fix = `Your SSH configuration reaches it by way of another host, which did not pass the connection on. \`ssh ${address}\` shows why; the first time, it asks for the key of that host.`;
      return { reason: 'unreachable', fix };
    }
    // 255 is SSH's own code, but a command may end with it as well: then the connection is still there.
    const socket = await this.connection?.catch(() => undefined);
    if (socket !== undefined && (await this.isConnected(socket))) return undefined;
    this.connection = undefined;
    return { reason: 'unreachable' };
  }

  /** The socket of the one connection, made when it is first needed and again when it is gone. */
  private connect(signal?: AbortSignal): Promise<string> {
    this.connection = this.reuse(this.connection, signal);
    return this.connection;
  }

  private async reuse(connection: Promise<string> | undefined, signal?: AbortSignal): Promise<string> {
    const socket = await connection?.catch(() => undefined);
    if (socket === undefined) return this.open(signal);
    const isThere = await access(socket).then(
      () => true,
      () => false,
    );
    return isThere ? socket : this.open(signal);
  }

  private async open(signal?: AbortSignal): Promise<string> {
    const { knownHosts, address, connectTimeout = 15 } = this.props;
    await mkdir(dirname(knownHosts), { recursive: true, mode: 0o700 });
    this.folder ??= makeTemporaryFolder(socketParent());
    const socket = join(this.folder, 'ssh');
    // One whose process was killed would keep the new one from being shared.
    await rm(socket, { force: true });
    // It outlives this process: one that nothing uses ends by itself soon after a kill, and is made again when needed. A
    // host that refuses a login says why in a banner, which `ssh` passes on at this level only.
    const master = ['-M', '-N', '-f', '-o', 'ControlPersist=60', '-o', 'LogLevel=INFO'];
    // Twice: a jump host has its own limit. And time for a slow login.
    const limit = { timeout: connectTimeout * 2000 + 15_000, ...(signal === undefined ? {} : { signal }) };
    await this.exec('ssh', [...master, ...(await this.options(socket)), '--', address], limit);
    return socket;
  }

  /** Does it again for as long as the host is booting. */
  private async onceBooted<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const end = Date.now() + (this.props.bootTime ?? 180) * 1000;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof CommandError) || !IS_BOOTING.test(error.stderr) || error.progress === 'begun')
          throw error;
        if (error.progress === 'ended' || Date.now() > end) throw error;
      }
      // Interrupted, the next try is refused in the usual way.
      await sleep(2000, undefined, signal === undefined ? {} : { signal }).catch(() => {});
    }
  }

  private async options(socket: string): Promise<string[]> {
    const { name, user, port, key, knownHosts, connectTimeout = 15, keepAlive = 10 } = this.props;
    const settings = {
      BatchMode: 'yes',
      ConnectTimeout: connectTimeout,
      ServerAliveInterval: keepAlive,
      ServerAliveCountMax: 3,
      // `accept-new` would also take a key of another kind for a host that is known already.
      StrictHostKeyChecking: (await isKnown(knownHosts, name)) ? 'yes' : 'accept-new',
      UserKnownHostsFile: `"${knownHosts.replaceAll('%', '%%')}"`,
      GlobalKnownHostsFile: 'none',
      HostKeyAlias: name,
      HashKnownHosts: 'no',
      UpdateHostKeys: 'no',
      CheckHostIP: 'no',
      // What a personal configuration may add, and what would get in the way here.
      ClearAllForwardings: 'yes',
      ControlMaster: 'no',
      ForwardAgent: 'no',
      ForwardX11: 'no',
      Tunnel: 'no',
      PermitLocalCommand: 'no',
      RequestTTY: 'no',
      RemoteCommand: 'none',
      LogLevel: 'ERROR',
    };
    const login = [
      ...(user === undefined ? [] : ['-l', user]),
      ...(port === undefined ? [] : ['-p', String(port)]),
      // An agent may have more keys than a host lets anyone try.
      ...(key === undefined ? [] : ['-i', key, '-o', 'IdentitiesOnly=yes']),
    ];
    return ['-S', socket, ...login, ...Object.entries(settings).flatMap(([k, v]) => ['-o', `${k}=${v}`])];
  }

  /** Whether the host answers through the connection: its own process learns of a loss only when something is sent. */
  private async isConnected(socket: string): Promise<boolean> {
    // Without the connection, no other is to be made.
    const argv = [...(await this.options(socket)), '-o', 'ProxyCommand=false', '--', this.props.address, 'true'];
    return this.exec('ssh', argv, { timeout: 30_000 }).then(
      () => true,
      (error) => error instanceof CommandError && error.exitCode !== undefined && error.exitCode !== 255,
    );
  }

  /** Ends the connection; one that is gone already is none to end. */
  private async hangUp(socket: string): Promise<void> {
    await this.exec('ssh', ['-S', socket, '-O', 'exit', '--', this.props.address], { timeout: 10_000 }).catch(() => {});
  }

  private get exec(): Run {
    return this.props.exec ?? run;
  }

  private hostKeyFix(): string {
    const { name, knownHosts } = this.props;
    return (
      'If the host was reinstalled, forget its old key and run the same command again: ' +
      `\`ssh-keygen -R ${name} -f ${quote([knownHosts])}\`. If not, another machine answers at its address.`
    );
  }
}

/**
 * A command as SSH gives it to the login shell, whichever that is: one line that sh, csh, fish and their like read the same.
 * What would be special to one of them, a quote or a line break or `!`, is encoded.
 */
function lineOf(argv: readonly string[]): string {
  return `sh -c 'eval "$(echo "$0" | base64 -d)"' ${Buffer.from(`exec ${quote(argv)}`).toString('base64')}`;
}

/** Which key a host has now, without the rest of the large warning; undefined if SSH does not say it. */
function saidOfKey(stderr: string): string | undefined {
  const [, kind, fingerprint] =
    /fingerprint for the (\S+) key sent by the remote host is\s+(\S+?)\.?\s/.exec(stderr) ?? [];
  return fingerprint && `it now has the ${kind} key ${fingerprint}`;
}

/** The folder for temporary files, unless its path is too long for a socket in it. */
function socketParent(): string {
  const longest = join(tmpdir(), `hubwright-${'0'.repeat(7)}-xxxxxx`, 'ssh');
  return Buffer.byteLength(longest) <= LONGEST_SOCKET ? tmpdir() : '/tmp';
}

/** Whether a file of host keys has one for a name. */
async function isKnown(file: string, name: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').some((line) => isKeyOf(name, line));
}
