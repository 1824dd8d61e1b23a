import { realpathSync } from 'node:fs';
import { CommandError, type Run } from '../system/exec.ts';

/** How a command begins that runs in the sandbox; or why there is none. */
export type Sandbox = { readonly words: readonly string[] } | { readonly missing: string };

/** Programs. Homes, projects, /run, /tmp and /var are not among them. */
const PROGRAMS = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/opt', '/nix'];
/** What programs need of /etc, where keys and kubeconfigs lie too. */
const ETC = [
  ...['alternatives', 'bash.bashrc', 'bashrc', 'crypto-policies', 'fonts', 'group', 'host.conf', 'hosts', 'inputrc'],
  ...['ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', 'localtime', 'mime.types', 'nsswitch.conf', 'passwd', 'profile'],
  ...[
    'pki/ca-trust',
    'pki/tls/cert.pem',
    'pki/tls/certs',
    'pki/tls/openssl.cnf',
    'protocols',
    'resolv.conf',
    'services',
  ],
  ...['ssl/cert.pem', 'ssl/certs', 'ssl/openssl.cnf', 'terminfo'],
].map((name) => `/etc/${name}`);

/**
 * The sandbox for users' servers, of bubblewrap: they see no process but their own, and no file but programs, the
 * environment and their home. They keep the network, by which they reach the hub.
 *
 * @param environment - a Python environment, with which it is tried
 */
export async function findSandbox(run: Run, environment: string): Promise<Sandbox> {
  if (process.platform !== 'linux') return { missing: 'sandboxing them needs Linux' };
  const python = `${environment}/bin/python`;
  const prefix = await run(python, ['-c', 'import sys; print(sys.base_prefix)'], { timeout: 60_000 });
  const words = sandboxWords(prefix.stdout, resolvers());
  try {
    const [command = '', ...args] = [...words, '--ro-bind', environment, environment, python, '-c', 'import ssl'];
    await run(command, args, { timeout: 60_000 });
    return { words };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return {
      missing:
        error.reason === 'missing'
          ? 'install bubblewrap to prevent that: apt install bubblewrap, or dnf install bubblewrap'
          : `bubblewrap cannot make a sandbox here: ${error.lastLines.at(-1) ?? error.message}`,
    };
  }
}

/** @param python - the folder that the environments' Python is installed in */
export function sandboxWords(python: string, resolvers: string): string[] {
  const seen = [...PROGRAMS, ...ETC, resolvers, ...(isProgram(python) ? [] : [python])];
  return [
    ...['bwrap', '--unshare-user', '--unshare-pid', '--unshare-ipc', '--cap-drop', 'ALL', '--die-with-parent'],
    ...seen.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp'],
  ];
}

/** Seen already; and the root must not be, which holds everything. */
const isProgram = (folder: string) => folder === '/' || PROGRAMS.some((it) => `${folder}/`.startsWith(`${it}/`));

/** Where names of hosts are looked up: often a link to a file in /run. */
function resolvers(): string {
  try {
    return realpathSync('/etc/resolv.conf');
  } catch {
    return '/etc/resolv.conf';
  }
}
